/// What a registry has done, as its log keeps it for ever: docs/formats/log.md.
public struct LogEntry: Sendable, Hashable {
    /// The most bytes of an entry.
    public static let sizeLimit = 65_535

    /// What was done.
    public enum Kind: Sendable, Hashable {
        /// A release was published.
        case release(Release)
        /// A namespace has a new version of its key set; the digest is that of `keys.json`.
        case keys(namespace: NamespaceName, version: Int, digest: SHA256Digest)
        /// A release was yanked, or is no longer yanked.
        case yank(Yank)
    }

    /// A published release.
    public struct Release: Sendable, Hashable {
        /// The package.
        public let id: PackageID
        /// The version.
        public let version: Version
        /// The digest of the package file.
        public let digest: SHA256Digest
        /// The bytes of the package file.
        public let size: Int
        /// The signature files, at most 32, in the order of their names.
        public let signatures: [Signature]
        /// The digests of the files by which reviewers had approved it, documents and signatures, at most 64.
        public let approvals: [SHA256Digest]

        /// A release from its parts.
        public init(
            id: PackageID, version: Version, digest: SHA256Digest, size: Int, signatures: [Signature],
            approvals: [SHA256Digest] = []
        ) {
            (self.id, self.version, self.digest) = (id, version, digest)
            (self.size, self.signatures, self.approvals) = (size, signatures, approvals)
        }
    }

    /// A signature file of a release.
    public struct Signature: Sendable, Hashable {
        /// The fingerprint of the key that made it: ``PublisherKey/fingerprint``.
        public let keyID: String
        /// The digest of the signature file.
        public let digest: SHA256Digest

        /// A signature from its parts.
        public init(keyID: String, digest: SHA256Digest) { (self.keyID, self.digest) = (keyID, digest) }
    }

    /// A change of whether a release is yanked.
    public struct Yank: Sendable, Hashable {
        /// The package.
        public let id: PackageID
        /// The version.
        public let version: Version
        /// Whether the release is yanked from here on.
        public let isYanked: Bool
        /// The digest of the reason's UTF-8, when one was given.
        public let reason: SHA256Digest?

        /// A yank from its parts.
        public init(id: PackageID, version: Version, isYanked: Bool, reason: SHA256Digest?) {
            (self.id, self.version, self.isYanked, self.reason) = (id, version, isYanked, reason)
        }
    }

    /// What was done.
    public let kind: Kind
    /// When, by the clock of the publisher; nothing is decided by it.
    public let time: Timestamp

    /// An entry from its parts.
    public init(_ kind: Kind, time: Timestamp) { (self.kind, self.time) = (kind, time) }

    /// The entry as it is logged: canonical JSON, keys sorted, no blanks, ASCII, no line feed.
    public var bytes: [UInt8] {
        let document = JSONWriter.object { object in
            switch kind {
            case .release(let release):
                if !release.approvals.isEmpty { object.member("approvals", release.approvals.map(\.hex)) }
                object.member("id", release.id.description)
                object.member("keyids", release.signatures.map(\.keyID))
                object.member("sha256", release.digest.hex)
                object.member("sig_sha256", release.signatures.map(\.digest.hex))
                object.member("size", release.size)
                object.member("t", "release")
                object.member("time", time.description)
                object.member("version", release.version.description)
            case .keys(let namespace, let version, let digest):
                object.member("namespace", namespace.text)
                object.member("sha256", digest.hex)
                object.member("t", "keys")
                object.member("time", time.description)
                object.member("version", version)
            case .yank(let yank):
                object.member("id", yank.id.description)
                object.member("reason_sha256", yank.reason?.hex)
                object.member("t", "yank")
                object.member("time", time.description)
                object.member("version", yank.version.description)
                object.member("yanked", yank.isYanked)
            }
        }
        return Array(document.dropLast())
    }
}

extension LogEntry {
    /// Reads an entry; anything but the one spelling that ``bytes`` gives is refused with ``LogFault/entry``.
    public init(bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= Self.sizeLimit else {
            throw Refusal(LogFault.entry, "the entry has \(bytes.count) bytes")
        }
        let entry: LogEntry?
        do {
            entry = try LogEntry(try JSONReader.read(bytes, limits: JSONLimits(bytes: Self.sizeLimit, depth: 2)))
        } catch {
            throw Refusal(LogFault.entry, "the entry is not one of this format: \(error.message)")
        }
        guard let entry, entry.bytes == bytes else {
            throw Refusal(LogFault.entry, "the entry is not one of this format in its canonical spelling")
        }
        self = entry
    }

    /// The entry of a document whose spelling is checked afterwards, so that nothing more is asked of it here.
    private init?(_ document: Value) throws(Refusal) {
        guard let time = document["time"]?.string.flatMap({ Timestamp($0) }), let type = document["t"]?.string else {
            return nil
        }
        switch Array(type.utf8) {
        case Array("release".utf8): try self.init(release: document, time: time)
        case Array("keys".utf8): try self.init(keys: document, time: time)
        case Array("yank".utf8): try self.init(yank: document, time: time)
        default: return nil
        }
    }

    private init?(release document: Value, time: Timestamp) throws(Refusal) {
        guard let (id, version) = try Self.identity(document), let digest = Self.digest(document["sha256"]),
            let size = document["size"]?.integer, size >= 0, let keys = document["keyids"]?.list,
            let digests = document["sig_sha256"]?.list, keys.count == digests.count, keys.count <= 32
        else { return nil }
        var signatures: [Signature] = []
        for (key, digest) in zip(keys, digests) {
            guard let keyID = key.string, (1...100).contains(keyID.utf8.count),
                keyID.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let digest = Self.digest(digest)
            else { return nil }
            signatures.append(Signature(keyID: keyID, digest: digest))
        }
        var approvals: [SHA256Digest] = []
        for element in document["approvals"]?.list ?? [] {
            guard approvals.count < ReleaseApproval.limit, let digest = Self.digest(element) else { return nil }
            approvals.append(digest)
        }
        self.init(
            .release(
                Release(
                    id: id, version: version, digest: digest, size: size, signatures: signatures, approvals: approvals)),
            time: time)
    }

    private init?(keys document: Value, time: Timestamp) throws(Refusal) {
        guard let name = document["namespace"]?.string, let version = document["version"]?.integer, version >= 1,
            let digest = Self.digest(document["sha256"])
        else { return nil }
        self.init(.keys(namespace: try NamespaceName(name), version: version, digest: digest), time: time)
    }

    private init?(yank document: Value, time: Timestamp) throws(Refusal) {
        guard let (id, version) = try Self.identity(document), let isYanked = document["yanked"]?.boolean else {
            return nil
        }
        let reason = Self.digest(document["reason_sha256"])
        self.init(.yank(Yank(id: id, version: version, isYanked: isYanked, reason: reason)), time: time)
    }

    private static func identity(_ document: Value) throws(Refusal) -> (PackageID, Version)? {
        guard let id = document["id"]?.string, let version = document["version"]?.string else { return nil }
        return (try PackageID(scoped: id), try Version(version))
    }

    private static func digest(_ value: Value?) -> SHA256Digest? { value?.string.flatMap { SHA256Digest(hex: $0) } }
}

extension PackageID {
    /// The package that `@namespace/name` names.
    public init(scoped text: String) throws(Refusal) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].first == UInt8(ascii: "@") else {
            throw Refusal(NameFault.identity, "\(quoted(text)) is not of the form @namespace/name")
        }
        self.init(
            try NamespaceName(String(decoding: parts[0], as: UTF8.self)),
            try PackageName(String(decoding: parts[1], as: UTF8.self)))
    }
}
