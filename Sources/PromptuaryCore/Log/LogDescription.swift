/// What one must know of a log to believe it: its name, its keys, and its witnesses.
///
/// The document `keys/log.json`, which a registry's holders vouch for: docs/formats/log.md.
public struct LogDescription: Sendable, Hashable {
    /// The most bytes of the document.
    public static let sizeLimit = 64 << 10

    /// The name of the log.
    public let origin: NoteName
    /// The keys that may sign for the log, 1 to 8; one signature is enough.
    public let keys: [NoteVerifier]
    /// The witnesses, at most 64.
    public let witnesses: [NoteVerifier]
    /// How many witnesses must have cosigned what a client trusts.
    public let threshold: Int

    /// A description from its parts; refused with ``LogFault/document`` when they do not fit together.
    public init(
        origin: NoteName, keys: [NoteVerifier], witnesses: [NoteVerifier] = [], threshold: Int = 0
    ) throws(Refusal) {
        guard (1...8).contains(keys.count), keys.allSatisfy({ $0.kind == .ed25519 && $0.name == origin }) else {
            throw Refusal(LogFault.document, "the log has not 1 to 8 Ed25519 keys (type 1) that bear its name")
        }
        guard witnesses.count <= 64, witnesses.allSatisfy({ $0.kind == .cosignature && $0.name != origin }) else {
            throw Refusal(LogFault.document, "the witnesses are not at most 64 cosigners' keys (type 4)")
        }
        let all = keys + witnesses
        guard Set(all.map(\.key)).count == all.count, Set(witnesses.map(\.name)).count == witnesses.count else {
            throw Refusal(LogFault.document, "a key or the name of a witness is there twice")
        }
        guard (0...witnesses.count).contains(threshold) else {
            throw Refusal(
                LogFault.document, "\(threshold) of \(witnesses.count) witnesses can never have cosigned")
        }
        (self.origin, self.keys, self.witnesses, self.threshold) = (origin, keys, witnesses, threshold)
    }

    /// Reads the document; refused with ``LogFault/document``.
    public init(bytes: [UInt8]) throws(Refusal) {
        do {
            try self.init(try JSONReader.read(bytes, limits: JSONLimits(bytes: Self.sizeLimit, depth: 4, values: 256)))
        } catch {
            throw Refusal(LogFault.document, "the description of the log: \(error.message)", at: error.place)
        }
    }

    private init(_ document: Value) throws(Refusal) {
        var fields = try DocumentFields(document)
        guard try fields.integer("format", in: 1...1) == 1 else {
            throw Refusal(LogFault.document, "the format is not 1")
        }
        let origin = try NoteName(try fields.required("origin"))
        let keys = try Self.keys(try fields.strings("keys", limit: 8))
        var witnesses: [NoteVerifier] = []
        var threshold = 0
        if let value = fields.optional("witnesses") {
            var inner = try DocumentFields(value, prefix: "witnesses")
            witnesses = try Self.keys(try inner.strings("keys", limit: 64))
            threshold = try inner.integer("threshold", in: 0...64) ?? 0
            try inner.end()
        }
        try fields.end()
        try self.init(origin: origin, keys: keys, witnesses: witnesses, threshold: threshold)
    }

    private static func keys(_ texts: [String]) throws(Refusal) -> [NoteVerifier] {
        var keys: [NoteVerifier] = []
        for text in texts { keys.append(try NoteVerifier(text)) }
        return keys
    }

    /// The document: compact JSON with a line feed at its end.
    public var bytes: [UInt8] {
        JSONWriter.object { object in
            object.member("format", 1)
            object.member("keys", keys.map(\.text))
            object.member("origin", origin.description)
            object.object("witnesses") {
                $0.member("keys", witnesses.map(\.text))
                $0.member("threshold", threshold)
            }
        }
    }

    /// The same log, where no witness is asked for.
    public func withoutWitnesses() throws(Refusal) -> LogDescription {
        try LogDescription(origin: origin, keys: keys, witnesses: witnesses)
    }

    /// Who has signed a checkpoint, and whether that is enough.
    public struct Verdict: Sendable, Hashable {
        /// The log's keys that have signed, at least one.
        public let keys: [NoteVerifier]
        /// The witnesses that have cosigned, with the time.
        public let cosignatures: [VerifiedSignature]
        /// How many must have.
        public let threshold: Int

        /// Whether enough witnesses have cosigned.
        public var isWitnessed: Bool { cosignatures.count >= threshold }
    }

    /// Verifies the signatures of a checkpoint.
    ///
    /// Refused is a checkpoint of another log, one without a signature of this log, and one with a wrong signature of a
    /// known key. Whether enough witnesses have cosigned is for the caller to look at, or ``verifyWitnessed(_:)``.
    public func verify(_ signed: SignedCheckpoint) throws(Refusal) -> Verdict {
        guard signed.checkpoint.origin == origin else {
            throw Refusal(
                LogFault.origin,
                "the checkpoint is of the log \(quoted("\(signed.checkpoint.origin)")), not of \(quoted("\(origin)"))")
        }
        let verified = try signed.note.verify(keys + witnesses)
        let own = verified.map(\.key).filter { $0.kind == .ed25519 }
        guard !own.isEmpty else {
            throw Refusal(
                NoteFault.unsigned, "no known key of the log \(quoted("\(origin)")) has signed the checkpoint")
        }
        return Verdict(keys: own, cosignatures: verified.filter { $0.key.kind == .cosignature }, threshold: threshold)
    }

    /// Verifies the signatures of a checkpoint, and refuses one that too few witnesses have cosigned.
    public func verifyWitnessed(_ signed: SignedCheckpoint) throws(Refusal) -> Verdict {
        let verdict = try verify(signed)
        guard verdict.isWitnessed else {
            throw Refusal(
                LogFault.witnesses, "\(verdict.cosignatures.count) of the \(threshold) witnesses needed have cosigned")
        }
        return verdict
    }
}
