/// The releases and key sets of a whole log, to be ticked off against what a site publishes.
public struct LogLedger: Sendable {
    /// A release that the log has.
    public struct Entry: Sendable, Hashable {
        /// The index of the entry.
        public let index: Int
        /// The digest of the package file.
        public let digest: SHA256Digest
    }

    private struct Key: Hashable {
        let id: PackageID
        let version: Version
    }

    private var releases: [Key: Entry] = [:]
    private var open: Set<Int> = []
    private var keySets: [NamespaceName: [Int: SHA256Digest]] = [:]
    /// How many entries were taken.
    public private(set) var count = 0

    /// A ledger of an empty log.
    public init() {}

    /// Takes the next entry, and says what is wrong with the log, if it contradicts itself.
    ///
    /// The first entry about a release or a key set counts.
    public mutating func take(_ entry: LogEntry) -> BrokenPromise? {
        let index = count
        count += 1
        switch entry.kind {
        case .release(let release):
            let key = Key(id: release.id, version: release.version)
            if let old = releases[key] {
                return BrokenPromise(
                    VerificationFault.releaseLoggedTwice, "\(release.id) \(release.version)",
                    "entry \(old.index) of the log has it, and entry \(index) again")
            }
            releases[key] = Entry(index: index, digest: release.digest)
            open.insert(index)
        case .keys(let namespace, let version, let digest):
            if let old = keySets[namespace]?[version] {
                return old == digest
                    ? nil
                    : BrokenPromise(
                        VerificationFault.keysLoggedOtherwise, namespace.description,
                        "entry \(index) of the log says that version \(version) of its keys is \(digest), it was \(old)"
                    )
            }
            keySets[namespace, default: [:]][version] = digest
        case .yank: break
        }
        return nil
    }

    /// The entry of a release; it is ticked off.
    public mutating func tick(_ id: PackageID, _ version: Version) -> Entry? {
        guard let entry = releases[Key(id: id, version: version)] else { return nil }
        open.remove(entry.index)
        return entry
    }

    /// The releases that were never ticked off, in the order of the log: those that the site withholds.
    public var unticked: [(id: PackageID, version: Version, index: Int)] {
        releases.filter { open.contains($0.value.index) }
            .map { (id: $0.key.id, version: $0.key.version, index: $0.value.index) }.sorted { $0.index < $1.index }
    }

    /// The namespaces with logged key sets, in order.
    public var namespaces: [NamespaceName] { keySets.keys.sorted() }

    /// What is wrong between the log and the verified key sets of a namespace.
    ///
    /// Each of them stands in the log, and the log has none that is newer.
    public func check(_ history: KeyHistory) -> BrokenPromise? {
        let logged = keySets[history.namespace] ?? [:]
        let subject = history.namespace.description
        for (version, digest) in history.pin.digests.sorted(by: { $0.key < $1.key }) {
            guard let known = logged[version] else {
                return BrokenPromise(
                    VerificationFault.keysNotLogged, subject, "version \(version) of its keys is not in the log")
            }
            guard known == digest else {
                return BrokenPromise(
                    VerificationFault.keysLoggedOtherwise, subject,
                    "version \(version) of its keys has the sha256 \(digest), the log says \(known)")
            }
        }
        guard let newest = logged.keys.max(), newest > history.current.version else { return nil }
        return BrokenPromise(
            VerificationFault.keysWithheld, subject,
            "the log has version \(newest) of its keys, the site has version \(history.current.version)")
    }
}
