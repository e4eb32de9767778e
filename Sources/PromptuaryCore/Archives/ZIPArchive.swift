/// A ZIP archive that passed every rule: its entries, in the order of the file.
///
/// Only one layout is accepted, whatever APPNOTE 6.3 allows beyond: entries from byte 0 on, back to back and in the order
/// of the central directory, which follows directly; the end record in the last 22 bytes. Local and central headers
/// agree; files are stored or deflated. So all readers, from the front or from the back, see the same files.
public struct ZIPArchive: Sendable {
    /// A file or directory of the archive.
    public struct Entry: Sendable, Hashable {
        /// How the content is written.
        public enum Method: UInt16, Sendable, Hashable {
            /// As it is.
            case stored = 0
            /// As raw deflate data (RFC 1951).
            case deflated = 8
        }

        /// The path inside the archive, which passed ``EntryName``; that of a directory ends in a slash.
        public let name: String
        /// Whether this is a directory.
        public let isDirectory: Bool
        /// The size of the content in bytes; 0 for a directory.
        public let size: Int
        /// The size in the archive in bytes.
        public let compressedSize: Int
        /// How the content is written.
        public let method: Method
        /// The CRC-32 of the content.
        public let crc: UInt32
        /// Where in the archive the content begins.
        public let dataOffset: Int
    }

    /// The entries in the order of the archive, at least one.
    public let entries: [Entry]

    /// Judges an archive and hands the content of each file to `visit`, in the order of the archive.
    ///
    /// First the whole structure is decided, so nothing is inflated for an archive with a wrong header; then each
    /// file is inflated once, its size and checksum are checked, and `visit` sees it. The buffer is valid only
    /// during the call; a later file can still turn out damaged. Directories are not visited. An error of `visit`
    /// ends the reading and passes through.
    /// - Throws: A ``Refusal`` for a ``ZIPFault`` or an ``EntryNameFault``, with the entry and the offset of its header.
    public static func read(
        _ bytes: [UInt8], limits: ZIPLimits = .standard,
        visit: (Entry, UnsafeRawBufferPointer) throws(Refusal) -> Void
    ) throws(Refusal) -> ZIPArchive {
        var inflater = Inflater()
        return try read(bytes, limits: limits, inflater: &inflater, visit: visit)
    }

    /// Does the same with an inflater that is kept for many archives, and only for the files that are wanted.
    ///
    /// The others are not inflated, so that their content may be damaged.
    public static func read(
        _ bytes: [UInt8], limits: ZIPLimits = .standard, inflater: inout Inflater,
        where isWanted: (Entry) -> Bool = { _ in true },
        visit: (Entry, UnsafeRawBufferPointer) throws(Refusal) -> Void
    ) throws(Refusal) -> ZIPArchive {
        try bytes.withUnsafeBufferPointer { (buffer) throws(Refusal) -> ZIPArchive in
            let view = ByteView(bytes: UnsafeRawBufferPointer(buffer))
            let archive = try ZIPArchive(view, limits: limits)
            for entry in archive.entries where !entry.isDirectory && isWanted(entry) {
                try visit(entry, content(of: entry, in: view, inflater: &inflater))
            }
            return archive
        }
    }

    /// Decides the structure.
    private init(_ view: ByteView, limits: ZIPLimits) throws(Refusal) {
        let end = try ZIPEndRecord(view, limits: limits)
        var layout = ZIPLayout(limits: limits, directory: end.directory, capacity: end.entries)
        for _ in 0..<end.entries { try layout.take(view) }
        entries = try layout.finish()
    }

    private static func content(
        of entry: Entry, in view: ByteView, inflater: inout Inflater
    ) throws(Refusal) -> UnsafeRawBufferPointer {
        var data = UnsafeRawBufferPointer(view.slice(entry.dataOffset..<entry.dataOffset + entry.compressedSize))
        let place = Place(entry: entry.name, offset: entry.dataOffset)
        if entry.method == .deflated {
            switch inflater.inflate(data, size: entry.size) {
            case .exact: data = inflater.output(size: entry.size)
            case .invalid: throw Refusal(ZIPFault.deflateInvalid, at: place)
            case .otherSize: throw Refusal(ZIPFault.deflateSize, at: place)
            case .trailing: throw Refusal(ZIPFault.deflateTrailing, at: place)
            }
        }
        guard CRC32.checksum(of: data) == entry.crc else { throw Refusal(ZIPFault.checksum, at: place) }
        return data
    }
}
