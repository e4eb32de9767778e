internal import Glibc
internal import PromptuaryCore

/// A registry of generated packages in memory, signed as a publish job signs it, to which single releases are added.
struct SigningBench {
    /// What a publication of one release cost and wrote.
    struct Publication {
        /// CPU seconds of putting the bins that change together from entries that are ready; a part of ``signing``.
        var assembly = 0.0
        /// CPU seconds of putting together, signing and encoding roles, log and proof.
        var signing = 0.0
        /// CPU seconds that libsodium alone takes to sign the same bytes.
        var floor = 0.0
        var bins = 0
        /// Files of roles, the checkpoint under both its names, and the proof.
        var files = 0
        var bytes = 0
    }

    private static let time = Timestamp(seconds: 1_800_000_000)
    private static let versions = 5
    private static let namespaceSize = 20
    /// How many packages a shard of the listing has on average: between half as many as it may have, and all.
    private static let shardSize = 96

    private let online: [OnlineRole: SecretKey]
    private let pair: Ed25519.KeyPair
    private let folder: TrustFolder
    private let registry: RegistryName
    private let succinct: SuccinctRoles
    private let binKeys: [String: TUFKey]
    /// What each bin lists, in the order of the paths, as a build state keeps it.
    private var bins: [[Listing]] = []
    private var targetCount = 0
    private var log = LogTree()
    private var logFiles: [String: [UInt8]] = [:]
    private var site: [String: [UInt8]] = [:]
    private var published: MetadataPlan.Published?
    private var shardBits = 0

    /// How many packages there are.
    private(set) var packages = 0
    /// How many entries the log has.
    var logSize: Int { log.size }

    /// A file that a bin lists, with what it says of it.
    private struct Listing {
        let path: String
        var entry: [UInt8]

        func precedes(_ other: String) -> Bool { path.utf8.lexicographicallyPrecedes(other.utf8) }
    }

    /// A registry whose bins list as many targets as wanted.
    init(targets count: Int, bits: Int) throws {
        registry = try RegistryName("bench.example")
        pair = try Ed25519.KeyPair(seed: SecretBytes([UInt8](repeating: 9, count: 32)))
        var online: [OnlineRole: SecretKey] = [:]
        for (number, role) in OnlineRole.allCases.enumerated() { online[role] = try Self.key(UInt8(11 + number)) }
        self.online = online
        folder = try Self.ceremony(online, registry, bits: bits)
        guard let delegations = folder.roles["bins"]?.body.delegations, case .succinct(let succinct) = delegations.roles
        else { throw Refusal(PublishFault.trust, "the role bins delegates to no bins") }
        (self.succinct, binKeys) = (succinct, delegations.keys)
        bins = [[Listing]](repeating: [], count: succinct.count)
        try fill(count)
        for number in bins.indices { bins[number].sort { $0.precedes($1.path) } }
        try sign()
    }

    private static func key(_ number: UInt8) throws -> SecretKey {
        try SecretKey(seed: SecretBytes([UInt8](repeating: number, count: 32)), scheme: .ssh)
    }

    private static func ceremony(
        _ online: [OnlineRole: SecretKey], _ registry: RegistryName, bits: Int
    ) throws -> TrustFolder {
        let holders = try [("ada", 1), ("bea", 2), ("cyr", 3)].map { name, number in
            (name: try HolderName(name), key: try key(UInt8(number)))
        }
        guard let bins = online[.bins]?.publicKey.key, let snapshot = online[.snapshot]?.publicKey.key,
            let timestamp = online[.timestamp]?.publicKey.key, let log = online[.log]?.publicKey.key
        else { throw Refusal(PublishFault.keys, "a key is missing") }
        let origin = NoteName(logOf: registry)
        let terms = try TrustTerms(
            holders: holders.map { TrustTerms.Holder(name: $0.name, key: $0.key.publicKey.key) }, threshold: 2,
            online: TrustTerms.OnlineKeys(bins: bins, snapshot: snapshot, timestamp: timestamp), bits: bits,
            log: LogDescription(origin: origin, keys: [NoteVerifier(name: origin, kind: .ed25519, key: log)]))
        var proposal = try TrustProposal(
            after: nil, terms: terms, title: TrustProposal.Title(purpose: ["bench"], proposed: time),
            expires: Timestamp(seconds: time.seconds + 365 * 86_400))
        for holder in holders.prefix(2) {
            for signature in try proposal.sign(with: holder.key) { try proposal.take(signature) }
        }
        return try TrustFolder(files: try proposal.completed())
    }

    // MARK: - The registry

    private static func package(_ number: Int) throws -> PackageID {
        let digits = String(number + 1_000_000).dropFirst()
        return PackageID(
            try NamespaceName("ns\(number / namespaceSize + 10_000)"), try PackageName("package-\(digits)"))
    }

    private static func path(_ package: PackageID, _ version: Version) -> String {
        SiteLayout.files(package) + "/" + SiteLayout.fileName(package, version, .pdpkg)
    }

    private static func file(_ text: String) -> TargetFile {
        let digest = SHA256Digest(of: Array(text.utf8))
        return TargetFile(length: 1000 + Int(digest.bytes[0]) * 16, sha256: digest)
    }

    /// Lists a file that no bin lists yet, after all others.
    private mutating func add(_ path: String, _ file: TargetFile) throws {
        bins[succinct.bin(of: path)].append(Listing(path: path, entry: try file.canonicalBytes()))
        targetCount += 1
    }

    /// Lists a file in its place, or says something else of it; the number of its bin.
    private mutating func set(_ path: String, _ file: TargetFile) throws -> Int {
        let bin = succinct.bin(of: path)
        let listing = Listing(path: path, entry: try file.canonicalBytes())
        let place = bins[bin].firstIndex { !$0.precedes(path) } ?? bins[bin].endIndex
        if place < bins[bin].endIndex, bins[bin][place].path == path {
            bins[bin][place] = listing
        } else {
            bins[bin].insert(listing, at: place)
        }
        return bin
    }

    /// The member `targets` of a bin.
    private func content(ofBin bin: Int) throws -> [UInt8] {
        var content = BinContent()
        for listing in bins[bin] { try content.add(listing.path, listing.entry) }
        return try content.finish()
    }

    private static func entry(_ package: PackageID, _ version: Version, _ file: TargetFile, _ signature: TargetFile)
        -> LogEntry
    {
        LogEntry(
            .release(
                LogEntry.Release(
                    id: package, version: version, digest: file.sha256, size: file.length,
                    signatures: [
                        LogEntry.Signature(
                            keyID: "SHA256:" + String(signature.sha256.hex.prefix(43)), digest: signature.sha256)
                    ])), time: time)
    }

    /// What is listed of a release: its package file and its signature.
    private static func listed(
        _ path: String, _ file: TargetFile, _ signature: TargetFile, at index: Int
    ) -> [(path: String, file: TargetFile)] {
        let beside = path + ".sshsig"
        let custom = Value.mapping([
            Value.Member(key: "log_index", value: .integer(index)),
            Value.Member(
                key: "signatures",
                value: .list([
                    .mapping([
                        Value.Member(key: "path", value: .string(beside)),
                        Value.Member(key: "sha256", value: .string(signature.sha256.hex)),
                    ])
                ])),
        ])
        return [(beside, signature), (path, TargetFile(length: file.length, sha256: file.sha256, custom: custom))]
    }

    /// The shard of the listing that has a package.
    private func shard(of package: PackageID) -> String {
        SiteLayout.packageShard(HashPrefix(of: HashPrefix.key(of: package.description), length: shardBits)).text
    }

    private mutating func fill(_ count: Int) throws {
        // A package has a document, and each release two files.
        while count / (2 * Self.versions + 1) > Self.shardSize << shardBits { shardBits += 1 }
        var paths = (0..<KeyShard.count).map { KeyShard.path(number: UInt8($0), confirmed: false) }
        paths += ["index/packages.json", "index/namespaces.json", LogLayout.checkpoint]
        for path in paths { try add(path, Self.file(path)) }
        var entries: [[UInt8]] = []
        var shards: Set<String> = []
        while targetCount < count {
            let package = try Self.package(packages)
            let shard = shard(of: package)
            let document = SiteLayout.document(package, "package.json").text
            for path in shards.insert(shard).inserted ? [document, shard] : [document] {
                try add(path, Self.file(path))
            }
            for number in 0..<Self.versions where targetCount < count {
                let version = try Version("1.\(number).0")
                let path = Self.path(package, version)
                let (file, signature) = (Self.file(path), Self.file(path + ".sshsig"))
                for (path, file) in Self.listed(path, file, signature, at: entries.count) { try add(path, file) }
                entries.append(Self.entry(package, version, file, signature).bytes)
            }
            packages += 1
        }
        for file in try log.append(entries) { logFiles[file.path] = file.bytes }
    }

    private func roleKeys() throws -> MetadataPlan.Keys {
        guard let bins = online[.bins], let snapshot = online[.snapshot], let timestamp = online[.timestamp] else {
            throw Refusal(PublishFault.keys, "a key is missing")
        }
        return MetadataPlan.Keys(bins: bins, snapshot: snapshot, timestamp: timestamp)
    }

    /// Signs everything for the first time.
    private mutating func sign() throws {
        let all = try bins.indices.map {
            BinChanges.Bin(name: succinct.name(ofBin: $0), targets: try content(ofBin: $0))
        }
        let plan = try MetadataPlan(
            bins: BinChanges(all, kept: []), offline: folder, keys: try roleKeys(), published: nil, floor: .init(),
            at: Self.time,
            existing: { _ in nil })
        for file in plan.files { site[file.path.text] = file.content.stored }
        var published: [String: PublishedBin] = [:]
        for (name, meta) in plan.snapshot.meta where name.hasPrefix("bin-") {
            let role = String(name.dropLast(5))
            published[role] = PublishedBin(
                version: meta.version, file: site[MetadataPlan.path(of: role, version: meta.version)] ?? [])
        }
        self.published = MetadataPlan.Published(
            timestamp: try SignedRole(file: site[MetadataPlan.timestampPath] ?? []),
            snapshot: try SignedRole(file: site[MetadataPlan.path(of: "snapshot", version: 1)] ?? []), bins: published)
    }

    // MARK: - Publishing

    /// Adds one release to one of the packages and measures what signing it costs; the registry stays as it is.
    func publish(_ number: Int) throws -> Publication {
        guard let key = online[.log] else { throw Refusal(PublishFault.keys, "a key is missing") }
        let signer = NoteSigner(name: folder.terms.log.origin, key: key)
        let roles = try roleKeys()
        var next = self
        let chosen = number * 7919 % packages
        let package = try Self.package(chosen)
        let version = try Version("2.0.\(number)")
        let path = Self.path(package, version)
        let (file, signature) = (Self.file(path), Self.file(path + ".sshsig"))
        var result = Publication()

        var start = CPUTime.now()
        let entry = Self.entry(package, version, file, signature).bytes
        let files = try next.log.append([entry])
        let checkpoint = next.log.checkpoint(origin: signer.name)
        let signed = checkpoint.signed(by: signer)
        let checkpointBytes = signed.bytes
        let read = { (path: String) in files.first { $0.path == path }?.bytes ?? logFiles[path] }
        var tiles = try LogTiles(checkpoint, reading: read)
        let hashes = try tiles.proof(MerkleProof.inclusion(of: log.size, in: checkpoint.size), reading: read)
        let proof = LogProof(index: log.size, extra: entry, hashes: hashes, checkpoint: signed).bytes
        result.signing = CPUTime.now() - start

        var listed = Self.listed(path, file, signature, at: log.size)
        for changed in [SiteLayout.document(package, "package.json").text, shard(of: package)] {
            listed.append((changed, Self.file("\(changed) \(number)")))
        }
        let checkpointFile = TargetFile(length: checkpointBytes.count, sha256: SHA256Digest(of: checkpointBytes))
        listed.append((LogLayout.checkpoint, checkpointFile))
        var touched: Set<Int> = []
        for (path, file) in listed { touched.insert(try next.set(path, file)) }
        start = CPUTime.now()
        let bins = try next.changes(of: touched)
        result.assembly = CPUTime.now() - start
        result.signing += result.assembly

        start = CPUTime.now()
        let plan = try MetadataPlan(
            bins: bins, offline: folder, keys: roles, published: published, floor: .init(snapshot: 1, timestamp: 1),
            at: Self.time, existing: { _ in nil })
        result.signing += CPUTime.now() - start

        let written = plan.files.filter { site[$0.path.text] != $0.content.stored }.map(\.content.stored)
        let messages = written.map { Array($0.dropFirst(232)) } + [checkpoint.text]
        start = CPUTime.now()
        for message in messages { _ = pair.sign(message) }
        result.floor = CPUTime.now() - start

        // The checkpoint has a second name, with its digest.
        let all = written + [checkpointBytes, checkpointBytes, proof]
        (result.bins, result.files) = (bins.count, all.count)
        result.bytes = all.reduce(0) { $0 + $1.count }
        return result
    }

    /// The bins that have to be signed after some of them were touched.
    private func changes(of touched: Set<Int>) throws -> BinChanges {
        var changed: [BinChanges.Bin] = []
        var kept: [String] = []
        for number in 0..<succinct.count {
            let name = succinct.name(ofBin: number)
            guard touched.contains(number) else {
                kept.append(name)
                continue
            }
            let content = try content(ofBin: number)
            if published?.bins[name]?.expiry(listing: content, signedBy: succinct.keys, in: binKeys) != nil {
                kept.append(name)
            } else {
                changed.append(BinChanges.Bin(name: name, targets: content))
            }
        }
        return BinChanges(changed, kept: kept)
    }

    /// The most tiles and bundles, and their bytes, that one entry more gives a log: where tiles become full.
    func worstLog() throws -> (files: Int, bytes: Int) {
        let entry = Self.entry(
            try Self.package(0), try Version("1.0.0"), Self.file("file"), Self.file("signature")
        ).bytes
        var worst = (files: 0, bytes: 0)
        for size in [log.size, 255, 256, 65_535, 65_536] {
            var tree = LogTree()
            _ = try tree.append([[UInt8]](repeating: entry, count: size))
            let files = try tree.append([entry])
            worst = (max(worst.files, files.count), max(worst.bytes, files.reduce(0) { $0 + $1.bytes.count }))
        }
        return worst
    }

    // MARK: - Verifying

    /// CPU seconds in which a client verifies the metadata and finds one target, and in which libsodium alone verifies the
    /// same signatures.
    func refresh(_ number: Int) throws -> (seconds: Double, floor: Double) {
        guard let published else { throw Refusal(PublishFault.site, "nothing is published") }
        let path = Self.path(try Self.package(number * 7919 % packages), try Version("1.0.0"))
        let bin = succinct.name(ofBin: succinct.bin(of: path))
        let role = { (name: String) in site[MetadataPlan.path(of: name, version: 1)] ?? [] }
        let start = CPUTime.now()
        var client = try TrustedMetadata(root: role("root"), at: Self.time)
        try client.finishRoot()
        try client.updateTimestamp(site[MetadataPlan.timestampPath] ?? [])
        try client.updateSnapshot(role("snapshot"))
        for (name, delegator) in [("targets", "root"), ("bins", "targets"), (bin, "bins")] {
            try client.updateTargets(role(name), role: name, delegator: delegator)
        }
        guard client.targets(bin)?.body.target(at: path) != nil else {
            throw Refusal(PublishFault.site, "\(bin) does not list \(path)")
        }
        let seconds = CPUTime.now() - start
        var signed: [(message: [UInt8], count: Int)] = [
            (client.root.signedBytes, client.root.signatures.count),
            (published.timestamp.signedBytes, 1), (published.snapshot.signedBytes, 1),
        ]
        for name in ["targets", "bins", bin] {
            if let role = client.targets(name) { signed.append((role.signedBytes, role.signatures.count)) }
        }
        return (seconds, floor(signed))
    }

    private func floor(_ signed: [(message: [UInt8], count: Int)]) -> Double {
        let signatures = signed.map { pair.sign($0.message) }
        let start = CPUTime.now()
        for (signature, message) in zip(signatures, signed) {
            for _ in 0..<message.count { _ = pair.publicKey.verifies(signature: signature, of: message.message) }
        }
        return CPUTime.now() - start
    }

    /// CPU seconds in which a client verifies the proof, the signature and the archive of a release, and in which libsodium
    /// alone verifies its two signatures.
    func verifyRelease() throws -> (seconds: Double, floor: Double) {
        guard let logKey = online[.log] else { throw Refusal(PublishFault.keys, "a key is missing") }
        let (package, version, secret) = (try Self.package(0), try Version("3.0.0"), try Self.key(21))
        let bytes = try Self.archive(package, version)
        let name = SiteLayout.fileName(package, version, .pdpkg)
        let signature = secret.sign(
            bytes, named: name, binding: .release(registry: registry, id: package, version: version))
        let signatureBytes = signature.bytes
        let entry = Self.entry(
            package, version, TargetFile(length: bytes.count, sha256: SHA256Digest(of: bytes)),
            TargetFile(length: signatureBytes.count, sha256: SHA256Digest(of: signatureBytes)))
        var grown = log
        let files = try grown.append([entry.bytes])
        let checkpoint = grown.checkpoint(origin: folder.terms.log.origin)
        let signed = checkpoint.signed(by: NoteSigner(name: folder.terms.log.origin, key: logKey))
        let read = { (path: String) in files.first { $0.path == path }?.bytes ?? logFiles[path] }
        var tiles = try LogTiles(checkpoint, reading: read)
        let hashes = try tiles.proof(MerkleProof.inclusion(of: log.size, in: grown.size), reading: read)
        let file = LogProof(index: log.size, extra: entry.bytes, hashes: hashes, checkpoint: signed).bytes
        let keys = try KeySet(
            keys: [KeySet.Key(key: secret.publicKey, name: "bench")], threshold: 1, version: 1, previous: nil)

        let start = CPUTime.now()
        let proof = try LogProof(bytes: file)
        let (proved, _) = try proof.verifiedEntry(in: folder.terms.log)
        guard case .release(let release) = proved.kind else {
            throw Refusal(PublishFault.log, "the entry is of no release")
        }
        let logged = LoggedRelease(
            package: release.id, version: release.version, digest: release.digest, size: release.size,
            signatures: release.signatures.map(\.digest), index: proof.index, time: proved.time)
        _ = try ReleaseVerification(
            of: package, version, format: .pdpkg, registry: registry, bytes: bytes,
            signatures: [(name: signature.name.text, bytes: signatureBytes)], logged: logged, logSize: grown.size,
            keys: keys)
        let seconds = CPUTime.now() - start
        return (seconds, floor([(checkpoint.text, 1), (Array(checkpoint.text.reversed()), 1)]))
    }

    private static func archive(_ package: PackageID, _ version: Version) throws -> [UInt8] {
        var writer = ZIPWriter()
        let manifest =
            "{\"name\":\"\(package)\",\"version\":\"\(version)\",\"description\":\"A generated package\",\"author\":\"Bench\",\"license\":\"MIT\"}"
        try writer.add(name: "manifest.json", bytes: Array(manifest.utf8))
        let text = (0..<400).map { "word\($0 * 7919 % 997)" }.joined(separator: " ")
        try writer.add(name: "README.md", bytes: Array(text.utf8))
        return writer.finish()
    }
}

extension SiteFile.Content {
    /// The bytes; none of a link.
    fileprivate var stored: [UInt8] {
        if case .bytes(let bytes) = self { bytes } else { [] }
    }
}

/// The CPU time of this process.
enum CPUTime {
    /// In seconds.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
