/// A proof that an entry is in a log, which can be verified without the log (C2SP tlog-proof).
///
/// Beside a release, its extra data is the entry itself, so that the file is all one needs.
public struct LogProof: Sendable, Hashable {
    /// The most bytes of a proof: a note, an entry in base64, and 64 hashes.
    public static let sizeLimit = SignedNote.sizeLimit + 96 << 10

    private static let header = Array("c2sp.org/tlog-proof@v1".utf8)
    private static let hashLimit = 40

    /// The place of the entry in the log, from 0.
    public let index: Int
    /// Bytes that nobody has signed, or nil; in our proofs the entry.
    public let extra: [UInt8]?
    /// The hashes from the leaf's neighbour to the root's children.
    public let hashes: [SHA256Digest]
    /// The checkpoint that the proof leads to.
    public let checkpoint: SignedCheckpoint

    /// A proof from its parts.
    public init(index: Int, extra: [UInt8]?, hashes: [SHA256Digest], checkpoint: SignedCheckpoint) {
        (self.index, self.extra, self.hashes, self.checkpoint) = (index, extra, hashes, checkpoint)
    }

    /// Reads a proof, strictly; verifies nothing.
    public init(bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= Self.sizeLimit else {
            throw Refusal(LogFault.proof, "the proof has \(bytes.count) bytes")
        }
        guard let blank = (1..<max(bytes.count, 1)).first(where: { bytes[$0] == 10 && bytes[$0 - 1] == 10 }) else {
            throw Refusal(LogFault.proof, "the proof has no empty line")
        }
        var lines = bytes[..<(blank - 1)].split(separator: 10, omittingEmptySubsequences: false)[...]
        guard lines.popFirst()?.elementsEqual(Self.header) ?? false else {
            throw Refusal(LogFault.proof, "the first line is not c2sp.org/tlog-proof@v1")
        }
        if let text = Self.value(of: "extra", in: lines.first) {
            guard let data = Base64.decode(text), !data.isEmpty else {
                throw Refusal(LogFault.proof, "the extra data is not strict base64")
            }
            extra = data
            lines.removeFirst()
        } else {
            extra = nil
        }
        guard let index = Self.value(of: "index", in: lines.popFirst()).flatMap({ Checkpoint.number($0) }) else {
            throw Refusal(LogFault.proof, "there is no line with the index where it should be")
        }
        self.index = index
        guard lines.count <= Self.hashLimit else { throw Refusal(LogFault.proof, "there are \(lines.count) hashes") }
        var hashes: [SHA256Digest] = []
        for line in lines {
            guard let hash = Base64.decode(line).flatMap({ SHA256Digest(bytes: $0) }) else {
                throw Refusal(LogFault.proof, "a line is not the strict base64 of a hash")
            }
            hashes.append(hash)
        }
        self.hashes = hashes
        checkpoint = try SignedCheckpoint(bytes: Array(bytes[(blank + 1)...]))
    }

    private static func value(of key: String, in line: ArraySlice<UInt8>?) -> ArraySlice<UInt8>? {
        line.flatMap { $0.starts(with: key.utf8 + [32]) ? $0.dropFirst(key.utf8.count + 1) : nil }
    }

    /// The file.
    public var bytes: [UInt8] {
        var text = Self.header + [10]
        if let extra { text += Array("extra \(Base64.encode(extra))\n".utf8) }
        text += Array("index \(index)\n".utf8)
        for hash in hashes { text += Array((Base64.encode(hash.bytes) + "\n").utf8) }
        return text + [10] + checkpoint.bytes
    }

    /// Verifies that the entry is in the log: the checkpoint's signatures, its witnesses, and the way to its root.
    public func verify(_ entry: [UInt8], in log: LogDescription) throws(Refusal) -> LogDescription.Verdict {
        let verdict = try log.verifyWitnessed(checkpoint)
        let tree = checkpoint.checkpoint
        guard
            MerkleProof.verifyInclusion(
                hashes, of: MerkleHash.leaf(entry), at: index, in: tree.size, root: tree.root)
        else {
            throw Refusal(LogFault.inclusion, "the entry is not at index \(index) of the log, or the proof is wrong")
        }
        return verdict
    }

    /// The entry that the proof carries, when it is in the log.
    ///
    /// The caller compares it with what it wants to know.
    public func verifiedEntry(in log: LogDescription) throws(Refusal) -> (
        entry: LogEntry, verdict: LogDescription.Verdict
    ) {
        guard let extra else { throw Refusal(LogFault.proof, "the proof does not carry its entry") }
        let verdict = try verify(extra, in: log)
        return (try LogEntry(bytes: extra), verdict)
    }
}
