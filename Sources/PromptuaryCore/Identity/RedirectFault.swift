/// Why nobody is sent back to a URI.
public enum RedirectFault: String, Fault {
    case form = "redirect-form"
    case scheme = "redirect-scheme"
    case host = "redirect-host"
    case transport = "redirect-transport"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .form: "a redirect URI is printable ASCII without a fragment and without what the answer adds"
        case .scheme: "a redirect URI leads to a page or calls a program, and runs no script"
        case .host: "a redirect URI of the web names its host, without credentials"
        case .transport: "a code is sent by https, or stays on the machine (RFC 8252, section 7.3)"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .form: "register an address without a fragment and without code, state, iss or error in its query"
        case .scheme: "use https, http of the own machine, or a scheme that only the program has"
        case .host: "write it like https://app.example.org/callback"
        case .transport: "use https, or http://127.0.0.1/callback for an installed program"
        }
    }
}
