/// Where the files of a published site are read from: a directory, a web server.
///
/// Nothing that comes from a source is trusted; who reads a file verifies it.
public protocol SiteSource: Sendable {
    /// The path or URL of the site, for messages.
    var name: String { get }

    /// The bytes of one file, whole.
    ///
    /// `path` is relative to the site and has no empty, `.` or `..` part; one that has names nothing. Nil means that the
    /// site has no such file. Errors: ``SourceError/tooLarge(_:limit:)`` when the file has more than `limit` bytes,
    /// ``SourceError/unreachable(_:reason:)`` when the source gave no answer, `CancellationError`.
    func read(_ path: String, upTo limit: Int) async throws -> [UInt8]?
}

/// Why a source gave no file.
public enum SourceError: Error, Sendable, Hashable {
    /// The file at a path or URL is larger than this many bytes.
    case tooLarge(_ path: String, limit: Int)
    /// Nothing, or nothing of use, came from a path or URL: what happened instead.
    case unreachable(_ path: String, reason: String)
}

extension SourceError: CustomStringConvertible {
    /// What is wrong and what to do instead, in one line.
    public var description: String {
        switch self {
        case .tooLarge(let path, let limit):
            "\(path) is larger than \(limit) bytes, the most that such a file may have; tell who runs the site"
        case .unreachable(let path, let reason):
            "cannot read \(path): \(reason); check the address and the connection, and try again later"
        }
    }
}

/// Paths that may name a file of a site.
public enum SourcePath {
    /// Whether `path` stays below the root of a site: relative, at most 4096 bytes, no control character, no empty, `.` or
    /// `..` part.
    public static func isPlain(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= 4096, !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0x5C })
        else { return false }
        return bytes.split(separator: 0x2F, omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && !$0.elementsEqual([0x2E]) && !$0.elementsEqual([0x2E, 0x2E])
        }
    }
}
