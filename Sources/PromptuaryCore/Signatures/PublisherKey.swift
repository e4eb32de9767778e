/// The public key of a publisher: an Ed25519 key as minisign or OpenSSH names it.
public struct PublisherKey: Sendable, Hashable {
    /// The tool whose signatures the key makes.
    public enum Scheme: Sendable, Hashable {
        /// minisign, with the number that its signatures carry.
        case minisign(keyID: MinisignKeyID)
        /// OpenSSH, `ssh-ed25519`.
        case ssh
    }

    /// The tool, and what it adds to the key.
    public let scheme: Scheme
    /// The key itself.
    public let key: Ed25519.PublicKey

    /// A key from its parts.
    public init(scheme: Scheme, key: Ed25519.PublicKey) {
        self.scheme = scheme
        self.key = key
    }

    /// The 32 bytes of the key.
    public var bytes: [UInt8] { key.bytes }

    /// The word for the scheme in a key set: `minisign` or `ssh-ed25519`.
    public var type: String { if case .ssh = scheme { Self.sshType } else { "minisign" } }

    /// The key as one line without a comment: `RWQ…` or `ssh-ed25519 AAAA…`.
    public var text: String {
        switch scheme {
        case .minisign(let id): Base64.encode(MinisignSignature.algorithm + id.bytes + bytes)
        case .ssh: Self.sshType + " " + Base64.encode(sshBlob)
        }
    }

    /// How the key's own tool names it: the number that minisign prints, or `SHA256:…` as `ssh-keygen -l` prints.
    ///
    /// A minisign number is chosen by whoever makes the key; it tells keys apart, it proves nothing.
    public var fingerprint: String {
        switch scheme {
        case .minisign(let id): return id.description
        case .ssh:
            let text = Base64.encode(SHA256Digest(of: sshBlob).bytes)
            return "SHA256:" + text.prefix { $0 != "=" }
        }
    }

    /// The contents of a public key file: for minisign two lines, for OpenSSH one with the comment at its end.
    public func file(comment: String = "") -> String {
        switch scheme {
        case .minisign(let id): "untrusted comment: minisign public key \(id)\n\(text)\n"
        case .ssh: comment.isEmpty ? text + "\n" : "\(text) \(comment)\n"
        }
    }

    static let sshType = "ssh-ed25519"

    /// The key in the wire form of OpenSSH (RFC 8709 section 4).
    var sshBlob: [UInt8] {
        var writer = SSHWriter()
        writer.string(Array(Self.sshType.utf8))
        writer.string(bytes)
        return writer.bytes
    }
}

extension PublisherKey {
    /// The key that a text spells: of minisign the base64 alone or the two-line file, of OpenSSH one line.
    ///
    /// At most 1 KiB. A line feed at the end is allowed, other blanks around the key are not. Refused with a
    /// ``PublisherKeyFault``.
    public init(_ text: [UInt8]) throws(Refusal) {
        guard text.count <= 1024, text.allSatisfy({ $0 < 0x80 && $0 >= 0x20 || $0 == 10 }) else {
            throw Refusal(PublisherKeyFault.form, "a public key is printable ASCII of at most 1 KiB")
        }
        var lines = text.split(separator: 10, omittingEmptySubsequences: false)
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        if lines.count == 1, lines[0].starts(with: (Self.sshType + " ").utf8) {
            try self.init(sshLine: lines[0])
        } else if lines.count == 2, lines[0].starts(with: MinisignSignature.untrustedPrefix) {
            try self.init(minisign: lines[1])
        } else if lines.count == 1 {
            try self.init(minisign: lines[0])
        } else {
            throw Refusal(PublisherKeyFault.form, "neither a minisign key nor an OpenSSH public key line")
        }
    }

    /// The key that a text spells.
    public init(_ text: String) throws(Refusal) { try self.init(Array(text.utf8)) }

    private init(minisign text: ArraySlice<UInt8>) throws(Refusal) {
        guard !text.contains(32) else {
            throw Refusal(PublisherKeyFault.form, "neither a minisign key nor an OpenSSH public key line")
        }
        guard let blob = Base64.decode(text) else {
            throw Refusal(PublisherKeyFault.base64, "the key is not strict base64")
        }
        guard blob.starts(with: MinisignSignature.algorithm) else {
            throw Refusal(PublisherKeyFault.algorithm, "a minisign key begins with `Ed`")
        }
        guard blob.count == 42, let id = MinisignKeyID(blob[2..<10]) else {
            throw Refusal(PublisherKeyFault.length, "a minisign key has 42 bytes, this one \(blob.count)")
        }
        self.init(scheme: .minisign(keyID: id), key: try Ed25519.PublicKey(blob[10...]))
    }

    private init(sshLine line: ArraySlice<UInt8>) throws(Refusal) {
        let fields = line.split(separator: 32, maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count >= 2, !fields[1].isEmpty, fields.count == 2 || fields[2].last.map({ $0 != 32 }) ?? false
        else {
            throw Refusal(PublisherKeyFault.form, "an OpenSSH key line is `ssh-ed25519 AAAA… [comment]`")
        }
        guard let blob = Base64.decode(fields[1]) else {
            throw Refusal(PublisherKeyFault.base64, "the key is not strict base64")
        }
        try self.init(sshBlob: blob)
    }

    /// The key in the wire form of OpenSSH, or a refusal when it is another kind of key or has a byte too many.
    init(sshBlob blob: [UInt8]) throws(Refusal) {
        var reader = SSHReader(blob)
        guard let type = reader.string(), type.elementsEqual(Self.sshType.utf8) else {
            throw Refusal(PublisherKeyFault.algorithm, "the key is not of the type ssh-ed25519")
        }
        guard let point = reader.string(), reader.isAtEnd else {
            throw Refusal(PublisherKeyFault.length, "the key does not end where its length says")
        }
        self.init(scheme: .ssh, key: try Ed25519.PublicKey(point))
    }
}

extension PublisherKey: CustomStringConvertible {
    /// The key as one line.
    public var description: String { text }
}
