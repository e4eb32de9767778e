internal import Glibc

/// The disk said no: which operation, on which path, why, and what to try.
public struct StorageError: Error, Sendable, Hashable {
    /// The value of `errno`.
    public let code: Int32
    /// What was tried, as a verb: `open`, `write`, `rename`.
    public let operation: String
    /// The path as the user knows it.
    public let path: String
    /// How far the site was changed when it happened.
    private(set) var moment = Moment.before

    /// How far a site was changed.
    enum Moment: Sendable {
        /// It is the old one.
        case before
        /// Some of its files are new; readers see the old state or the new one, whole.
        case during
        /// It is the new one, and only what comes after that failed.
        case after
    }

    /// A failure of `operation` on `path` with the current `errno`.
    public init(_ operation: String, _ path: String) { self.init(operation, path, code: errno) }

    /// A failure of `operation` on `path` with an error number.
    public init(_ operation: String, _ path: String, code: Int32) {
        self.code = code
        self.operation = operation
        self.path = path
    }

    /// The same failure at a later moment.
    func at(_ moment: Moment) -> StorageError {
        var error = self
        error.moment = moment
        return error
    }

    /// What the system says.
    var reason: String { String(cString: strerror(code)) }

    /// What to do instead, as an imperative sentence.
    public var remedy: String {
        switch moment {
        case .before: action + (isFull ? "; nothing was published" : "")
        case .during: action + "; some files of the site are new already, and the next build ends what was begun"
        case .after: action + "; the site is published, and the next build makes good what is missing beside it"
        }
    }

    private var isFull: Bool { code == ENOSPC || code == EDQUOT }

    private var action: String {
        switch code {
        case ENOSPC, EDQUOT: "free some space and run the command again"
        case EACCES, EPERM: "give this user the right to \(operation) it"
        case EROFS: "choose a place that is not mounted read-only"
        case ENOENT: "check the path"
        case ENOTDIR: "give the path of a directory"
        case EISDIR: "give the path of a file"
        case EINVAL: "give a regular file"
        case EFBIG: "give a smaller file"
        case EBUSY: "give a folder inside it: it is a mount point or in use"
        case ELOOP: "put the file or folder itself where the symbolic link is"
        case EMFILE, ENFILE: "raise the limit of open files (ulimit -n)"
        case EIO: "check the disk"
        default: "correct this and run the command again"
        }
    }
}

extension StorageError: CustomStringConvertible {
    /// The form `cannot OPERATION PATH: REASON; REMEDY`.
    public var description: String {
        "cannot \(operation) \(path): \(reason); \(remedy)"
    }
}
