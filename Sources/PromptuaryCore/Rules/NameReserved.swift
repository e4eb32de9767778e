extension Rule {
    /// A new name that is kept for somebody else, or for nobody.
    static let nameReserved = Rule(
        "name-reserved", .error,
        "names that the registry keeps go to those for whom it keeps them",
        remedy: "choose another name",
        check: .change { scope in
            let policy = scope.settings.changes.names
            let packages = scope.packages.filter(\.isNew).compactMap { package in
                policy.refusal(of: package.id).map {
                    Rule.Remark(package.notesPath, sentence(package.id.description, $0))
                }
            }
            let namespaces = scope.namespaces.filter { $0.old == nil }.compactMap { namespace in
                policy.refusal(of: namespace.name).map {
                    Rule.Remark(namespace.path + "/namespace.yaml", sentence(namespace.name.description, $0))
                }
            }
            return packages + namespaces
        })

    /// Who keeps a name, for whom, and why.
    static func sentence(_ name: String, _ entry: NamePolicy.Entry) -> String {
        let reason = entry.reason.isEmpty ? "" : ": \(quoted(entry.reason))"
        guard !entry.isBlocked else { return "\(name) is blocked by \(entry.subject)" + reason }
        let holders = entry.holders.map(\.description).joined(separator: ", ")
        return "\(name) is kept for \(holders) by \(entry.subject)" + reason
    }
}
