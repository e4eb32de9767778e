/// What a client remembers of a registry between two verifications, beside the TUF metadata: `memory.json` of a state
/// folder (`docs/verify.md`).
public struct RegistryMemory: Sendable, Hashable {
    /// The most bytes of the document: 16 MiB.
    public static let sizeLimit = 16 << 20

    /// Where the first trusted root came from.
    public enum Anchor: String, Sendable, Hashable, CaseIterable {
        /// A file that the user gave.
        case file
        /// The site itself, when it was first seen.
        case firstUse = "first-use"
    }

    /// A checkpoint of the log that was verified.
    public struct Seen: Sendable, Hashable {
        /// The signed note, as it was published.
        public var note: String
        /// When a checkpoint of the registry was first remembered.
        public var since: Timestamp

        /// A checkpoint that was seen.
        public init(note: String, since: Timestamp) {
            self.note = note
            self.since = since
        }
    }

    /// The registry.
    public let registry: RegistryName
    /// Where the first trusted root came from.
    public var anchor: Anchor
    /// When the registry was first verified.
    public var since: Timestamp
    /// The paths and URLs under which it was verified, sorted.
    public private(set) var sites: [String]
    /// The newest checkpoint.
    public var checkpoint: Seen?
    /// What was seen of the key sets of namespaces.
    public var pins: [NamespaceName: KeyPin]

    /// A memory from its parts.
    public init(
        registry: RegistryName, anchor: Anchor, since: Timestamp, sites: [String] = [], checkpoint: Seen? = nil,
        pins: [NamespaceName: KeyPin] = [:]
    ) {
        self.registry = registry
        self.anchor = anchor
        self.since = since
        self.sites = []
        self.checkpoint = checkpoint
        self.pins = pins
        for site in sites { remember(site: site) }
    }

    /// Adds a path or URL under which the registry was verified; the latest 64 are kept.
    public mutating func remember(site: String) {
        guard !sites.contains(where: { $0.utf8.elementsEqual(site.utf8) }) else { return }
        sites = (sites + [site]).suffix(64)
    }

    /// Reads the document.
    public init(bytes: [UInt8]) throws(Refusal) {
        let limits = JSONLimits(bytes: Self.sizeLimit, depth: 8, values: 1_000_000)
        let document = try JSONReader.read(bytes, limits: limits)
        func wrong(_ key: String) -> Refusal {
            Refusal(
                MemoryFault.unreadable, "the field `\(key)` is missing or not as it was written", at: Place(key: key))
        }
        guard document["format"]?.integer == 1 else { throw wrong("format") }
        guard let name = document["registry"]?.string else { throw wrong("registry") }
        guard let anchor = document["anchor"]?.string.flatMap(Anchor.init(rawValue:)) else { throw wrong("anchor") }
        guard let since = document["since"]?.string.flatMap({ Timestamp($0) }) else { throw wrong("since") }
        guard let sites = document["sites"]?.list?.compactMap(\.string) else { throw wrong("sites") }
        guard let members = document["pins"]?.mapping else { throw wrong("pins") }
        var pins: [NamespaceName: KeyPin] = [:]
        for member in members { pins[try NamespaceName(member.key)] = try KeyPin(member.value) }
        var checkpoint: Seen?
        if let seen = document["checkpoint"] {
            guard let note = seen["note"]?.string, let since = seen["since"]?.string.flatMap({ Timestamp($0) }) else {
                throw wrong("checkpoint")
            }
            checkpoint = Seen(note: note, since: since)
        }
        self.init(
            registry: try RegistryName(name), anchor: anchor, since: since, sites: sites, checkpoint: checkpoint,
            pins: pins)
    }

    /// The document.
    public var bytes: [UInt8] {
        JSONWriter.object(.pretty) { object in
            object.member("anchor", anchor.rawValue)
            if let checkpoint {
                object.object("checkpoint") {
                    $0.member("note", checkpoint.note)
                    $0.member("since", checkpoint.since.description)
                }
            }
            object.member("format", 1)
            object.object("pins") { list in
                for (namespace, pin) in pins.sorted(by: { $0.key < $1.key }) { list.member(namespace.text, pin.value) }
            }
            object.member("registry", registry.text)
            object.member("since", since.description)
            object.member("sites", sites)
        }
    }
}

/// Why a state folder is of no use.
public enum MemoryFault: String, Fault {
    case unreadable = "verification-state-unreadable"

    /// What the reason protects.
    public var summary: String { "What was remembered of a registry is what was written." }

    /// What a person does instead.
    public var remedy: String { "restore the state folder, or remove it and verify with --root FILE" }
}
