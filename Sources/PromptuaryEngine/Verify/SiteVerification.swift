public import PromptuaryCore

/// The verification of a whole site, or of some of its packages: everything that a client of a signed registry can know.
///
/// The TUF metadata is followed from a trusted root; every file is compared; every release is checked against the keys of
/// its namespace and the log; the log is checked against itself and what is remembered of it. At most one file of each of 8
/// parallel tasks is in memory. `docs/verify.md` says what the guarantees mean.
public struct SiteVerification: Sendable {
    /// What is verified, and from where trust comes.
    public struct Options: Sendable {
        /// The first trusted root and the name of its file; nil for the remembered one, or the site's own.
        public var root: (name: String, bytes: [UInt8])?
        /// The time for which expiries are judged.
        public var time: Timestamp
        /// Where the registry is remembered.
        public var state: VerificationState.Place
        /// The packages to verify; none means all of the site.
        public var packages: [PackageID]

        /// Everything at a time, without a root of one's own.
        public init(
            at time: Timestamp, root: (name: String, bytes: [UInt8])? = nil, state: VerificationState.Place = .none,
            packages: [PackageID] = []
        ) {
            (self.time, self.root, self.state, self.packages) = (time, root, state, packages)
        }
    }

    private let source: any SiteSource
    private let options: Options
    private let progress: Progress?

    /// A verification of the site of a source.
    public init(_ source: any SiteSource, _ options: Options, progress: Progress? = nil) {
        (self.source, self.options, self.progress) = (source, options, progress)
    }

    /// Verifies, and remembers the outcome when nothing is broken.
    ///
    /// A broken promise is in the report, not thrown, and then nothing is written. Errors: ``SourceError``,
    /// ``StorageError``, ``VerificationBusy``, ``Refusal`` for a package that the site does not have or a state folder
    /// that is no longer readable.
    public func run() async throws -> VerificationReport {
        var evidence = VerificationEvidence()
        evidence.chosen = options.packages.isEmpty ? nil : options.packages.map(\.description)
        do {
            try await Self.refuseUnsigned(source)
            let name = try await Self.claimedName(of: source)
            let state = try VerificationState(options.state, registry: name, site: source.name)
            try await verify(state, &evidence)
        } catch let distrust as Distrust {
            let isFollowed = evidence.root != nil
            evidence.note(BrokenPromise(distrust), breaks: isFollowed ? .complete : Self.guarantee(of: distrust))
        } catch let promise as BrokenPromise {
            evidence.note(promise, breaks: evidence.root == nil ? .authentic : .complete)
        }
        return evidence.report(site: source.name, asOf: options.time)
    }

    private func verify(_ state: VerificationState, _ evidence: inout VerificationEvidence) async throws {
        var client = try await TrustAnchor.client(of: source, options, state, &evidence)
        let index = try await TargetIndex(&client, &evidence)
        guard let log = try await RegistryLog(index, source, options, state.memory, &evidence) else { return }
        var memory =
            state.memory
            ?? RegistryMemory(
                registry: log.name, anchor: options.root == nil ? .firstUse : .file, since: options.time)
        if options.root != nil { memory.anchor = .file }
        let keys = try await NamespaceKeys(index, log, options, memory, source, &evidence)
        let files = FileVerification(index, log, keys, options, source, progress)
        try await files.run(&evidence)
        guard evidence.isSound else { return }
        memory.remember(site: source.name)
        memory.pins.merge(keys.pins) { _, new in new }
        memory.checkpoint = RegistryMemory.Seen(
            note: String(decoding: log.published.bytes, as: UTF8.self),
            since: memory.checkpoint?.since ?? options.time)
        try state.commit(memory, metadata: &client)
    }

    /// Which guarantee metadata breaks.
    static func guarantee(of distrust: Distrust) -> Guarantee.Name {
        switch distrust.reason {
        case .expired, .rollback: .fresh
        default: .authentic
        }
    }

    /// Refuses a site without metadata.
    private static func refuseUnsigned(_ source: any SiteSource) async throws {
        for name in ["metadata/timestamp.json", "metadata/1.root.json"] {
            do {
                if try await source.read(name, upTo: MetadataLimits.root) != nil { return }
            } catch SourceError.tooLarge {
                return
            }
        }
        throw BrokenPromise(
            VerificationFault.siteUnsigned, source.name,
            "this site is an unsigned preview: it has no TUF metadata, and nothing in it can be verified")
    }

    /// What the registry calls itself in its checkpoint, which is unverified and only says where to look for a memory.
    private static func claimedName(of source: any SiteSource) async throws -> RegistryName? {
        let bytes: [UInt8]?
        do {
            bytes = try await source.read(LogLayout.checkpoint, upTo: SignedNote.sizeLimit)
        } catch SourceError.tooLarge {
            return nil
        }
        guard let bytes, let signed = try? SignedCheckpoint(bytes: bytes) else { return nil }
        return RegistryLog.registry(of: signed.checkpoint.origin)
    }
}
