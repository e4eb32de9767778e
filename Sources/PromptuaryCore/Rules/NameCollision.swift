extension Rule {
    /// Names that a person takes for each other.
    static let nameCollision = Rule(
        "name-collision", .error,
        "no two packages or namespaces differ only by separators or look-alike characters: that is how strangers pose as others",
        remedy: "choose a name that nobody can mistake",
        check: .catalog { catalog in
            var remarks: [Rule.Remark] = []
            var namespaces: [String: NamespaceName] = [:]
            for namespace in catalog.namespaces {
                if let other = namespaces.updateValue(namespace.name, forKey: namespace.name.skeleton) {
                    remarks.append(
                        Rule.Remark(
                            "namespaces/\(namespace.name.text)/namespace.yaml", "\(namespace.name) looks like \(other)")
                    )
                }
            }
            var packages: [String: PackageID] = [:]
            for package in catalog.packages {
                let skeleton = package.id.namespace.text + "/" + package.id.name.skeleton
                if let other = packages.updateValue(package.id, forKey: skeleton) {
                    remarks.append(Rule.Remark(package.path, "\(package.id) looks like \(other)"))
                }
            }
            return remarks
        })
}
