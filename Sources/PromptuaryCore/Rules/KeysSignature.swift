extension Rule {
    /// A key set that its own keys did not sign.
    static let keysSignature = Rule(
        "keys-signature", .error,
        "a key set is signed by its owners: the first by its own keys, each later one by the keys before it",
        remedy: "sign keys.json with `promptuary sign keys.json --keys-of NAMESPACE`", check: .reading)
}
