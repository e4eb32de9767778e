internal import CArchive

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Archives of other tools, read leniently so that they can be packed anew.
///
/// ZIP (also with data descriptors, comments, gaps, or the same name twice), tar, and gzipped tar. What comes out is not
/// trusted: the new archive has other bytes, and the person who packs it signs those.
public enum ForeignArchive {
    /// The regular files of an archive by name, in the order of their first appearance.
    ///
    /// When a name occurs twice, the later content counts, as it does for programs that unpack one entry after the other.
    /// For a ZIP the central directory decides which entries exist, their order in the file is kept, and their
    /// names are those of the local headers. A leading `./` is removed from names; then ``EntryName`` applies. Names are
    /// taken for UTF-8, brought into form NFC where the format says so. Directories are left out; links and devices are refused.
    /// - Throws: A ``Refusal`` for a ``ForeignFault`` or an ``EntryNameFault``.
    public static func read(
        _ bytes: [UInt8], limits: ZIPLimits = .standard
    ) throws(Refusal) -> [(name: String, bytes: [UInt8])] {
        guard bytes.count <= limits.archiveBytes else {
            throw Refusal(ForeignFault.tooLarge, "the archive has more than \(limits.archiveBytes) bytes")
        }
        var files: [(name: String, bytes: [UInt8])] = []
        var places: [[UInt8]: Int] = [:]
        // The C library keeps a pointer to the bytes, so all reading happens inside.
        try bytes.withUnsafeBufferPointer { (buffer) throws(Refusal) in
            let locale = UTF8Locale()
            defer { withExtendedLifetime(locale) {} }
            var reader = try ArchiveReader(UnsafeRawBufferPointer(buffer))
            var entries = 0
            var room = limits.totalBytes
            while let entry = try reader.next() {
                entries += 1
                if entries > limits.entries {
                    throw Refusal(ForeignFault.tooLarge, "the archive has more than \(limits.entries) entries")
                }
                if entry.kind == .directory { continue }
                let name = Array(entry.name.trimmingCurrentDirectory())
                try EntryName.check(name, limits: limits)
                let text = String(decoding: name, as: UTF8.self)
                if entry.kind == .other {
                    throw Refusal(ForeignFault.notRegular, "the entry is a link or a device", at: Place(entry: text))
                }
                if name.last == UInt8(ascii: "/") { throw Refusal(EntryNameFault.dots, at: Place(entry: text)) }
                let content = try reader.content(limit: min(room, limits.entryBytes), of: text)
                room -= content.count
                if let place = places[name] {
                    files[place].bytes = content
                } else {
                    places[name] = files.count
                    files.append((text, content))
                }
            }
        }
        return files
    }
}

extension [UInt8] {
    fileprivate func trimmingCurrentDirectory() -> ArraySlice<UInt8> {
        var rest = self[...]
        while rest.starts(with: [UInt8(ascii: "."), UInt8(ascii: "/")]) { rest = rest.dropFirst(2) }
        return rest
    }
}

/// libarchive's reader over bytes in memory; the only owner of its handle.
private struct ArchiveReader: ~Copyable {
    enum Kind { case file, directory, other }

    private let handle: OpaquePointer

    init(_ bytes: UnsafeRawBufferPointer) throws(Refusal) {
        guard let handle = archive_read_new() else { preconditionFailure("out of memory") }
        self.handle = handle
        // One format by the first bytes: libarchive would guess, and two formats can share a file.
        if bytes.starts(with: [0x50, 0x4B]) {
            archive_read_support_format_zip_seekable(handle)
        } else {
            archive_read_support_filter_gzip(handle)
            archive_read_support_format_tar(handle)
        }
        archive_read_set_options(handle, "hdrcharset=UTF-8")
        guard archive_read_open_memory(handle, bytes.baseAddress, bytes.count) == ARCHIVE_OK else { throw unreadable() }
    }

    deinit { archive_read_free(handle) }

    /// The next entry, or nil at the end.
    mutating func next() throws(Refusal) -> (name: [UInt8], kind: Kind)? {
        var entry: OpaquePointer?
        let status = archive_read_next_header(handle, &entry)
        if status == ARCHIVE_EOF { return nil }
        guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw unreadable() }
        guard let path = archive_entry_pathname(entry) else { throw unreadable() }
        let name = Array(UnsafeRawBufferPointer(start: path, count: strlen(path)))
        if archive_entry_is_encrypted(entry) != 0 {
            throw Refusal(ForeignFault.encrypted, "the entry is encrypted", at: Place(entry: shown(name)))
        }
        switch archive_entry_filetype(entry) & 0o170000 {
        case 0o040000: return (name, .directory)
        case 0o100000 where archive_entry_hardlink(entry) == nil: return (name, .file)
        default: return (name, .other)
        }
    }

    /// The content of the current entry.
    mutating func content(limit: Int, of name: String) throws(Refusal) -> [UInt8] {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = archive_read_data(handle, &chunk, chunk.count)
            if count == 0 { return content }
            guard count > 0 else { throw unreadable(at: Place(entry: name)) }
            if count > limit - content.count {
                throw Refusal(ForeignFault.tooLarge, "the files are too large", at: Place(entry: name))
            }
            content.append(contentsOf: chunk[..<count])
        }
    }

    private func unreadable(at place: Place = Place()) -> Refusal {
        let reason = archive_error_string(handle).map { String(cString: $0) } ?? "unknown format"
        return Refusal(ForeignFault.unreadable, "the archive cannot be read: \(reason)", at: place)
    }

    private func shown(_ name: [UInt8]) -> String { name.withUnsafeBufferPointer { EntryName.shown($0) } }
}

/// A UTF-8 locale for this thread while the value lives.
///
/// libarchive converts names to the locale's character set and drops those that it cannot convert; a program that
/// never calls `setlocale` has the `C` locale, in which that is every name beyond ASCII.
private struct UTF8Locale: ~Copyable {
    private let locale: locale_t?
    private let previous: locale_t?

    init() {
        locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
        previous = locale.flatMap { uselocale($0) }
    }

    deinit {
        guard let locale else { return }
        uselocale(previous)
        freelocale(locale)
    }
}
