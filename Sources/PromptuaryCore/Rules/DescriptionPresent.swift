extension Rule {
    /// A release without a description.
    static let descriptionMissing = Rule(
        "description-missing", .error, "nobody can find or judge a package that says nothing about itself",
        remedy: "say in one sentence what the package is for",
        check: .release { release, _ in
            guard release.manifest.summary.utf8.allSatisfy({ $0 <= 32 }) else { return [] }
            return [Rule.Remark(release.path, "the description is empty", at: Place(key: "description"))]
        })

    /// A release that hardly says what it is for.
    static let descriptionShort = Rule(
        "description-short", .warning,
        "a reader finds and judges a package by its description; one client wants 10 characters",
        remedy: "say in one sentence what the package is for",
        check: .release { release, _ in
            let summary = release.manifest.summary
            // No scalar has more than four bytes.
            guard summary.utf8.count < 40 else { return [] }
            let length = summary.unicodeScalars.count
            guard (1..<10).contains(length) else { return [] }
            return [
                Rule.Remark(release.path, "the description has \(length) characters", at: Place(key: "description"))
            ]
        })
}
