extension Rule {
    /// Keys that are changed and used in one request.
    static let keysAtOnce = Rule(
        "keys-at-once", .error,
        "new keys are seen before they count: nobody changes keys and uses them in one request",
        remedy: "make two requests: first the keys, then what they sign",
        check: .change { scope in
            scope.namespaces.filter(\.hasOtherKeys).flatMap { namespace -> [Rule.Remark] in
                let used = scope.packages.filter { package in
                    package.id.namespace == namespace.name
                        && (!package.added.isEmpty || package.old?.notes != package.new?.notes)
                }
                return used.map {
                    Rule.Remark(namespace.path + "/keys.json", "the request also changes \($0.id), which they sign")
                }
            }
        })
}
