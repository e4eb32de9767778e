extension Rule {
    /// A release that does not say what it is for.
    static let descriptionPresent = Rule(
        "description-short", .warning, "a reader finds and judges a package by its description; one client wants 10 characters",
        remedy: "say in one sentence what the package is for",
        check: .release { release, _ in
            let length = release.manifest.summary.unicodeScalars.count
            guard length < 10 else { return [] }
            return [Rule.Remark(release.path, "the description has \(length) characters", at: Place(key: "description"))]
        })
}
