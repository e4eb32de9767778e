public import PromptuaryCore

/// The door of a build: what has changed since a commit is judged as `check --base` judges it, before anything is built.
///
/// A build without it judges a tree by itself, which cannot show where a version, a key or a name has come from.
public struct ChangeDoor: Sendable {
    /// The commit from which a change counts.
    public enum Base: Sendable, Hashable {
        /// A revision that somebody names.
        case revision(String)
        /// The commit that the site was built from. A site that is not there yet has none, and nothing is judged.
        case published
    }

    /// How many commits since the last publication are looked at one by one.
    ///
    /// Each takes some tenths of a second, so they are a matter of minutes.
    static let commitLimit = 2000

    private let base: Base
    private let site: String?
    private let scratch: String
    private let now: Timestamp
    /// The most bytes that are laid in a private folder at once.
    var scratchLimit = ScratchFolder.limit

    /// A door for what has changed since a base.
    ///
    /// `site` is a published site whose log tells what was there when; `scratch` is where private folders are made.
    public init(since base: Base, site: String? = nil, scratch: String, now: Timestamp) {
        self.base = base
        self.site = site
        self.scratch = scratch
        self.now = now
    }

    /// The verdict on what is checked out in a tree; nil when there is nothing to compare it with.
    ///
    /// Everything since the base is one change, as it is for `check`. Between two publications there may have been
    /// several requests, each of them good, which would not be good as one: new keys, and then a release that they sign.
    /// So when the whole has errors, or is too large, and each request alone is good, the verdict is that on the last of
    /// them; of requests that are too large together the first bad one says what is wrong. A request
    /// is what one merge commit of the branch has brought; the commits between two of those are one, because nobody can
    /// tell which of them came together, and each could be the judge of the next.
    func verdict(on tree: String, for stage: SiteStage) async throws -> Verdict? {
        switch base {
        case .revision(let revision): return try await judgeAll(tree, since: revision)
        case .published:
            guard let published = try Self.published(stage) else { return nil }
            let whole: Verdict
            do {
                whole = try await judgeAll(tree, since: published)
            } catch let refusal as Refusal where refusal.code == ChangeFault.tooLarge.rawValue {
                guard let last = try await judgeRequests(tree, from: published, to: "HEAD") else { throw refusal }
                return last
            }
            guard whole.outcome == .findings,
                let last = try await judgeRequests(tree, from: whole.base, to: whole.head), last.outcome == .clean
            else { return whole }
            return last
        }
    }

    /// The verdict on the last request, or on the first one that is not good; nil where there are no several ones.
    private func judgeRequests(_ tree: String, from base: String, to head: String) async throws -> Verdict? {
        guard let requests = await requests(tree, from: base, to: head) else { return nil }
        var last: Verdict?
        for (before, after) in zip([base] + requests, requests) {
            last = try await judge(tree, from: before, to: after)
            if last?.outcome != .clean { break }
        }
        return last
    }

    private func judgeAll(_ tree: String, since base: String) async throws -> Verdict {
        let verdict = try await judge(tree, from: base, to: "HEAD")
        // The verdict is about what a merge would make, and built is what is there.
        guard await Git(tree).isBehind(verdict.base) else {
            throw Refusal(ChangeFault.diverged, "\(base) has commits that \(tree) does not have")
        }
        return verdict
    }

    private func judge(_ tree: String, from base: String, to head: String) async throws -> Verdict {
        var options = ChangeCheck.Options(tree: tree, base: base, scratch: scratch, now: now)
        options.head = head
        options.site = site
        options.scratchLimit = scratchLimit
        // A build makes nothing of what lies beside the tree.
        options.isTreeAlone = true
        return try await ChangeCheck(options).run().verdict
    }

    /// The commit that the site of a stage was built from; nil when there is no site.
    private static func published(_ stage: SiteStage) throws -> String? {
        guard let bytes = try stage.files.published(SiteLayout.status.text, upTo: 1 << 16) else { return nil }
        guard let commit = try? JSONReader.read(bytes)["commit"]?.string else {
            throw Refusal(ChangeFault.unpublished, "\(stage.site) does not say which commit it was built from")
        }
        return commit
    }

    /// The commits that requests have left the branch at, oldest first; nil when there is one, or too many, or the branch did
    /// not go so.
    private func requests(_ tree: String, from base: String, to head: String) async -> [String]? {
        let options = ["--first-parent", "--reverse", "--parents", "--max-count=\(Self.commitLimit + 1)"]
        let git = Git(tree)
        guard let bytes = await git.output(["--no-replace-objects", "rev-list"] + options + [head, "^" + base, "--"])
        else { return nil }
        let commits = bytes.split(separator: 10).map {
            $0.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        }
        guard (2...Self.commitLimit).contains(commits.count), commits[0].count > 1, commits[0][1] == base else {
            return nil
        }
        func isMerge(_ index: Int) -> Bool { commits[index].count > 2 }
        let ends = commits.indices.filter { $0 + 1 == commits.count || isMerge($0) || isMerge($0 + 1) }
        return ends.count > 1 ? ends.map { commits[$0][0] } : nil
    }
}
