extension Rule {
    /// A new name that differs from another one by very little.
    static let nameSimilar = Rule(
        "name-similar", .warning,
        "a new name is not one that people get by a slip of the finger when they want another one",
        remedy: "choose a name that differs in more letters, or let a person decide",
        check: .change { scope in
            scope.similarNames.filter { !$0.similarity.isConfusable }.map {
                Rule.Remark($0.path, "\($0.name) is close to another name: \($0.similarity)")
            }
        })

    /// A new name that looks like another one.
    static let nameConfusable = Rule(
        "name-confusable", .error, "a new name does not look like another one: that is how strangers pose as others",
        remedy: "choose a name that nobody can mistake",
        check: .change { scope in
            scope.similarNames.filter(\.similarity.isConfusable).map {
                Rule.Remark($0.path, "\($0.name) looks like another name: \($0.similarity)")
            }
        })
}

/// A new name and one that it could be taken for.
private struct SimilarName {
    let path: String
    let name: String
    let similarity: NameSimilarity
}

extension ChangeScope {
    /// The names that the change adds and that could be taken for others; at most 10 for each.
    ///
    /// Names within one namespace have one owner, who may call packages alike.
    fileprivate var similarNames: [SimilarName] {
        var found: [SimilarName] = []
        let packages = packages.filter(\.isNew)
        if !packages.isEmpty {
            let index = NameIndex(packageNames.map(\.description))
            for package in packages {
                let own = package.id.namespace.description + "/"
                for similarity in index.similar(to: package.id.description).filter({
                    !$0.name.utf8.starts(with: own.utf8)
                }).prefix(10) {
                    found.append(
                        SimilarName(path: package.notesPath, name: package.id.description, similarity: similarity))
                }
            }
        }
        let namespaces = namespaces.filter { $0.old == nil && $0.new != nil }
        if !namespaces.isEmpty {
            let index = NameIndex(namespaceNames.map(\.description))
            for namespace in namespaces {
                for similarity in index.similar(to: namespace.name.description).prefix(10) {
                    found.append(
                        SimilarName(
                            path: namespace.path + "/namespace.yaml", name: namespace.name.description,
                            similarity: similarity))
                }
            }
        }
        return found
    }
}
