internal import Glibc

/// A site in a directory: a build's output, a mirror, a medium.
///
/// Only regular files count, and no symbolic link below the directory is followed.
public struct DirectorySource: SiteSource {
    /// The path of the directory.
    public let name: String

    /// The site in the directory at `path`.
    public init(_ path: String) { name = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }

    /// The bytes of a regular file; nil when the path leads to none.
    ///
    /// The directory itself must be there: without it, or without the right to read, this is
    /// ``SourceError/unreachable(_:reason:)``.
    public func read(_ path: String, upTo limit: Int) async throws -> [UInt8]? {
        try Task.checkCancellation()
        guard SourcePath.isPlain(path) else { return nil }
        do {
            return try Directory(name).regularFile(path, upTo: limit)
        } catch {
            if error.code == EFBIG { throw SourceError.tooLarge("\(name)/\(path)", limit: limit) }
            throw SourceError.unreachable(error.path, reason: String(cString: strerror(error.code)))
        }
    }
}
