public import PromptuaryCore

/// Why a commit for a request is not made.
public enum ProposalFault: String, Fault {
    case unsigned = "proposal-unsigned"
    case branchName = "proposal-branch-name"
    case branchTaken = "proposal-branch-taken"
    case branchInUse = "proposal-branch-in-use"
    case git = "proposal-git"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .unsigned: "a release is proposed with its signature"
        case .branchName: "a branch has a name that git takes"
        case .branchTaken: "a branch that holds something else stays as it is"
        case .branchInUse: "what is checked out stays as it is"
        case .git: "a commit is written whole, or not at all"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .unsigned: "give --key FILE, or --signature FILE, or keep the signature beside the file"
        case .branchName: "give another name to --branch; `git check-ref-format` tells which ones are good"
        case .branchTaken: "give another name to --branch, or remove the branch: `git branch -D BRANCH`"
        case .branchInUse: "check out another branch, or give --output FOLDER and commit the files yourself"
        case .git: "read what git says"
        }
    }
}
