/// What a publisher remembers between two publications, beside the site.
///
/// The site is the truth; this says which numbers were given out, so that none is given out twice.
public struct PublishJournal: Sendable, Hashable {
    /// The versions of the last publication.
    public var floor = MetadataPlan.Floor()
    /// How many entries the last published log had.
    public var logSize = 0

    /// The journal of a publisher that has not published yet.
    public init() {}

    /// Reads a journal.
    public init(bytes: [UInt8]) throws(Refusal) {
        let document = try JSONReader.read(bytes, limits: MetadataLimits.json(bytes: Self.sizeLimit))
        guard let snapshot = document["snapshot"]?.integer, let timestamp = document["timestamp"]?.integer,
            let size = document["log"]?.integer, document["format"]?.integer == 1, snapshot >= 0, timestamp >= 0,
            size >= 0
        else { throw Refusal(PublishFault.journal, "journal.json is not of the format") }
        floor = MetadataPlan.Floor(snapshot: snapshot, timestamp: timestamp)
        logSize = size
    }

    /// The largest journal that is read: 64 KiB.
    public static let sizeLimit = 1 << 16

    /// The document.
    public var bytes: [UInt8] {
        JSONWriter.object { object in
            object.member("format", 1)
            object.member("log", logSize)
            object.member("snapshot", floor.snapshot)
            object.member("timestamp", floor.timestamp)
        }
    }
}

/// Entries that were signed into a checkpoint and may not be on the site yet.
///
/// They are on disk before anybody can see the checkpoint, so that a log never has two states of one size.
public struct PendingEntries: Sendable, Hashable {
    /// How many entries the log had before.
    public let base: Int
    /// The entries behind those.
    public let entries: [[UInt8]]

    /// Entries behind the first `base` ones.
    public init(base: Int, entries: [[UInt8]]) { (self.base, self.entries) = (base, entries) }

    /// Reads the document.
    public init(bytes: [UInt8]) throws(Refusal) {
        let document = try JSONReader.read(bytes, limits: MetadataLimits.json(bytes: Self.sizeLimit))
        guard document["format"]?.integer == 1, let base = document["base"]?.integer, base >= 0,
            let list = document["entries"]?.list
        else { throw Refusal(PublishFault.journal, "pending.json is not of the format") }
        self.base = base
        var entries: [[UInt8]] = []
        for element in list {
            guard let text = element.string else {
                throw Refusal(PublishFault.journal, "pending.json has an entry that is no text")
            }
            entries.append(Array(text.utf8))
        }
        self.entries = entries
    }

    /// The largest document that is read: 1 GiB.
    public static let sizeLimit = 1 << 30

    /// The document.
    public var bytes: [UInt8] {
        var bytes = Self.opening(base: base)
        for (number, entry) in entries.enumerated() { bytes += Self.element(entry, isFirst: number == 0) }
        return bytes + Self.closing
    }

    // The first publication of a large registry writes the document in pieces.

    /// What stands before the entries of a document.
    public static func opening(base: Int) -> [UInt8] { Array("{\"base\":\(base),\"entries\":[".utf8) }

    /// An entry as it stands in the document.
    public static func element(_ entry: [UInt8], isFirst: Bool) -> [UInt8] {
        (isFirst ? [] : [UInt8(ascii: ",")])
            + JSONWriter.document(.string(String(decoding: entry, as: UTF8.self))).dropLast()
    }

    /// What stands behind the entries of a document.
    public static let closing = Array("],\"format\":1}\n".utf8)
}
