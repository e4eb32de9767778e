/// Why a text is no licence expression.
public enum LicenceFault: String, Fault {
    case form = "licence-form"
    case size = "licence-too-long"
    case none = "licence-none"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .form: "a licence is an SPDX expression, so that programs can tell who may use the package"
        case .size: "a licence expression has at most 1024 bytes, 64 licences and 16 parentheses inside each other"
        case .none: "NONE and NOASSERTION say that there is no licence"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .form: "write ids of spdx.org/licenses with AND, OR, WITH and parentheses, or LicenseRef-NAME for your own"
        case .size: "put the text into the package and name it LicenseRef-NAME"
        case .none: "name the licence under which others may use the package"
        }
    }
}
