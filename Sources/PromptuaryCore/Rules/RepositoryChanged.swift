extension Rule {
    /// A release that names another source.
    static let repositoryChanged = Rule(
        "repository-changed", .warning,
        "another repository or home page is a sign of new hands, which a person sees first",
        remedy: "let a person look at where the new address leads",
        check: .change { scope in
            scope.added.flatMap { added -> [Rule.Remark] in
                guard let previous = added.previous?.manifest else { return [] }
                let manifest = added.release.manifest
                return [
                    ("repository", previous.repository, manifest.repository),
                    ("homepage", previous.homepage, manifest.homepage),
                ].compactMap { key, before, now -> Rule.Remark? in
                    guard let before, !before.hasSameBytes(as: now ?? "") else { return nil }
                    let after = now.map { quoted($0) } ?? "none"
                    return Rule.Remark(
                        added.release.path, "the \(key) was \(quoted(before)) and is \(after)", at: Place(key: key))
                }
            }
        })
}
