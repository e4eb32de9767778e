internal import Glibc
public import PromptuaryCore
internal import Subprocess
internal import SystemPackage

/// Questions to the `git` program about the repository that holds a tree.
///
/// Nothing is written and no hook runs.
struct Git: Sendable {
    private let folder: String

    /// The most output that is taken from one call: 1 GiB.
    private static let limit = 1 << 30

    /// Git for the folder of a tree.
    init(_ folder: String) { self.folder = folder }

    /// The output of a call, or nil when git is missing, says no, or the folder is in no repository.
    func output(_ arguments: [String], input: [UInt8] = []) async -> [UInt8]? {
        var environment: [Environment.Key: String?] = [:]
        for (key, value) in [
            ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("LC_ALL", "C"), ("TZ", "UTC"),
        ] {
            if let name = Environment.Key(rawValue: key) { environment[name] = value }
        }
        // A hook that calls this program would otherwise lead it to another repository.
        for key in [
            "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE",
            "GIT_PREFIX",
        ] {
            if let name = Environment.Key(rawValue: key) { environment.updateValue(nil, forKey: name) }
        }
        let all = ["-C", folder, "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"] + arguments
        guard
            let result = try? await run(
                GitProgram.executable, arguments: Arguments(all), environment: .inherit.updating(environment),
                input: .array(input), output: .bytes(limit: Self.limit),
                error: .discarded), result.terminationStatus.isSuccess
        else { return nil }
        return result.standardOutput
    }

    /// The commit that is checked out and its committer time; nil when it has no `registry.yaml` in this folder.
    ///
    /// A tree that the repository around it ignores has no history there, and no commit changes it.
    func head() async -> (commit: String, time: Timestamp)? {
        // One process answers both questions: the line is followed by the bytes of the file.
        let options = ["-s", "--no-show-signature", "--no-textconv", "--no-ext-diff", "--no-color", "--format=%H %ct"]
        guard let bytes = await output(["show"] + options + ["HEAD", "HEAD:./registry.yaml", "--"]) else { return nil }
        let parts = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self).split(separator: " ")
        guard parts.count == 2, let seconds = Int(parts[1]) else { return nil }
        return (String(parts[0]), Timestamp(seconds: seconds))
    }

    /// Whether a commit is the one that is checked out, or one before it.
    func isBehind(_ commit: String) async -> Bool {
        await output(["merge-base", "--is-ancestor", commit, "HEAD"]) != nil
    }

    /// The files of the folder that differ between a commit and the one that is checked out, with what they are there now: the
    /// number of the blob, or nil for what is gone or is no regular file; nil when git cannot tell.
    func changes(since commit: String) async -> [String: String?]? {
        guard
            let bytes = await output([
                // Not `diff-tree`, which reads the index, and that grows with the tree.
                "diff", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--ignore-submodules=none",
                "--relative", commit, "HEAD", "--",
            ])
        else { return nil }
        var changes: [String: String?] = [:]
        var fields = bytes.split(separator: 0).makeIterator()
        while let head = fields.next() {
            // `:OLDMODE NEWMODE OLD NEW STATUS`, then the path.
            let parts = String(decoding: head, as: UTF8.self).split(separator: " ")
            guard parts.count == 5, let path = fields.next() else { return nil }
            changes[String(decoding: path, as: UTF8.self)] = parts[1] == "100644" ? String(parts[3]) : .some(nil)
        }
        return changes
    }

    /// The numbers of the blobs that files of the folder are, in their order; nil when one is not there or cannot be read.
    func blobs(of paths: [String]) async -> [String]? {
        guard !paths.isEmpty else { return [] }
        // A line feed in a name would be two names.
        guard paths.allSatisfy({ !$0.utf8.contains(10) }) else { return nil }
        // At the first that is missing git ends, and what is written to it then is a signal that ends this program.
        for path in paths {
            var status = stat()
            guard lstat(folder + "/" + path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        }
        let input = Array((paths.joined(separator: "\n") + "\n").utf8)
        guard let bytes = await output(["hash-object", "--no-filters", "--stdin-paths"], input: input) else {
            return nil
        }
        let lines = bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
        return lines.count == paths.count ? lines : nil
    }

    /// What is not as it is committed among files and folders, all as pathspecs; nil when git cannot tell.
    func differences(in places: some Sequence<String>) async -> Set<String>? {
        let options = ["--porcelain", "-z", "--no-renames", "--ignored", "--untracked-files=normal", "--"]
        guard let bytes = await output(["status"] + options + places) else { return nil }
        var found: Set<String> = []
        // `XY PATH`, where the path is that of the repository.
        for line in bytes.split(separator: 0) {
            found.insert(":(top,literal)" + String(decoding: line.dropFirst(3), as: UTF8.self))
        }
        return found
    }
}

/// When releases were published, as far as the history of a tree tells: the committer time of the commit that added the file.
public struct PublicationTimes: Sendable {
    private var times: [String: Timestamp]

    /// Times by path in the tree.
    public init(_ times: [String: Timestamp] = [:]) { self.times = times }

    /// When the file at a path of the tree was added, if that is known.
    public func published(_ path: String) -> Timestamp? { times[path] }

    /// Adds the time of a path that has none.
    mutating func add(_ path: String, _ time: Timestamp) { if times[path] == nil { times[path] = time } }

    /// The paths whose times are known.
    var paths: some Collection<String> { times.keys }

    /// Reads them from the history in one pass, or from what came after a commit.
    static func read(_ git: Git, since commit: String? = nil) async -> PublicationTimes {
        let format = "--format=%x01%ct"
        let range = commit.map { [$0 + "..HEAD"] } ?? []
        guard
            let bytes = await git.output(
                ["log", "--no-renames", "--diff-filter=A", format, "--name-only", "-z", "--relative"] + range
                    + ["--", "packages"])
        else { return PublicationTimes() }
        var times: [String: Timestamp] = [:]
        var current = Timestamp(seconds: 0)
        for record in bytes.split(separator: 0) {
            if record.first == 1 {
                current = Timestamp(seconds: Int(String(decoding: record.dropFirst(), as: UTF8.self)) ?? 0)
                continue
            }
            let path = String(decoding: record.first == 10 ? record.dropFirst() : record, as: UTF8.self)
            // The newest addition comes first; an earlier one was taken back.
            if times[path] == nil { times[path] = current }
        }
        return PublicationTimes(times)
    }
}
