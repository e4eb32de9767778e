internal import Glibc
public import PromptuaryCore

/// The log in the folder of a site, as its own builder reads it.
///
/// Nothing is verified but the form: the site lies on the machine that writes it, and whoever can change files there can change
/// the tree as well. Readers who have only the site verify (`promptuary verify`, `promptuary log verify`).
public enum PublishedLog {
    /// What the log of a site says; nil when the site has none, or is not there.
    ///
    /// A log whose files are not all there or have another form is refused with a ``LogFault``.
    public static func read(_ site: String) throws -> ReleaseLog? {
        do {
            return try read(in: try Directory(site))
        } catch let error as StorageError where error.code == ENOENT && error.path == site {
            return nil
        }
    }

    private static func read(in root: borrowing Directory) throws -> ReleaseLog? {
        guard let bytes = try root.regularFile(LogLayout.checkpoint, upTo: SignedNote.sizeLimit) else { return nil }
        let size = try SignedCheckpoint(bytes: bytes).checkpoint.size
        var log = ReleaseLog(size: size)
        for bundle in LogBundle.all(of: size) {
            var bytes = try root.regularFile(bundle.path, upTo: LogBundle.sizeLimit)
            if bytes == nil { bytes = try root.regularFile(bundle.full.path, upTo: LogBundle.sizeLimit) }
            guard let bytes else { throw Refusal(LogFault.missing, "\(root.path)/\(bundle.path) is not there") }
            for (offset, entry) in try bundle.entries(bytes).enumerated() {
                let index = bundle.index * LogLayout.width + offset
                do {
                    log.add(try LogEntry(bytes: entry), at: index)
                } catch {
                    throw Refusal(LogFault.entry, "entry \(index) in \(root.path): \(error.message)")
                }
            }
        }
        return log
    }
}
