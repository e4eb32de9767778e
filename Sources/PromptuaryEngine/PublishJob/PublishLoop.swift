internal import Glibc
internal import PromptuaryCore

/// Publishing again and again: when the tree has changed, and in time before signatures expire.
public struct PublishLoop: Sendable {
    /// What follows from a publication that failed.
    public enum Reaction: Sendable {
        /// Nothing before the tree changes, or an hour has gone by: it is the tree that must change.
        case wait
        /// Another attempt, after a pause that doubles each time up to an hour: what failed may pass.
        case retry
        /// The end: a person has to look.
        case stop
    }

    private let interval: Int
    private let mark: @Sendable () async -> TreeMark?
    private let now: @Sendable () -> Int
    private let pause: @Sendable (Int) async throws -> Void

    /// A loop that looks at a tree every `interval` seconds.
    public init(tree: String, interval: Int) {
        self.init(
            interval: interval, mark: { await TreeMark.read(tree) }, now: { time(nil) },
            pause: { try await Task.sleep(for: .seconds($0)) })
    }

    init(
        interval: Int, mark: @escaping @Sendable () async -> TreeMark?, now: @escaping @Sendable () -> Int,
        pause: @escaping @Sendable (Int) async throws -> Void
    ) {
        (self.interval, self.mark, self.now, self.pause) = (interval, mark, now, pause)
    }

    /// How long a state may stand without a publication, in seconds: an hour.
    ///
    /// Publishing without a change signs nothing until a day has gone by, so this costs reading only.
    static let heartbeat = 3600

    /// Publishes now and whenever there is a reason to, until the task is cancelled.
    ///
    /// `react` is told of a publication that failed, and whether one has succeeded before. The loop throws what it is to
    /// stop at; a service manager sees then why it ended.
    public func run(
        _ publish: @Sendable () async throws -> Void, onFailure react: @Sendable (any Error, Bool) -> Reaction
    ) async throws {
        var known: TreeMark?
        var last: Int?
        var delay = interval
        var hasPublished = false
        while true {
            try Task.checkCancellation()
            let mark = await mark()
            let start = now()
            // A clock that was set back makes a state due as well.
            let isDue = last.map { !(0..<Self.heartbeat).contains(start - $0) } ?? true
            var wait = interval
            if isDue || mark == nil || mark != known {
                do {
                    try await publish()
                    (known, last, delay, hasPublished) = (mark, start, interval, true)
                } catch {
                    try Task.checkCancellation()
                    switch react(error, hasPublished) {
                    case .wait: (known, last, delay) = (mark, start, interval)
                    case .retry:
                        (last, wait) = (nil, delay)
                        delay = min(delay * 2, max(interval, Self.heartbeat))
                    case .stop: throw error
                    }
                }
            }
            try await pause(wait)
        }
    }
}

/// What tells whether a tree has changed: the commit of a clean checkout, else every file's size and times.
struct TreeMark: Sendable, Hashable {
    private let text: String

    init(text: String) { self.text = text }

    /// The mark of a tree; nil when it cannot be read.
    static func read(_ tree: String) async -> TreeMark? {
        let git = Git(tree)
        if let head = await git.head(), await git.isClean() { return TreeMark(text: head.commit) }
        var marks = SHA256Stream()
        guard (try? add(try Directory(tree), to: &marks)) != nil else { return nil }
        return TreeMark(text: marks.finish().hex)
    }

    private static func add(_ folder: borrowing Directory, to marks: inout SHA256Stream) throws {
        for entry in try folder.entries() where entry.name != ".git" {
            var status = stat()
            guard fstatat(folder.descriptor, entry.name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            let line =
                "\(entry.name)\0\(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)\n"
            Array(line.utf8).withUnsafeBytes { marks.update($0) }
            if entry.kind == .directory { try add(try folder.directory(entry.name), to: &marks) }
        }
    }
}
