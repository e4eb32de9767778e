extension Rule {
    /// A logged key set that has other bytes or is gone.
    static let keysChanged = Rule(
        "keys-changed", .error,
        "a published key set never changes and none is taken back: clients remember them, and revocations would be lost",
        remedy: "restore the key set that was published, and make the change as the next version", check: .reading)
}
