/// A text and the lines of those who signed it (C2SP signed-note).
///
/// The text means nothing before a known key's signature has been verified: ``verify(_:)``.
public struct SignedNote: Sendable, Hashable {
    /// The most bytes of a note: 256 KiB.
    public static let sizeLimit = 256 << 10
    /// The most signatures of a note.
    public static let signatureLimit = 64

    /// The signed text, its last line feed included.
    public let text: [UInt8]
    /// The signatures, in the order of their lines.
    public private(set) var signatures: [NoteSignature]

    /// A note from its parts; the text ends in a line feed.
    init(text: [UInt8], signatures: [NoteSignature]) {
        (self.text, self.signatures) = (text, signatures)
    }

    /// Reads a note, strictly; verifies nothing.
    public init(bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= Self.sizeLimit else {
            throw Refusal(NoteFault.tooLarge, "the note has \(bytes.count) bytes")
        }
        guard Self.isText(bytes) else {
            throw Refusal(NoteFault.text, "the note has a control character or a byte that is not UTF-8")
        }
        guard bytes.last == 10, let blank = Self.lastEmptyLine(of: bytes), blank + 1 < bytes.count else {
            throw Refusal(NoteFault.form, "the note has no empty line with signature lines after it")
        }
        text = Array(bytes[..<blank])
        signatures = []
        for line in bytes[(blank + 1)..<(bytes.count - 1)].split(separator: 10, omittingEmptySubsequences: false) {
            guard signatures.count < Self.signatureLimit else {
                throw Refusal(NoteFault.tooLarge, "the note has more than \(Self.signatureLimit) signatures")
            }
            signatures.append(try NoteSignature(line: line))
        }
    }

    /// The note as it is written: text, an empty line, signature lines.
    public var bytes: [UInt8] { signatures.reduce(text + [10]) { $0 + $1.line } }

    /// Adds a signature.
    ///
    /// It takes the place of all that the same key has made before.
    public mutating func add(_ signature: NoteSignature) {
        signatures.removeAll { $0.name == signature.name && $0.keyID == signature.keyID }
        signatures.append(signature)
    }

    /// The known keys whose signatures hold, each once, in the order of `keys`, with the time of a cosignature.
    ///
    /// Signatures of other keys mean nothing and are passed over. One that names a known key and does not hold is
    /// refused with the whole note.
    public func verify(_ keys: [NoteVerifier]) throws(Refusal) -> [VerifiedSignature] {
        var verified: [VerifiedSignature] = []
        for key in keys {
            var best: VerifiedSignature?
            for signature in signatures where key.isNamed(by: signature) {
                guard let found = key.verify(signature.signature, of: text) else {
                    throw Refusal(NoteFault.signature, "the signature of \(quoted(key.name.description)) does not hold")
                }
                if best.map({ ($0.time ?? 0) < (found.time ?? 0) }) ?? true { best = found }
            }
            if let best { verified.append(best) }
        }
        return verified
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { text in
            var at = 0
            while at < text.count {
                if text[at] < 0x80 {
                    guard text[at] >= 0x20 || text[at] == 10 else { return false }
                    at += 1
                } else {
                    guard let (_, length) = TextFault.scalar(in: text, at: at) else { return false }
                    at += length
                }
            }
            return true
        }
    }

    /// Where the last empty line of a text stands that has a line before it.
    private static func lastEmptyLine(of bytes: [UInt8]) -> Int? {
        var at = bytes.count - 1
        while at > 0 {
            if bytes[at] == 10, bytes[at - 1] == 10 { return at }
            at -= 1
        }
        return nil
    }
}

/// One signature line of a note: who says to have signed, and the signature.
public struct NoteSignature: Sendable, Hashable {
    /// The name of the key.
    public let name: NoteName
    /// The number that tells keys of one name apart.
    public let keyID: UInt32
    /// What the key's algorithm has made, at least one byte.
    public let signature: [UInt8]

    private static let mark: [UInt8] = Array("\u{2014} ".utf8)

    init(name: NoteName, keyID: UInt32, signature: [UInt8]) {
        (self.name, self.keyID, self.signature) = (name, keyID, signature)
    }

    /// Reads one line, without its line feed.
    public init(line: some Collection<UInt8>) throws(Refusal) {
        let line = Array(line)
        guard line.starts(with: Self.mark), let blank = line.lastIndex(of: 32), blank >= Self.mark.count,
            let blob = Base64.decode(line[(blank + 1)...]), blob.count >= 5
        else { throw Refusal(NoteFault.line, "the note has a signature line of another form") }
        name = try NoteName(line[Self.mark.count..<blank])
        keyID = blob[..<4].reduce(0) { $0 << 8 | UInt32($1) }
        signature = Array(blob[4...])
    }

    /// The line as it is written, with its line feed.
    public var line: [UInt8] {
        let blob = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) } + signature
        return Self.mark + name.bytes + [32] + Array(Base64.encode(blob).utf8) + [10]
    }
}
