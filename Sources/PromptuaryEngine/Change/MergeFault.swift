public import PromptuaryCore

/// Why a branch was not moved, whatever the verdict is.
public enum MergeFault: String, Fault {
    case branch = "merge-no-branch"
    case checkedOut = "merge-branch-checked-out"
    case diverged = "merge-not-forward"
    case identity = "merge-no-identity"
    case moved = "merge-branch-moved"
    case expected = "merge-other-head"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .branch: "what is moved is a branch of the repository"
        case .checkedOut: "files that somebody works on stay what their branch says"
        case .diverged: "whoever wants a straight history gets one"
        case .identity: "a commit names who made it"
        case .moved: "what is judged is what the branch is when it moves"
        case .expected: "a person merges the commit that the person has looked at"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .branch: "give the name of a branch that is there to --base"
        case .checkedOut:
            "go off it with `git switch --detach`, merge, and go back with `git switch BRANCH`; or use a bare repository"
        case .diverged: "leave --ff-only out, or start the branch from what the base is now"
        case .identity: "tell git who you are: `git config user.name NAME` and `git config user.email ADDRESS`"
        case .moved: "merge again: the change is judged anew"
        case .expected: "look at what has come since, and give the number of the commit that you have seen to --expect"
        }
    }
}
