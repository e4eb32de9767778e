/// Why nobody should install a release, whatever the registry's online keys say about it.
public enum ReleaseTrustFault: String, Fault {
    case otherEntry = "release-trust-other-entry"
    case index = "release-trust-index"
    case otherBytes = "release-trust-other-bytes"
    case signatureName = "release-trust-signature-name"
    case unsigned = "release-trust-unsigned"
    case threshold = "release-trust-threshold"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .otherEntry: "the log has the release under its own name and version"
        case .index: "the log is long enough to have the release where it is said to be"
        case .otherBytes: "the package file is, byte for byte, the one that the log has"
        case .signatureName: "the signatures of a release are named after its package file, each once"
        case .unsigned: "a release is signed by its publishers, not only by the registry"
        case .threshold: "as many different keys as the namespace asks for have signed, all active when it was logged"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .otherEntry, .index: "get the release from the registry again, and report it if that does not help"
        case .otherBytes: "install nothing from this copy, and report it to the registry's maintainers"
        case .signatureName: "report it to the registry's maintainers"
        case .unsigned, .threshold:
            "do not install the release, and ask the owners of the namespace whether it is theirs"
        }
    }
}
