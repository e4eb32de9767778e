public import PromptuaryCore

/// A statement of a reviewer as it lies in a request: the document and its path in the tree.
///
/// Equal statements are equal bytes at one path, so that several reviewers sign one document.
public struct ConsentDraft: Sendable, Hashable {
    /// What is said.
    public let statement: Consent.Statement
    /// What it is about.
    public let subject: String
    /// The digest of what the change makes of the subject.
    public let digest: SHA256Digest?
    /// The bytes of the document.
    public let bytes: [UInt8]
    /// The name of its file.
    public let fileName: String
    /// The path in the tree: `approvals/NAME.yaml` or `overrides/NAME.yaml`.
    public let path: String

    /// A document for a statement; refused when a text cannot stand in a document of the tree.
    ///
    /// The name is made of the subject, and of the digest of the bytes: statements never change, so another one has
    /// another name. From 2 on `number` tells a statement from an earlier one that says the same.
    public init(
        _ statement: Consent.Statement, subject: String, digest: SHA256Digest?, number: Int = 1
    ) throws(Refusal) {
        var text = "subject: \(try TreeEditing.yaml(subject))\n"
        if let digest { text += "sha256: \"\(digest.hex)\"\n" }
        if case .override(let rule, let reason) = statement {
            guard Rule.canBeLifted(rule) else {
                throw Refusal(ApprovalFault.rule, "findings of \(rule) cannot be lifted")
            }
            text += "rule: \(try TreeEditing.yaml(rule))\n"
            text += "reason: \(try TreeEditing.yaml(reason))\n"
        }
        if number > 1 { text += "number: \(number)\n" }
        let bytes = Array(text.utf8)
        (self.statement, self.subject, self.digest, self.bytes) = (statement, subject, digest, bytes)
        fileName = "\(Self.slug(subject))-\(SHA256Digest(of: bytes).hex.prefix(12)).yaml"
        path = "\(statement.folder.rawValue)/\(fileName)"
    }

    /// The subject in the characters that the name of a statement may have, at most 80 of them.
    private static func slug(_ subject: String) -> String {
        var units: [UInt8] = []
        for unit in subject.utf8 {
            let lower = (65...90).contains(unit) ? unit | 0x20 : unit
            let isPlain = (97...122).contains(lower) || (48...57).contains(lower)
            let character = isPlain || unit == UInt8(ascii: ".") ? lower : UInt8(ascii: "-")
            // No two separators meet, and none begins the name: no such name means something else anywhere.
            if !isPlain, units.last.map({ $0 == 45 || $0 == 46 }) ?? true { continue }
            units.append(character)
            if units.count == 80 { break }
        }
        while let last = units.last, last == 45 || last == 46 { units.removeLast() }
        return units.isEmpty ? "statement" : String(decoding: units, as: UTF8.self)
    }
}
