extension Rule {
    /// A tag that moves to an older version, or goes away.
    static let tagBackwards = Rule(
        "tag-backwards", .warning,
        "users of a tag do not get an older version unseen",
        remedy: "yank the newer version if that is the reason, or let a person look",
        check: .change { scope in
            scope.packages.flatMap { package -> [Rule.Remark] in
                guard let old = package.old, let new = package.new else { return [] }
                return old.notes.distTags.compactMap { tag, before in
                    if new.notes.yanks.contains(where: { $0.version == before }) { return nil }
                    let version = new.notes.distTags.first { $0.tag.hasSameBytes(as: tag) }?.version
                    if let version, !version.precedes(before) { return nil }
                    let end = version.map { "goes from \(before) to \($0)" } ?? "is gone, it was \(before)"
                    return Rule.Remark(
                        package.notesPath, "the tag \(tag) \(end)", at: Place(key: "dist-tags.\(tag)"))
                }
            }
        })
}
