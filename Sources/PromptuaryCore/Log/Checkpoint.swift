/// What a log promises: its name, its size and its root hash (C2SP tlog-checkpoint), without extension lines.
public struct Checkpoint: Sendable, Hashable {
    /// The name of the log.
    public let origin: NoteName
    /// How many entries it has.
    public let size: Int
    /// The root hash of the tree of its entries.
    public let root: SHA256Digest

    /// A checkpoint from its parts.
    public init(origin: NoteName, size: Int, root: SHA256Digest) {
        (self.origin, self.size, self.root) = (origin, size, root)
    }

    /// Reads the text of a checkpoint, strictly: three lines, the size without leading zeros and at most 2^40.
    public init(text: [UInt8]) throws(Refusal) {
        let lines = text.split(separator: 10, omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty else {
            throw Refusal(LogFault.checkpoint, "the checkpoint has not exactly three lines")
        }
        do {
            origin = try NoteName(lines[0])
        } catch {
            throw Refusal(LogFault.checkpoint, "the checkpoint's first line is no name of a log")
        }
        guard let size = Self.number(lines[1]), size <= MerkleProof.sizeLimit else {
            throw Refusal(LogFault.checkpoint, "the checkpoint's second line is no size of a log")
        }
        guard let bytes = Base64.decode(lines[2]), let root = SHA256Digest(bytes: bytes),
            size > 0 || root == MerkleHash.empty
        else { throw Refusal(LogFault.checkpoint, "the checkpoint's third line is no root hash of its size") }
        (self.size, self.root) = (size, root)
    }

    /// The text that is signed: three lines.
    public var text: [UInt8] { Array("\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n".utf8) }

    /// The checkpoint signed by its log.
    public func signed(by signer: NoteSigner) -> SignedCheckpoint {
        SignedCheckpoint(self, signatures: [signer.sign(text)])
    }

    /// A whole number in decimal digits without leading zeros, of at most 15 digits.
    static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard (1...15).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }),
            digits.first != 48 || digits.count == 1
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    /// Checks that `new` is this log with entries added, by a proof; refused with a ``LogFault`` otherwise.
    public func checkGrowth(to new: Checkpoint, proof: [SHA256Digest]) throws(Refusal) {
        guard origin == new.origin else {
            throw Refusal(
                LogFault.origin, "one checkpoint is of \(quoted("\(origin)")), the other of \(quoted("\(new.origin)"))")
        }
        guard size <= new.size else {
            throw Refusal(LogFault.smaller, "the log had \(size) entries and shows \(new.size) now")
        }
        guard MerkleProof.verifyConsistency(proof, from: size, root: root, to: new.size, root: new.root) else {
            throw Refusal(
                LogFault.fork,
                size == new.size
                    ? "two different logs with \(size) entries were signed"
                    : "the log with \(new.size) entries does not begin with the \(size) entries that were seen before")
        }
    }
}

/// A checkpoint with the signatures of its log and of witnesses, as it lies in a file.
///
/// It means nothing before ``LogDescription/verify(_:)``.
public struct SignedCheckpoint: Sendable, Hashable {
    /// What was signed.
    public let checkpoint: Checkpoint
    /// The text and its signatures.
    public private(set) var note: SignedNote

    init(_ checkpoint: Checkpoint, signatures: [NoteSignature]) {
        self.checkpoint = checkpoint
        note = SignedNote(text: checkpoint.text, signatures: signatures)
    }

    /// Reads a signed checkpoint, strictly; verifies nothing.
    public init(bytes: [UInt8]) throws(Refusal) {
        note = try SignedNote(bytes: bytes)
        checkpoint = try Checkpoint(text: note.text)
    }

    /// The file.
    public var bytes: [UInt8] { note.bytes }

    /// Adds a signature, in place of those that the same key has made before.
    public mutating func add(_ signature: NoteSignature) { note.add(signature) }
}
