public import PromptuaryCore

/// Why a change cannot be judged at all.
public enum ChangeFault: String, Fault {
    case noGit = "change-no-git"
    case noRepository = "change-no-repository"
    case refused = "change-repository-refused"
    case base = "change-base-unknown"
    case head = "change-head-unknown"
    case ambiguous = "change-revision-ambiguous"
    case notATree = "change-base-not-a-tree"
    case shallow = "change-shallow-clone"
    case unrelated = "change-unrelated-history"
    case objects = "change-objects-missing"
    case damaged = "change-objects-damaged"
    case git = "change-git-failed"
    case tooLarge = "change-too-large"
    case unpublished = "change-base-unpublished"
    case uncommitted = "change-uncommitted"
    case diverged = "change-base-ahead"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .noGit: "commits are read with the `git` program"
        case .noRepository: "a change is read from the repository that holds the tree"
        case .refused: "git reads only repositories that it may trust"
        case .base: "policy and keys come from a commit that is there"
        case .head: "what is judged is a commit that is there"
        case .ambiguous: "a revision has one meaning, so that nobody's tag takes the place of a branch"
        case .notATree: "the base is a registry tree: its policy and keys judge"
        case .shallow: "what a branch changes is told by where it began"
        case .unrelated: "a branch has begun at a commit of the base"
        case .objects: "everything that is judged is in the repository: nothing is fetched while a change is judged"
        case .damaged: "what a folder in git calls a file is one, and so with folders"
        case .git: "what git cannot do is said in its own words"
        case .tooLarge: "memory and time stay bounded, whatever a branch holds"
        case .unpublished: "what is new since the last publication is told by the commit that it was made of"
        case .uncommitted: "what is published is what was judged"
        case .diverged: "what is published has everything that the base has"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .noGit: "install git 2.38 or later, and see that it is in PATH"
        case .noRepository: "give the folder of a tree in a git repository, or a bare repository"
        case .refused:
            "read what git says; for a repository of another user, `git config --global --add safe.directory PATH`"
        case .base: "fetch the commit, and give a branch, a tag or the number of a commit to --base"
        case .head: "fetch the commit, and give a branch, a tag or the number of a commit to --head"
        case .ambiguous:
            "give a full name, `refs/heads/NAME`, `refs/remotes/REMOTE/NAME` or `refs/tags/NAME`, or the number of a commit"
        case .notATree: "give a base that has a registry.yaml where the tree is"
        case .shallow:
            "fetch the history: `git fetch --unshallow`, or a larger `--depth` (`fetch-depth: 0` in a workflow)"
        case .unrelated: "start the branch from the base: `git checkout -b BRANCH BASE`, and commit the change again"
        case .objects: "fetch the commits with all their files, without a filter"
        case .damaged: "make the commit with git, which writes no such folders; `git fsck` finds them"
        case .git:
            "read what git says; where it misses something, fetch the commits with all their files, without a filter"
        case .tooLarge: "split the request into smaller ones"
        case .unpublished: "name the commit with --base once, from a tree in which everything is committed"
        case .diverged:
            "merge the base into what is checked out, or check the base out after the merge, and build again"
        case .uncommitted: "commit what lies in the tree, or check the commit out as it is, and build again"
        }
    }
}
