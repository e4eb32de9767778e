internal import PromptuaryCore

/// What is asked of the history of a branch: since when there is something at a path.
struct GitArrival: Sendable, Hashable {
    /// The path from the root of the tree.
    let path: String
    /// The number of a blob at or below the path; nil when anything counts.
    var blob: String?
}

extension GitObjects {
    /// The committer times of the first commits that have had something at some paths, or certain blobs there; what no
    /// commit has had is left out.
    ///
    /// Only the commits that the branch itself was at count, one after the other: a merge commit and not what it merged.
    /// With `isWhole` all commits count that have led to it, also those of a line that a merge has given up. The history
    /// is read once, however much is asked.
    func arrivals(
        _ asked: Set<GitArrival>, in commit: String, isWhole: Bool = false
    ) async throws -> [GitArrival: Timestamp] {
        guard !asked.isEmpty else { return [:] }
        let line =
            isWhole ? ["--full-history", "--diff-merges=separate"] : ["--first-parent", "--diff-merges=first-parent"]
        let words =
            ["-c", "log.showRoot=true", "log"] + line + [
                "--no-show-signature",
                "--no-ext-diff", "--no-textconv", "--no-renames", "--no-follow", "--no-color", "--raw", "-z",
                "--no-abbrev", "--ignore-submodules=none", "--relative", "--format=%x01%ct", commit, "--",
            ]
        var history = ArrivalScan(asked)
        try await git.pass(words + Self.pathspecs(asked.map(\.path)), input: []) { try history.take($0) }
        return history.times
    }

    /// Few paths that all of these are at or below: git compares each entry with each of them.
    static func pathspecs(_ paths: [String]) -> [String] {
        var few = Set(paths)
        while few.count > 32 {
            let depth = few.map { $0.utf8.count { $0 == UInt8(ascii: "/") } }.max() ?? 0
            guard depth > 0 else { break }
            few = Set(
                few.map { path in
                    guard path.utf8.count(where: { $0 == UInt8(ascii: "/") }) == depth,
                        let slash = path.lastIndex(of: "/")
                    else { return path }
                    return String(path[..<slash])
                })
        }
        return few.sorted { $0.precedesInBytes($1) }
    }
}

/// Reads `git log --raw -z --format=%x01%ct` as it comes, and keeps the oldest time for each question.
private struct ArrivalScan {
    private(set) var times: [GitArrival: Timestamp] = [:]
    private var paths: [ArraySlice<UInt8>: [GitArrival]] = [:]
    private var rest: [UInt8] = []
    private var time = Timestamp(seconds: 0)
    private var change: [ArraySlice<UInt8>] = []

    init(_ asked: Set<GitArrival>) {
        for one in asked { paths[Array(one.path.utf8)[...], default: []].append(one) }
    }

    /// Takes the next piece of the output.
    mutating func take(_ piece: UnsafeRawBufferPointer) throws {
        rest.append(contentsOf: piece)
        var at = 0
        while let end = rest[at...].firstIndex(of: 0) {
            try take(record: rest[at..<end])
            at = end + 1
        }
        rest.removeFirst(at)
        guard rest.count <= GitObjects.listLimit else { throw GitProcess.strange }
    }

    private mutating func take(record: ArraySlice<UInt8>) throws {
        if record.first == 1 {
            guard let seconds = Int(String(decoding: record.dropFirst(), as: UTF8.self)) else {
                throw GitProcess.strange
            }
            (time, change) = (Timestamp(seconds: seconds), [])
        } else if change.isEmpty {
            // `:OLDMODE NEWMODE OLD NEW STATUS`; a line feed stands before the first one of a commit.
            change = (record.first == 10 ? record.dropFirst() : record).split(separator: UInt8(ascii: " "))
            guard change.count == 5 else { throw GitProcess.strange }
        } else {
            note(record, String(decoding: change[3], as: UTF8.self))
            change = []
        }
    }

    /// Notes a changed path; the newest commit comes first, so that the last time that is noted is the oldest.
    private mutating func note(_ path: ArraySlice<UInt8>, _ blob: String) {
        var end = path.endIndex
        while end > path.startIndex {
            for one in paths[path[..<end]] ?? [] where one.blob == nil || one.blob == blob { times[one] = time }
            guard let slash = path[..<end].lastIndex(of: UInt8(ascii: "/")) else { return }
            end = slash
        }
    }
}
