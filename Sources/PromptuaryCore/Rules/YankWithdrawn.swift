extension Rule {
    /// A yank that is taken back.
    static let yankWithdrawn = Rule(
        "yank-withdrawn", .warning,
        "a release that nobody should choose is offered again only when a person has looked",
        remedy: "release a new version, or let a person look",
        check: .change { scope in
            scope.packages.flatMap { package -> [Rule.Remark] in
                guard let old = package.old, let new = package.new else { return [] }
                let yanks = new.notes.yanksByVersion
                return old.notes.yanks.filter { yanks[$0.version] == nil }.map {
                    Rule.Remark(
                        package.notesPath, "\(package.id) \($0.version) is offered again", at: Place(key: "yanked"))
                }
            }
        })
}
