extension Rule {
    /// A prompt file without content.
    static let emptyPrompt = Rule(
        "prompt-empty", .warning,
        "an empty .prmd file makes the Python client refuse to publish and to compile the package",
        remedy: "write the prompt or leave the file out", check: .reading)
}

/// Looks for prompt files that hold nothing.
enum EmptyPrompt {
    static func look(
        at content: UnsafeRawBufferPointer, entry: String, kind: TextFiles.Kind, into remarks: inout [ContentRemark]
    ) {
        guard entry.hasSuffix(".prmd"), content.allSatisfy({ $0 <= 32 }) else { return }
        remarks.append(
            ContentRemark(rule: Rule.emptyPrompt.id, place: Place(entry: entry), message: "the prompt file is empty"))
    }
}
