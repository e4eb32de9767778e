/// A validated ``Package`` as compact bytes, so that a later build need not read its files again.
///
/// A decoded package is as good as the one that was read, but for its README, which is read from the package file when a page
/// needs it. The first byte is the number of the format, then comes the ``PackageOutline`` as a section of its own, then the
/// notes, the keys that signed, and the releases. Equal packages have equal records. Records are for the program that wrote
/// them, on the same machine: whoever can change them can change the site.
public enum PackageRecord {
    /// The number of the format, the first byte of a record; other versions of the program may write another one.
    public static let format: UInt8 = 2

    private enum Mark {
        static let notes: UInt8 = 1
        static let path: UInt8 = 2
        static let signers: UInt8 = 4
        static let all: UInt8 = 7
    }

    /// The record of a package.
    public static func encode(_ package: Package) -> [UInt8] {
        var writer = RecordWriter(capacity: 128 + 512 * package.releases.count)
        writer.byte(format)
        writer.section { PackageOutline.write(package, to: &$0) }
        let shared = ReleaseRecord.Shared(id: package.id, clientName: package.clientName)
        let signers = signers(of: package)
        let hasNotes = !NotesRecord.isEmpty(package.notes)
        let hasPath = !package.path.hasSameBytes(as: usualPath(of: package.id))
        writer.byte(
            (hasNotes ? Mark.notes : 0) | (hasPath ? Mark.path : 0) | (signers.isEmpty ? 0 : Mark.signers))
        if hasNotes { NotesRecord.write(package.notes, to: &writer) }
        if hasPath { writer.text(package.path) }
        if !signers.isEmpty {
            writer.number(signers.count)
            for signer in signers { KeyRecord.write(signer, to: &writer) }
        }
        var before: PackageContents?
        for release in package.releases {
            ReleaseRecord.write(release, after: before, shared, signers: signers, to: &writer)
            before = release.contents
        }
        return writer.bytes
    }

    /// The package of a record.
    ///
    /// `keys` is the key set of its namespace: signers are found in it, and one that is not there makes the record
    /// malformed. Refused with a ``RecordFault``.
    public static func decode(
        _ record: [UInt8], keys: KeySet?, readme: [UInt8]? = nil
    ) throws(Refusal) -> Package {
        try record.withUnsafeBufferPointer { (buffer) throws(Refusal) in
            try decode(buffer, keys: keys, readme: readme)
        }
    }

    /// The package of a record that lies in memory of somebody else; nothing of it is kept.
    public static func decode(
        _ record: UnsafeBufferPointer<UInt8>, keys: KeySet?, readme: [UInt8]? = nil
    ) throws(Refusal) -> Package {
        var reader = RecordReader(record)
        var section = try outlineSection(&reader)
        let outline = try PackageOutline(section: &section)
        let shared = ReleaseRecord.Shared(id: outline.id, clientName: outline.clientName)
        let mark = try reader.byte()
        guard mark & ~Mark.all == 0 else { throw reader.malformed("a package has an unknown mark") }
        let notes = mark & Mark.notes == 0 ? PackageNotes() : try NotesRecord.read(&reader)
        let path = mark & Mark.path == 0 ? usualPath(of: outline.id) : try reader.text()
        let signers = mark & Mark.signers == 0 ? [] : try signers(&reader, in: keys)
        var releases: [Release] = []
        releases.reserveCapacity(outline.releases.count)
        for release in outline.releases {
            let yank = notes.yanks.last { $0.version == release.version }
            guard release.isYanked == (yank != nil), release.yankedAt == yank?.at else {
                throw reader.malformed("the outline and the notes disagree about a yank")
            }
            releases.append(
                try ReleaseRecord.read(
                    &reader, release, yank: yank, after: releases.last?.contents, shared, signers: signers))
        }
        try reader.end()
        guard releases[outline.latestIndex].manifest.identity.hasSameBytes(as: outline.clientName),
            Package.latest(of: outline.releases.lazy.map(\.version), notes: notes) == outline.latestIndex
        else { throw reader.malformed("the outline and the releases disagree about the latest one") }
        return Package(
            outline.id, ascending: releases, latestIndex: outline.latestIndex, notes: notes, path: path, readme: readme)
    }

    /// The outline at the beginning of a record; what follows it is not looked at, and may be missing.
    ///
    /// Refused with a ``RecordFault``.
    public static func outline(of record: [UInt8]) throws(Refusal) -> PackageOutline {
        try record.withUnsafeBufferPointer { (buffer) throws(Refusal) in try outline(of: buffer) }
    }

    /// The outline at the beginning of a record that lies in memory of somebody else; nothing of it is kept.
    public static func outline(of record: UnsafeBufferPointer<UInt8>) throws(Refusal) -> PackageOutline {
        var reader = RecordReader(record)
        var section = try outlineSection(&reader)
        return try PackageOutline(section: &section)
    }

    private static func outlineSection(_ reader: inout RecordReader) throws(Refusal) -> RecordReader {
        let number = try reader.byte()
        guard number == format else { throw reader.malformed("the record has the format \(number), not \(format)") }
        return try reader.section()
    }

    /// The path that a package has in a tree.
    static func usualPath(of id: PackageID) -> String {
        String.joined("packages/", id.namespace.text, "/", id.name.text)
    }

    private static func signers(of package: Package) -> [PublisherKey] {
        var signers: [PublisherKey] = []
        for release in package.releases {
            for index in release.signatures.indices {
                guard let key = release.signatures[index].key?.key, !signers.contains(key) else { continue }
                signers.append(key)
            }
        }
        return signers
    }

    private static func signers(_ reader: inout RecordReader, in keys: KeySet?) throws(Refusal) -> [KeySet.Key] {
        let count = try reader.count(ofAtLeast: 33)
        var signers: [KeySet.Key] = []
        signers.reserveCapacity(count)
        for _ in 0..<count {
            let spelled = try KeyRecord.read(&reader)
            guard let key = keys?.keys.first(where: { spelled.spells($0.key) }) else {
                throw reader.malformed("a signer is no key of the namespace")
            }
            signers.append(key)
        }
        return signers
    }
}
