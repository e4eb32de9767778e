/// A minisign signature file, prehashed form: four lines, of which two are base64 and one is a signed comment.
///
/// The signature covers the BLAKE2b-512 digest of the file; a second one covers the first and the trusted comment. The
/// untrusted comment is covered by nothing and never shown.
public struct MinisignSignature: Sendable, Hashable {
    /// The number of the key that the file says it is from.
    public let keyID: MinisignKeyID
    /// The comment that is signed with the file.
    public let trustedComment: String
    /// The signature of the file's digest, 64 bytes.
    public let signature: [UInt8]
    /// The signature of `signature` followed by the trusted comment, 64 bytes.
    public let globalSignature: [UInt8]

    static let algorithm = Array("Ed".utf8)
    static let untrustedPrefix = Array("untrusted comment: ".utf8)
    private static let prehashed = Array("ED".utf8)
    private static let trustedPrefix = Array("trusted comment: ".utf8)

    /// Reads a signature file.
    ///
    /// At most 1 KiB, exactly four lines of printable ASCII, each ended by a line feed; strict base64; only the
    /// prehashed algorithm `ED`. Refused with a ``SignatureFault``.
    public init(_ file: [UInt8]) throws(Refusal) { try self.init(file, algorithm: Self.prehashed) }

    /// Reads a signature file of the plain form, `minisign -S -l`, which signs the bytes themselves.
    ///
    /// Only roles of TUF are signed that way: there the bytes say what they are.
    init(plain file: [UInt8]) throws(Refusal) { try self.init(file, algorithm: Self.algorithm) }

    private init(_ file: [UInt8], algorithm: [UInt8]) throws(Refusal) {
        guard file.count <= SignatureFile.sizeLimit else {
            throw Refusal(SignatureFault.tooLarge, "the signature file has \(file.count) bytes")
        }
        var lines = file.split(separator: 10, omittingEmptySubsequences: false)
        guard lines.count == 5, lines.removeLast().isEmpty else {
            throw Refusal(SignatureFault.form, "a minisign signature has four lines, each ended by a line feed")
        }
        // minisign's own trusted comment has tabs; where the comment has to be ours, a tab is in the way already.
        let isPlain = algorithm == Self.algorithm
        for (index, line) in lines.enumerated()
        where !line.allSatisfy({ (0x20...0x7E).contains($0) || isPlain && $0 == 9 }) {
            throw Refusal(SignatureFault.form, "the line is not printable ASCII", at: Place(line: index + 1))
        }
        guard lines[0].starts(with: Self.untrustedPrefix) else {
            throw Refusal(SignatureFault.form, "the line begins `untrusted comment: `", at: Place(line: 1))
        }
        guard lines[2].starts(with: Self.trustedPrefix) else {
            throw Refusal(SignatureFault.form, "the line begins `trusted comment: `", at: Place(line: 3))
        }
        let (first, second) = (try Self.decode(lines[1], line: 2), try Self.decode(lines[3], line: 4))
        guard first.starts(with: algorithm) else {
            let form = algorithm == Self.prehashed ? "prehashed" : "plain"
            throw Refusal(SignatureFault.algorithm, "the signature is not of the \(form) form", at: Place(line: 2))
        }
        guard first.count == 74, let id = MinisignKeyID(first[2..<10]) else {
            throw Refusal(SignatureFault.length, "the signature has 74 bytes, not \(first.count)", at: Place(line: 2))
        }
        guard second.count == 64 else {
            throw Refusal(SignatureFault.length, "the signature has 64 bytes, not \(second.count)", at: Place(line: 4))
        }
        keyID = id
        signature = Array(first[10...])
        globalSignature = second
        trustedComment = String(decoding: lines[2].dropFirst(Self.trustedPrefix.count), as: UTF8.self)
    }

    private static func decode(_ line: ArraySlice<UInt8>, line number: Int) throws(Refusal) -> [UInt8] {
        guard let bytes = Base64.decode(line) else {
            throw Refusal(SignatureFault.base64, "the line is not strict base64", at: Place(line: number))
        }
        return bytes
    }

    /// Signs the digest of a file and a comment, both as they are.
    init(digest: [UInt8], keyID: MinisignKeyID, pair: Ed25519.KeyPair, trustedComment: String) {
        self.keyID = keyID
        self.trustedComment = trustedComment
        signature = pair.sign(digest)
        globalSignature = pair.sign(signature + trustedComment.utf8)
    }

    /// The bytes of the signature file.
    public func file() -> [UInt8] { file(untrustedComment: "signature by promptuary") }

    /// The bytes of the signature file with another untrusted comment, which is one line of printable ASCII.
    func file(untrustedComment: String) -> [UInt8] {
        let first = Base64.encode(Self.prehashed + keyID.bytes + signature)
        let second = Base64.encode(globalSignature)
        return Array(
            "untrusted comment: \(untrustedComment)\n\(first)\ntrusted comment: \(trustedComment)\n\(second)\n".utf8)
    }
}

extension MinisignSignature {
    /// What minisign signs instead of a file: its BLAKE2b-512 digest.
    static func digest(of file: [UInt8]) -> [UInt8] {
        file.withUnsafeBufferPointer { Sodium.blake2b($0, length: 64) }
    }

    /// Refuses unless this is the key's signature of the file and of exactly the expected comment.
    public func verify(file: [UInt8], key: PublisherKey, expectedTrustedComment: String) throws(Refusal) {
        try verify(digest: Self.digest(of: file), key: key, expectedTrustedComment: expectedTrustedComment)
    }

    func verify(digest: [UInt8], key: PublisherKey, expectedTrustedComment: String) throws(Refusal) {
        guard key.scheme == .minisign(keyID: keyID) else {
            throw Refusal(SignatureFault.unknownKey, "made by another minisign key, \(keyID)")
        }
        guard trustedComment.utf8.elementsEqual(expectedTrustedComment.utf8) else {
            throw Refusal(
                SignatureFault.trustedComment,
                "the trusted comment is `\(trustedComment)`, expected `\(expectedTrustedComment)`")
        }
        guard key.key.verifies(signature: signature, of: digest) else {
            throw Refusal(SignatureFault.forged, "the signature by \(keyID) is not of these bytes")
        }
        guard key.key.verifies(signature: globalSignature, of: signature + trustedComment.utf8) else {
            throw Refusal(SignatureFault.forgedComment, "the trusted comment is not the one that \(keyID) signed")
        }
    }
}
