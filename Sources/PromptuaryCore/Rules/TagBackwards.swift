extension Rule {
    /// A tag that moves to an older version.
    static let tagBackwards = Rule(
        "tag-backwards", .warning,
        "users of a tag do not get an older version unseen",
        remedy: "yank the newer version if that is the reason, or let a person look",
        check: .change { scope in
            scope.packages.flatMap { package -> [Rule.Remark] in
                guard let old = package.old, let new = package.new else { return [] }
                return new.notes.distTags.compactMap { tag, version in
                    guard let before = old.notes.distTags.first(where: { $0.tag.hasSameBytes(as: tag) })?.version,
                        version.precedes(before), !new.notes.yanks.contains(where: { $0.version == before })
                    else { return nil }
                    return Rule.Remark(
                        package.notesPath, "the tag \(tag) goes from \(before) to \(version)",
                        at: Place(key: "dist-tags.\(tag)"))
                }
            }
        })
}
