extension Rule {
    /// Something in the base that other keys leave without the signatures that it needs.
    public static let signaturesLost = Rule(
        "signatures-lost", .warning,
        "what other keys leave without its signatures is seen before: no build passes until it is signed, or gone",
        remedy: "in the same request, sign it by a key that stays (notes as the next version), or remove a release "
            + "that only revoked keys have signed",
        check: .reading)
}
