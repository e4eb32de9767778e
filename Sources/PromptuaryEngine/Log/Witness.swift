internal import Glibc
public import PromptuaryCore

/// A witness: whoever remembers the last checkpoint of a log and cosigns only what has grown from it.
public struct Witness: Sendable {
    /// Another witness works with the same memory.
    public struct BusyError: Error, Sendable, CustomStringConvertible {
        /// The file of the memory.
        public let state: String

        /// What is wrong and what to do instead, in one line.
        public var description: String { "another witness works with \(state); wait for it, or stop it" }
    }

    /// A checkpoint that was cosigned.
    public struct Outcome: Sendable {
        /// The log's checkpoint with this witness's cosignature behind the log's signatures.
        public let signed: SignedCheckpoint
        /// The line of the cosignature alone.
        public let line: [UInt8]
        /// What was cosigned before, or nil at the first time.
        public let previous: Checkpoint?
    }

    private let signer: NoteSigner
    private let state: String

    /// A witness with a key under a name, and the file of its memory, which holds its last cosigned checkpoint.
    public init(_ signer: NoteSigner, state: String) { (self.signer, self.state) = (signer, state) }

    /// Cosigns the newest checkpoint of a log at a time.
    ///
    /// Refused is one that does not grow from the last one; at the first time any is taken. The new one is on disk before the
    /// cosignature leaves this function (C2SP tlog-witness). The file `STATE.lock` keeps two witnesses apart.
    public func cosign(_ log: SiteLog, at time: Timestamp) async throws -> Outcome {
        let lock = try lock()
        defer { close(lock) }
        let previous = try remembered()
        let head = try await log.head()
        if let previous {
            _ = try await log.growth(from: previous, to: head.checkpoint)
        } else {
            _ = try await log.tiles(of: head.checkpoint)
        }
        let cosignature = signer.cosign(head.checkpoint, at: time)
        var signed = head.signed
        signed.add(cosignature)
        try DurableFile.write(signed.bytes, to: state)
        return Outcome(signed: signed, line: cosignature.line, previous: previous)
    }

    /// The checkpoint in the memory; one that this witness's key has not cosigned is refused.
    private func remembered() throws -> Checkpoint? {
        var status = stat()
        if stat(state, &status) != 0, errno == ENOENT { return nil }
        let signed = try SignedCheckpoint(bytes: try FileContents.read(state, upTo: SignedNote.sizeLimit))
        guard try !signed.note.verify([signer.verifier(.cosignature)]).isEmpty else {
            throw Refusal(NoteFault.unsigned, "\(state) was not cosigned by this witness")
        }
        return signed.checkpoint
    }

    private func lock() throws -> Int32 {
        let path = state + ".lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw StorageError("open", path) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw BusyError(state: state)
        }
        return file
    }
}
