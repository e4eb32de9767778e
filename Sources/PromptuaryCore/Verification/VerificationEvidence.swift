/// What a verification has seen of a site, and what follows from it.
///
/// The one that reads the site fills it in as far as it gets; ``report(site:asOf:)`` decides.
public struct VerificationEvidence: Sendable, Hashable {
    /// Where trust in the root comes from.
    public enum Anchor: Sendable, Hashable {
        /// A root file that the user gave.
        case file(String)
        /// A root that was given or followed in an earlier verification.
        case remembered(RegistryMemory.Anchor, since: Timestamp)
        /// The site's own first root.
        case firstUse
    }

    /// The root that the chain ends in.
    public struct Root: Sendable, Hashable {
        /// Where trust comes from.
        public var anchor: Anchor
        /// The version of the newest root.
        public var version: Int
        /// How many signatures it needs.
        public var threshold: Int
        /// How many keys may sign it.
        public var keys: Int

        /// A root from its parts.
        public init(anchor: Anchor, version: Int, threshold: Int, keys: Int) {
            self.anchor = anchor
            self.version = version
            self.threshold = threshold
            self.keys = keys
        }
    }

    /// The transparency log.
    public struct Log: Sendable, Hashable {
        /// How many entries the published checkpoint has.
        public var size: Int
        /// Whether every entry was read.
        public var isRead: Bool
        /// The checkpoint of an earlier verification, with which this one is consistent.
        public var remembered: (size: Int, since: Timestamp)? {
            get { rememberedSize.flatMap { size in rememberedSince.map { (size, $0) } } }
            set { (rememberedSize, rememberedSince) = (newValue?.size, newValue?.since) }
        }
        private var rememberedSize: Int?
        private var rememberedSince: Timestamp?

        /// A log of a size.
        public init(size: Int, isRead: Bool) {
            self.size = size
            self.isRead = isRead
        }
    }

    /// The witnesses of the log.
    public struct Witnesses: Sendable, Hashable {
        /// How many have to cosign; 0 when the registry asks for none.
        public var threshold: Int
        /// How many there are.
        public var keys: Int
        /// How many did, lately.
        public var cosigned: Int
        /// How many entries the checkpoint has that they cosigned.
        public var size: Int

        /// Witnesses from their numbers.
        public init(threshold: Int, keys: Int, cosigned: Int, size: Int) {
            self.threshold = threshold
            self.keys = keys
            self.cosigned = cosigned
            self.size = size
        }
    }

    /// The name of the registry.
    public var registry: String?
    /// The chosen packages; nil when all of the site is verified.
    public var chosen: [String]?
    /// The root, once it was followed.
    public var root: Root?
    /// Until when the timestamp holds, once all top-level roles were verified.
    public var freshUntil: Timestamp?
    /// The files whose bytes match.
    public var targets = 0
    /// The bytes of these files.
    public var bytes = 0
    /// Whether all files were looked at.
    public var areTargetsDone = false
    /// Releases with enough signatures.
    public var signedReleases = 0
    /// Releases that stand in the log.
    public var loggedReleases = 0
    /// The namespaces of the releases that were looked at.
    public var namespaces: Set<NamespaceName> = []
    /// Those that no offline key vouches for, seen for the first time.
    public var unconfirmed: Set<NamespaceName> = []
    /// Those that no offline key vouches for, the same as at first use.
    public var pinned: Set<NamespaceName> = []
    /// Those whose offline keys say something else than was seen before.
    public var overruled: Set<NamespaceName> = []
    /// The log, once its checkpoint was verified.
    public var log: Log?
    /// The witnesses, once they were counted.
    public var witnesses: Witnesses?
    private var brokenOf: [Guarantee.Name: BrokenPromises] = [:]

    /// Nothing seen yet.
    public init() {}

    /// Notes that a guarantee does not hold.
    public mutating func note(_ promise: BrokenPromise, breaks name: Guarantee.Name) {
        brokenOf[name, default: BrokenPromises()].add(promise)
    }

    /// Notes what breaks a guarantee.
    public mutating func note(_ promises: BrokenPromises, breaks name: Guarantee.Name) {
        if !promises.isEmpty { brokenOf[name, default: BrokenPromises()].add(promises) }
    }

    /// Whether nothing is broken so far.
    public var isSound: Bool { brokenOf.isEmpty }

    /// What all of it comes to.
    public func report(site: String, asOf: Timestamp) -> VerificationReport {
        var all = BrokenPromises()
        for name in Guarantee.Name.allCases { all.add(brokenOf[name] ?? BrokenPromises()) }
        return VerificationReport(
            site: site, registry: registry, asOf: asOf, guarantees: Guarantee.Name.allCases.map(guarantee), broken: all)
    }

    private func guarantee(_ name: Guarantee.Name) -> Guarantee {
        if let broken = brokenOf[name], let first = broken.first.first {
            let more = broken.count > 1 ? " (and \(broken.count - 1) more)" : ""
            return Guarantee(
                name, .broken, "\(first.subject): \(first.message)\(more)", ["problems": .integer(broken.count)])
        }
        let judged: Guarantee? =
            switch name {
            case .authentic: authentic
            case .fresh: fresh
            case .complete: complete
            case .published: published
            case .logged: logged
            case .appendOnly: appendOnly
            case .witnessed: witnessed
            }
        return judged ?? Guarantee(name, .unproven, "not reached, because of what is said above or below")
    }
}

// MARK: - The guarantees

extension VerificationEvidence {
    private var authentic: Guarantee? {
        guard let root else { return nil }
        var figures: [String: Value] = [
            "keys": .integer(root.keys), "threshold": .integer(root.threshold), "version": .integer(root.version),
        ]
        let holders = "root \(root.version), signed by at least \(root.threshold) of \(root.keys) keys"
        switch root.anchor {
        case .file(let path):
            figures["anchor"] = .string("file")
            return Guarantee(.authentic, .holds, "\(holders), follows from \(path)", figures)
        case .remembered(.file, let since):
            figures["anchor"] = .string("file")
            return Guarantee(
                .authentic, .holds, "\(holders), follows from the root file that was given on \(since.day)", figures)
        case .remembered(.firstUse, let since):
            figures["anchor"] = .string("first-use")
            return Guarantee(
                .authentic, .unproven,
                "\(holders), follows from the root that the site itself gave on \(since.day); prove it with --root",
                figures)
        case .firstUse:
            figures["anchor"] = .string("first-use")
            return Guarantee(
                .authentic, .unproven,
                "\(holders), is taken from the site itself on first use; prove it with --root", figures)
        }
    }

    private var fresh: Guarantee? {
        freshUntil.map {
            Guarantee(.fresh, .holds, "the newest state, until \($0)", ["until": .string($0.description)])
        }
    }

    private var complete: Guarantee? {
        guard areTargetsDone else { return nil }
        let what = chosen.map { "of " + $0.joined(separator: ", ") + " " } ?? ""
        return Guarantee(
            .complete, .holds, "\(Self.count(targets, "file")) \(what)as listed, \(bytes) bytes",
            ["bytes": .integer(bytes), "targets": .integer(targets)])
    }

    private var published: Guarantee? {
        guard areTargetsDone else { return nil }
        let confirmed = namespaces.count - unconfirmed.count - pinned.count
        let figures: [String: Value] = [
            "confirmed": .integer(confirmed), "namespaces": .integer(namespaces.count),
            "overruled": Self.list(overruled),
            "pinned": Self.list(pinned), "releases": .integer(signedReleases), "unconfirmed": Self.list(unconfirmed),
        ]
        var sentence =
            "\(Self.count(signedReleases, "release")) signed by the keys of \(Self.count(namespaces.count, "namespace"))"
        if !pinned.isEmpty { sentence += "; as at first use: \(Self.text(pinned))" }
        if !unconfirmed.isEmpty {
            sentence += "; not vouched for by an offline key, seen for the first time: \(Self.text(unconfirmed))"
        }
        if !overruled.isEmpty {
            sentence += "; the offline keys overrule what was remembered of \(Self.text(overruled))"
        }
        return Guarantee(.published, unconfirmed.isEmpty ? .holds : .unproven, sentence, figures)
    }

    private var logged: Guarantee? {
        guard areTargetsDone, let log else { return nil }
        let scope =
            log.isRead ? "all of its \(log.size) entries were read" : "of its \(log.size) entries only these were read"
        return Guarantee(
            .logged, .holds, "\(loggedReleases) of \(signedReleases) releases are in the log; \(scope)",
            ["isRead": .boolean(log.isRead), "releases": .integer(loggedReleases), "size": .integer(log.size)])
    }

    private var appendOnly: Guarantee? {
        guard let log else { return nil }
        guard let (size, since) = log.remembered else {
            return Guarantee(
                .appendOnly, .unproven, "no earlier checkpoint is remembered to compare \(log.size) entries with",
                ["size": .integer(log.size)])
        }
        return Guarantee(
            .appendOnly, .holds, "\(log.size) entries begin with the \(size) last seen; remembered since \(since.day)",
            [
                "rememberedSize": .integer(size), "since": .string(since.description), "size": .integer(log.size),
            ])
    }

    private var witnessed: Guarantee? {
        guard let witnesses else { return nil }
        guard witnesses.threshold > 0 else {
            return Guarantee(.witnessed, .unproven, "the registry has no witnesses", ["threshold": .integer(0)])
        }
        return Guarantee(
            .witnessed, .holds,
            "\(witnesses.cosigned) of \(witnesses.keys) witnesses, at least \(witnesses.threshold), cosigned \(witnesses.size) entries",
            [
                "cosigned": .integer(witnesses.cosigned), "size": .integer(witnesses.size),
                "threshold": .integer(witnesses.threshold), "witnesses": .integer(witnesses.keys),
            ])
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    private static func list(_ names: Set<NamespaceName>) -> Value { .list(names.sorted().map { .string($0.text) }) }

    private static func text(_ names: Set<NamespaceName>) -> String {
        let shown = names.sorted().prefix(10).map(\.description).joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }
}
