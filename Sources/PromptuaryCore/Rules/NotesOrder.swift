extension Rule {
    /// Notes that do not follow the ones before them.
    ///
    /// Whoever finds older notes that owners have signed, or newer ones that were left out, could put them there.
    static let notesOrder = Rule(
        "notes-order", .error, "notes follow those before them by one, so that nobody puts older ones back",
        remedy: "give package.yaml the version after that of the base, and let the owners sign it",
        check: .change { scope in
            let touched = Set(scope.files.files.filter { $0.new != nil }.map(\.path))
            return scope.packages.compactMap { package in
                // Notes that cannot be read have no version, and a finding of their own.
                guard touched.contains(package.notesPath), let version = package.new?.notes.version, version > 0
                else { return nil }
                let before = package.old?.notes.version ?? 0
                guard version != before + 1 else { return nil }
                let base = before == 0 ? "the base has none" : "those of the base have the version \(before)"
                return Rule.Remark(
                    package.notesPath, "the notes have the version \(version), and \(base)", at: Place(key: "version"))
            }
        })
}
