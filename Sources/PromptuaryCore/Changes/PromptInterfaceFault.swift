/// Why the interface of a prompt cannot be read.
public enum PromptInterfaceFault: String, Fault {
    case open = "prompt-front-matter-open"
    case size = "prompt-front-matter-large"
    case parameter = "prompt-parameter-form"
    case duplicate = "prompt-parameter-twice"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .open: "the front matter of a prompt ends with a line of three hyphens"
        case .size: "the front matter of all prompts of a package has at most 4 MiB"
        case .parameter: "the parameters of a prompt are a list of mappings, each with a name"
        case .duplicate: "a prompt has one parameter of a name"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .open: "end the front matter with ---"
        case .size: "move texts from the front matter into sections"
        case .parameter: "write a list of {name: NAME, type: TYPE, required: true}"
        case .duplicate: "give each parameter a name of its own"
        }
    }
}
