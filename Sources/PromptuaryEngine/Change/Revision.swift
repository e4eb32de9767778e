internal import PromptuaryCore

/// What a name for a commit means.
///
/// Git itself takes a tag before a branch, and says so only in passing; and whoever may push a tag chooses its name.
/// So a name must have one meaning here, whichever kind it is.
private struct Meaning {
    /// The full name, or what else leads to the commit.
    let name: String
    /// The commit.
    let commit: String
}

extension GitObjects {
    /// The number of the commit that a revision names; nil when there is none.
    ///
    /// A revision is the number of a commit, `HEAD`, a full name (`refs/…`), or the short name of a branch here, of a
    /// branch of a remote, or of a tag; `~` and `^` with numbers may follow. Refused when a short name could mean
    /// different commits (``ChangeFault/ambiguous``).
    func commit(_ revision: String) async throws -> String? {
        let stop = revision.firstIndex { $0 == "~" || $0 == "^" } ?? revision.endIndex
        let (name, steps) = (String(revision[..<stop]), revision[stop...])
        guard name.utf8.first != UInt8(ascii: "-"), !name.isEmpty,
            !name.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || ":?*[\\~^".utf8.contains($0) }),
            !zip(name.utf8, name.utf8.dropFirst()).contains(where: { Self.isExpression($0, $1) }),
            steps.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "^") })
        else { return nil }
        guard let commit = try await number(of: name) else { return nil }
        return steps.isEmpty ? commit : try await peeled(commit + steps)
    }

    /// Whether two bytes are what no name has: `@{` and `..`.
    private static func isExpression(_ one: UInt8, _ two: UInt8) -> Bool {
        one == UInt8(ascii: "@") && two == UInt8(ascii: "{") || one == UInt8(ascii: ".") && one == two
    }

    private func number(of name: String) async throws -> String? {
        if [40, 64].contains(name.utf8.count), Hex.decode(name) != nil { return try await peeled(name) }
        if name == "HEAD" || name == "@" {
            // When it stands for a branch without commits, git would look for a tag of that name.
            guard let branch = try await git.line(["symbolic-ref", "--quiet", "HEAD"]) else {
                return try await peeled("HEAD")
            }
            return try await references([branch]).first?.commit
        }
        if name.hasPrefix("refs/") { return try await references([name]).first?.commit }
        return try await meaning(of: name)
    }

    /// The one commit that a short name means.
    private func meaning(of name: String) async throws -> String? {
        let places = ["refs/heads/", "refs/remotes/", "refs/tags/", "refs/"]
        var meanings = try await references(places.map { $0 + name } + ["refs/remotes/\(name)/HEAD"])
        // Beside names there are the first digits of a number, and what git keeps for itself: `FETCH_HEAD`.
        if let commit = try await peeled(name), !meanings.contains(where: { $0.commit == commit }) {
            meanings.append(Meaning(name: commit, commit: commit))
        }
        for commit in try await meanings.isEmpty ? [] : abbreviated(name) {
            meanings.append(Meaning(name: commit, commit: commit))
        }
        guard let first = meanings.first else { return nil }
        if let other = meanings.first(where: { $0.commit != first.commit }) {
            throw Refusal(ChangeFault.ambiguous, "\(name) means \(first.name) and \(other.name)")
        }
        if meanings.allSatisfy({ $0.name.hasPrefix("refs/tags/") }), let remote = try await remote(before: name) {
            throw Refusal(ChangeFault.ambiguous, "\(name) means \(first.name), and no branch of \(remote)")
        }
        return first.commit
    }

    /// The references with these full names, in their order, as far as they lead to commits.
    private func references(_ names: [String]) async throws -> [Meaning] {
        let words = ["for-each-ref", "--format=%(objectname) %(objecttype) %(refname)"]
        guard let bytes = try await git.output(words + names, upTo: 32 << 20) else {
            throw Refusal(ChangeFault.tooLarge, "the repository has too many branches and tags")
        }
        var objects: [[UInt8]: (number: String, isCommit: Bool)] = [:]
        for line in bytes.split(separator: 10) {
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
            guard parts.count == 3 else { throw GitProcess.strange }
            objects[Array(parts[2])] = (
                String(decoding: parts[0], as: UTF8.self), parts[1].elementsEqual("commit".utf8)
            )
        }
        var found: [Meaning] = []
        for name in names {
            guard let object = objects[Array(name.utf8)],
                let commit = try await object.isCommit ? object.number : peeled(object.number)
            else { continue }
            found.append(Meaning(name: name, commit: commit))
        }
        return found
    }

    /// The commits whose numbers begin so; git takes a name before them.
    private func abbreviated(_ digits: String) async throws -> [String] {
        guard (4..<40).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0 | 0x20) })
        else { return [] }
        guard let bytes = try await git.output(["rev-parse", "--disambiguate=" + digits], upTo: 1 << 16) else {
            throw Refusal(ChangeFault.ambiguous, "very many numbers begin with \(digits)")
        }
        var commits: [String] = []
        for line in bytes.split(separator: 10) {
            if let commit = try await peeled(String(decoding: line, as: UTF8.self)) { commits.append(commit) }
        }
        return commits
    }

    /// The remote whose branches have names that begin like this one.
    private func remote(before name: String) async throws -> String? {
        guard let bytes = try await git.output(["remote"], upTo: 1 << 20) else { return nil }
        return bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }.first {
            name.utf8.starts(with: "\($0)/".utf8)
        }
    }

    /// The commit that git takes a text for.
    private func peeled(_ text: String) async throws -> String? {
        try await git.line(["rev-parse", "--verify", "--quiet", text + "^{commit}"])
    }
}
