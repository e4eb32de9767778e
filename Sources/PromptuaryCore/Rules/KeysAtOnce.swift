extension Rule {
    /// Keys that are changed and used in one request.
    static let keysAtOnce = Rule(
        "keys-at-once", .error,
        "new keys are seen before they count: nobody changes keys and uses them in one request",
        remedy: "make two requests: first the keys, then what they sign",
        check: .change { scope in
            scope.packages.compactMap { package in
                guard let namespace = scope.change(of: package.id.namespace), namespace.hasOtherKeys,
                    !package.added.isEmpty || package.old?.notes != package.new?.notes
                else { return nil }
                return Rule.Remark(
                    namespace.path + "/keys.json", "the request also changes \(package.id), which they sign")
            }
        })
}
