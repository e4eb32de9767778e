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
    func output(_ arguments: [String]) async -> [UInt8]? {
        var environment: [Environment.Key: String?] = [:]
        for (key, value) in [
            ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_TERMINAL_PROMPT", "0"), ("LC_ALL", "C"),
            ("TZ", "UTC"),
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
                .name("git"), arguments: Arguments(all), environment: .inherit.updating(environment),
                output: .bytes(limit: Self.limit),
                error: .discarded), result.terminationStatus.isSuccess
        else { return nil }
        return result.standardOutput
    }

    /// The commit that is checked out and its committer time.
    func head() async -> (commit: String, time: Timestamp)? {
        guard let bytes = await output(["log", "-1", "--format=%H %ct"]) else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        guard parts.count == 2, let seconds = Int(parts[1]) else { return nil }
        return (String(parts[0]), Timestamp(seconds: seconds))
    }

    /// Whether what is checked out in the folder is exactly what is committed.
    func isClean() async -> Bool {
        await output(["status", "--porcelain", "--untracked-files=normal", "--", "."])?.isEmpty ?? false
    }
}

/// When releases were published, as far as the history of a tree tells: the committer time of the commit that added the file.
public struct PublicationTimes: Sendable {
    private let times: [String: Timestamp]

    /// Times by path in the tree.
    public init(_ times: [String: Timestamp] = [:]) { self.times = times }

    /// When the file at a path of the tree was added, if that is known.
    public func published(_ path: String) -> Timestamp? { times[path] }

    /// Reads them from the history in one pass.
    static func read(_ git: Git) async -> PublicationTimes {
        let format = "--format=%x01%ct"
        guard
            let bytes = await git.output([
                "log", "--no-renames", "--diff-filter=A", format, "--name-only", "-z", "--relative", "--", "packages",
            ])
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
