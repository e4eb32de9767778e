internal import Glibc
internal import PromptuaryCore

/// The folder beside a site where a publisher keeps what it must remember.
struct PublishStore: Sendable {
    let folder: String

    private var journalPath: String { folder + "/journal.json" }
    private var pendingPath: String { folder + "/pending.json" }

    /// What was written at the end of the last publication.
    func journal() throws -> PublishJournal {
        try Self.read(journalPath, upTo: PublishJournal.sizeLimit).map { try PublishJournal(bytes: $0) }
            ?? PublishJournal()
    }

    /// The entries that may not be on the site yet.
    func pending() throws -> PendingEntries? {
        try Self.read(pendingPath, upTo: PendingEntries.sizeLimit).map { try PendingEntries(bytes: $0) }
    }

    /// Remembers the end of a publication; nothing is pending any more.
    func end(_ journal: PublishJournal) throws {
        let bytes = journal.bytes
        if try Self.read(journalPath, upTo: PublishJournal.sizeLimit) != bytes {
            try DurableFile.write(bytes, to: journalPath)
        }
        guard SystemCall.retrying({ unlink(pendingPath) }) == 0 || errno == ENOENT else {
            throw StorageError("remove", pendingPath)
        }
    }

    /// Puts entries on disk before anything that a reader sees knows of them.
    ///
    /// `each` is called once, and calls what it is given with each of them. When there are none, nothing is written.
    func begin(base: Int, _ each: ((_ entry: [UInt8]) throws -> Void) throws -> Void) throws {
        var (file, size): (GrowingFile?, Int) = (nil, 0)
        var piece: [UInt8] = []
        // Equal bytes are written again, too: those that a killed run has left need not be on disk yet.
        func write(_ bytes: [UInt8], isLast: Bool = false) throws {
            piece += bytes
            size += bytes.count
            guard size <= PendingEntries.sizeLimit else { throw StorageError("write", pendingPath, code: EFBIG) }
            guard isLast || piece.count >= 1 << 18 else { return }
            try file?.append(piece)
            piece.removeAll(keepingCapacity: true)
        }
        try each { entry in
            let isFirst = file == nil
            if isFirst {
                file = try GrowingFile(pendingPath)
                try write(PendingEntries.opening(base: base))
            }
            try write(PendingEntries.element(entry, isFirst: isFirst))
        }
        guard let file else { return }
        try write(PendingEntries.closing, isLast: true)
        try file.finish()
    }

    /// Removes what writes have left that were killed.
    ///
    /// Only who holds the lock of the site may.
    func sweep() throws {
        let ours =
            [journalPath, pendingPath].map { ".\($0.dropFirst(folder.count + 1)).tmp-" } + [
                ".\(SupersededFiles.fileName).tmp-"
            ]
        for entry in try Directory(folder).entries() where ours.contains(where: { entry.name.hasPrefix($0) }) {
            let path = folder + "/" + entry.name
            guard SystemCall.retrying({ unlink(path) }) == 0 || errno == ENOENT else {
                throw StorageError("remove", path)
            }
        }
    }

    private static func read(_ path: String, upTo limit: Int) throws -> [UInt8]? {
        do {
            return try FileContents.read(path, upTo: limit)
        } catch {
            if error.code == ENOENT { return nil }
            throw error
        }
    }
}
