extension Rule {
    /// A reason that tells users nothing.
    static let reasonShort = Rule(
        "reason-short", .note,
        "a yank, a deprecation and a quarantine say why in words that help",
        remedy: "write what is wrong and what to do instead, in ten characters at least",
        check: .change { scope in
            scope.packages.flatMap { package -> [Rule.Remark] in
                guard let notes = package.new?.notes else { return [] }
                let old = package.old?.notes
                var reasons: [(key: String, text: String)] = []
                for yank in notes.yanks where old?.yanks.contains(yank) != true {
                    reasons.append(("yanked", yank.reason))
                }
                if let deprecation = notes.deprecation, deprecation != old?.deprecation {
                    reasons.append(("deprecated", deprecation.reason))
                }
                if let quarantine = notes.quarantine, quarantine != old?.quarantine {
                    reasons.append(("quarantine", quarantine))
                }
                return reasons.filter { $0.text.utf8.count < 10 }.map {
                    Rule.Remark(package.notesPath, "the reason is \(quoted($0.text))", at: Place(key: $0.key))
                }
            }
        })
}
