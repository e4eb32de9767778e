extension Rule {
    /// A published release with other bytes.
    static let releaseChanged = Rule(
        "release-changed", .error, "a published release never changes: those who pinned it get the bytes they reviewed",
        remedy: "restore the file and publish the change as a new version", check: .reading)
}
