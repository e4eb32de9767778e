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

    private let base: Base
    private let site: String?
    private let scratch: String
    private let now: Timestamp

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
    /// Everything since the base is one change, as it is for `check`. Git does not know which commits were one request:
    /// a branch that a forge has put on the base is a row of commits, and each of them could be its own judge.
    func verdict(on tree: String, for stage: SiteStage) async throws -> Verdict? {
        switch base {
        case .revision(let revision): return try await judge(tree, since: revision)
        case .published:
            guard let published = try Self.published(stage) else { return nil }
            return try await judge(tree, since: published)
        }
    }

    private func judge(_ tree: String, since base: String) async throws -> Verdict {
        var options = ChangeCheck.Options(tree: tree, base: base, scratch: scratch, now: now)
        options.site = site
        // A build makes nothing of what lies beside the tree.
        options.isTreeAlone = true
        let verdict = try await ChangeCheck(options).run().verdict
        // The verdict is about what a merge would make, and built is what is there.
        guard await Git(tree).isBehind(verdict.base) else {
            throw Refusal(ChangeFault.diverged, "\(base) has commits that \(tree) does not have")
        }
        return verdict
    }

    /// The commit that the site of a stage was built from; nil when there is no site.
    private static func published(_ stage: SiteStage) throws -> String? {
        guard let bytes = try stage.files.published(SiteLayout.status.text, upTo: 1 << 16) else { return nil }
        guard let commit = try? JSONReader.read(bytes)["commit"]?.string else {
            throw Refusal(ChangeFault.unpublished, "\(stage.site) does not say which commit it was built from")
        }
        return commit
    }
}
