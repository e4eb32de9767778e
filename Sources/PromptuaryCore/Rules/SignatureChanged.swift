extension Rule {
    /// A published signature with other bytes.
    static let signatureChanged = Rule(
        "signature-changed", .error,
        "published files never change, signatures included",
        remedy: "restore the file, and give a further signature its own name, such as `.2.minisig`", check: .reading)
}
