extension Rule {
    /// A new name that another registry has.
    static let nameElsewhere = Rule(
        "name-elsewhere", .warning,
        "nobody installs a stranger's package because two registries have one name",
        remedy: "choose another name, or show that both packages are yours",
        check: .change { scope in
            scope.packages.filter(\.isNew).flatMap { package -> [Rule.Remark] in
                var names = [NameForm.folded(package.id.description)]
                if package.id.namespace == scope.settings.defaultNamespace {
                    names.append(NameForm.folded(package.id.name.text))
                }
                return scope.settings.changes.elsewhere.sorted { $0.key.precedesInBytes($1.key) }.compactMap { known in
                    guard names.contains(where: known.value.contains) else { return nil }
                    return Rule.Remark(package.notesPath, "\(package.id) is a name of \(quoted(known.key)), too")
                }
            }
        })
}
