extension Rule {
    /// Notes that the owners did not sign.
    static let notesSignature = Rule(
        "notes-signature", .error,
        "a yank or a tag decides what people install, so owners sign it as they sign a release",
        remedy: "sign package.yaml with `promptuary sign package.yaml --notes-of @NAMESPACE/NAME`", check: .reading)
}
