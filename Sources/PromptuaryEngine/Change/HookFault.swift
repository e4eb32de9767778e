public import PromptuaryCore

/// Why a hook was not installed or removed, or does not judge a push to its end.
public enum HookFault: String, Fault {
    case notBare = "hook-not-bare"
    case elsewhere = "hook-folder-elsewhere"
    case foreign = "hook-foreign"
    case branch = "hook-no-branch"
    case time = "hook-time"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .notBare: "pushes go to a repository in which nobody works"
        case .elsewhere: "a hook lies where git looks for it, and changes no other repository"
        case .foreign: "what somebody else has set up stays as it is"
        case .branch: "a protected branch has a commit whose policy and keys judge the next one"
        case .time: "one push does not keep a server busy for ever"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .notBare: "give a bare repository; `git clone --bare` makes one"
        case .elsewhere:
            "unset core.hooksPath for this repository, or call `promptuary hook receive` from the hook there"
        case .foreign: "move it away, or call `promptuary hook receive` from it"
        case .branch: "push the first tree before the hook is installed, or give another branch to --branch"
        case .time: "push less at once; who keeps the repository sets another limit with `hook install --time-limit`"
        }
    }
}
