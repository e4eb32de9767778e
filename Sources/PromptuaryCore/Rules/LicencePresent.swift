extension Rule {
    /// A release without a licence.
    static let licencePresent = Rule(
        "licence-missing", .error, "nobody may use a prompt whose licence is unknown",
        remedy: "name an SPDX licence in the manifest, such as MIT or CC-BY-4.0",
        check: .release { release, _ in
            guard release.manifest.license?.isEmpty ?? true else { return [] }
            return [Rule.Remark(release.path, "no licence is named", at: Place(key: "license"))]
        })
}
