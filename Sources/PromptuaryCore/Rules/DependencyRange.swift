extension Rule {
    /// A range where the Python client understands exact versions only.
    static let dependencyRange = Rule(
        "dependency-range", .note, "the Python client installs dependencies with exact versions or `latest` only",
        remedy: "pin the exact version if users of that client matter",
        check: .package { package in
            guard package.format == .pdpkg else { return [] }
            return package.latest.manifest.dependencies.compactMap { dependency in
                guard dependency.range != "latest", (try? Version(dependency.range)) == nil else { return nil }
                return Rule.Remark(
                    package.latest.path, "\(quoted(dependency.range)) is no exact version",
                    at: Place(key: "dependencies.\(dependency.identity)"))
            }
        })
}
