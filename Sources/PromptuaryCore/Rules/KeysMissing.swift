extension Rule {
    /// A namespace without keys.
    static let keysMissing = Rule(
        "keys-missing", .error, "every namespace has keys, because unsigned packages cannot be told from forged ones",
        remedy: "make a key with `promptuary key generate` and list it in keys.json", check: .reading)
}
