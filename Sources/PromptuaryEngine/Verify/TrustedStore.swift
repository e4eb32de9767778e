internal import Glibc
internal import PromptuaryCore

/// A directory that remembers the TUF metadata that was verified last: `root.json`, `timestamp.json`, `snapshot.json`,
/// `targets.json` and delegated roles.
///
/// What it holds is not trusted again by being there: whoever loads it verifies it. Files are the bytes that came from the
/// repository.
public struct TrustedStore: Sendable {
    /// When what was verified reaches the disk.
    public enum Timing: Sendable, Hashable {
        /// At once, file by file, each durably.
        case immediate
        /// When ``commit()`` is called; before that the disk is as it was.
        case deferred
    }

    private let directory: String?
    private let timing: Timing
    private var pending: [(role: String, bytes: [UInt8]?)] = []

    /// The store in a directory, which is made when something is written; with nil nothing outlives the process.
    public init(_ directory: String?, timing: Timing) {
        self.directory = directory
        self.timing = directory == nil ? .deferred : timing
    }

    /// The metadata of a role, or nil when none is remembered.
    ///
    /// A file above the limit, and one that is not a regular file, counts as none.
    public func bytes(of role: String, upTo limit: Int) throws(StorageError) -> [UInt8]? {
        if let kept = pending.first(where: { $0.role.utf8.elementsEqual(role.utf8) }) { return kept.bytes }
        guard let directory else { return nil }
        do {
            return try Directory(directory).regularFile(Self.fileName(of: role), upTo: limit)
        } catch {
            if [ENOENT, ENOTDIR, EFBIG].contains(error.code) { return nil }
            throw error
        }
    }

    /// Remembers the metadata of a role, which the caller has verified.
    public mutating func keep(_ bytes: [UInt8], of role: String) throws(StorageError) {
        switch timing {
        case .immediate: try write(bytes, of: role)
        case .deferred:
            pending.removeAll { $0.role.utf8.elementsEqual(role.utf8) }
            pending.append((role, bytes))
        }
    }

    /// Forgets the metadata of a role.
    public mutating func forget(_ role: String) throws(StorageError) {
        switch timing {
        case .immediate: try remove(role)
        case .deferred:
            pending.removeAll { $0.role.utf8.elementsEqual(role.utf8) }
            pending.append((role, nil))
        }
    }

    /// Writes out what was deferred, in the order in which it was kept.
    public mutating func commit() throws(StorageError) {
        guard directory != nil else { return }
        for (role, bytes) in pending {
            if let bytes { try write(bytes, of: role) } else { try remove(role) }
        }
        pending = []
    }

    private func remove(_ role: String) throws(StorageError) {
        guard let directory else { return }
        let path = directory + "/" + Self.fileName(of: role)
        guard unlink(path) == 0 || errno == ENOENT else { throw StorageError("remove", path) }
    }

    private func write(_ bytes: [UInt8], of role: String) throws(StorageError) {
        guard let directory else { return }
        try DurableFile.makeDirectories(directory)
        try DurableFile.write(bytes, to: directory + "/" + Self.fileName(of: role))
    }

    /// The name of a role's file: percent-encoded, so that a role called `../x` stays inside the directory; a name that gets
    /// too long for a file system is replaced by its digest.
    public static func fileName(of role: String) -> String {
        let encoded = PercentEncoding.encode(role)
        return (encoded.utf8.count <= 200 ? encoded : "sha256%" + SHA256Digest(of: Array(role.utf8)).hex) + ".json"
    }
}

/// Percent-encoding of RFC 3986 section 2.1, of everything but unreserved characters.
public enum PercentEncoding {
    /// The text as one part of a path or as a file name.
    public static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var units: [UInt8] = []
        for unit in text.utf8 {
            switch unit {
            case 48...57, 65...90, 97...122, 0x2D, 0x2E, 0x5F, 0x7E: units.append(unit)
            default: units += [UInt8(ascii: "%"), digits[Int(unit >> 4)], digits[Int(unit & 15)]]
            }
        }
        return String(decoding: units, as: UTF8.self)
    }
}
