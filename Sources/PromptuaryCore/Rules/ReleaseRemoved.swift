extension Rule {
    /// A published release that the tree no longer has.
    static let releaseRemoved = Rule(
        "release-removed", .error, "a published release does not vanish under those who depend on it",
        remedy: "restore the file and yank the version in package.yaml instead", check: .reading)
}
