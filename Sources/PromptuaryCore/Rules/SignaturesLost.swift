extension Rule {
    /// Something in the base that other keys leave without the signatures that it needs.
    public static let signaturesLost = Rule(
        "signatures-lost", .warning,
        "what other keys leave without its signatures is seen before: no build passes until it is signed, or gone",
        remedy: "judge it with `--site`, because what the log of the published site has counts as before; in the same "
            + "request, sign it by a key that stays (notes as the next version), or remove a release that a thief has made",
        check: .reading)
}
