extension Rule {
    /// A public namespace that becomes private.
    static let namespaceHidden = Rule(
        "namespace-hidden", .error,
        "what is published stays: releases do not vanish for those who use them",
        remedy: "keep the protection, and yank or deprecate what nobody should use",
        check: .change { scope in
            scope.namespaces.filter { $0.old?.isPublic == true && $0.new?.isPublic == false }.map {
                Rule.Remark(
                    $0.path + "/namespace.yaml", "the packages of \($0.name) would vanish from the site",
                    at: Place(key: "protection"))
            }
        })
}
