extension Rule {
    /// A range where the Python client understands exact versions only.
    static let dependencyRange = Rule(
        "dependency-range", .note, "the Python client installs dependencies with exact versions or `latest` only",
        remedy: "pin the exact version if users of that client matter",
        check: .release { release, _ in
            guard release.contents.format == .pdpkg else { return [] }
            return release.manifest.dependencies.compactMap { dependency in
                guard dependency.range != "latest", (try? VersionRange(dependency.range))?.exact == nil else { return nil }
                return Rule.Remark(
                    release.path, "\(quoted(dependency.range)) is a range", at: Place(key: "dependencies.\(dependency.identity)"))
            }
        })
}
