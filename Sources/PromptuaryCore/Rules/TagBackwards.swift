extension Rule {
    /// A tag that moves to an older version, or goes away.
    static let tagBackwards = Rule(
        "tag-backwards", .warning,
        "users of a tag do not get an older version unseen",
        remedy: "yank the newer version if that is the reason, or let a person look",
        check: .change { scope in
            scope.packages.flatMap { package -> [Rule.Remark] in
                guard let old = package.old, let new = package.new else { return [] }
                let (yanks, tags) = (new.notes.yanksByVersion, new.notes.versionsByTag)
                return old.notes.distTags.compactMap { tag, before in
                    if yanks[before] != nil { return nil }
                    let version = tags[Array(tag.utf8)]
                    if let version, !version.precedes(before) { return nil }
                    let end = version.map { "goes from \(before) to \($0)" } ?? "is gone, it was \(before)"
                    return Rule.Remark(
                        package.notesPath, "the tag \(tag) \(end)", at: Place(key: "dist-tags.\(tag)"))
                }
            }
        })
}
