extension Rule {
    /// A change of the registry's trust.
    static let trustChanged = Rule(
        "trust-changed", .warning,
        "what the holders of the offline keys have signed is published before the eyes of a person",
        remedy: "compare it with what the holders say, and let a person merge",
        check: .change { scope in
            let count = scope.files.files.count { $0.place == .trust }
            return count == 0 ? [] : [Rule.Remark("trust", count == 1 ? "1 file changes" : "\(count) files change")]
        })
}
