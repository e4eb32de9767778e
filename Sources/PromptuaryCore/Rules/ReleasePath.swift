extension Rule {
    /// The path, the file name and the manifest name one release.
    static let releasePath = Rule(
        "release-path", .error,
        "path, file name and manifest name the same release, so that a signed file cannot be moved",
        remedy:
            "move the file to packages/NAMESPACE/NAME/VERSION/NAME-VERSION.pdpkg, or sign a file whose manifest says so",
        check: .reading)
}
