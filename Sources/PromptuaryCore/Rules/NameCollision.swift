extension Rule {
    /// Names that a person takes for each other.
    static let nameCollision = Rule(
        "name-collision", .error,
        "no two packages or namespaces differ only by separators or look-alike characters: that is how strangers pose as others",
        remedy: "choose a name that nobody can mistake",
        check: .registry { scope in
            var remarks: [Rule.Remark] = []
            var seen: Set<NamespaceName> = []
            for namespace in scope.namespaces {
                for (other, name) in pairs(scope.lookalikeNamespaces(namespace)) where seen.insert(name).inserted {
                    remarks.append(
                        Rule.Remark("namespaces/\(name.text)/namespace.yaml", "\(name) looks like \(other)"))
                }
            }
            var known: Set<PackageID> = []
            for package in scope.packages {
                for (other, id) in pairs(scope.lookalikes(package.id)) where known.insert(id).inserted {
                    remarks.append(Rule.Remark(PackageRecord.usualPath(of: id), "\(id) looks like \(other)"))
                }
            }
            return remarks
        })

    /// Each name but the first with the one before it.
    private static func pairs<Name>(_ names: [Name]) -> [(Name, Name)] { Array(zip(names, names.dropFirst())) }
}
