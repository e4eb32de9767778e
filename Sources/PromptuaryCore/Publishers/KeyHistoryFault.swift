/// Why the key sets that a site gives for a namespace are not believed.
public enum KeyHistoryFault: String, Fault {
    case missing = "key-history-missing"
    case start = "key-history-start"
    case unsigned = "key-history-unsigned"
    case rollback = "key-history-rollback"
    case otherKeys = "key-history-other-keys"
    case pinForm = "key-history-pin-form"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .missing: "whose packages are installed has published keys"
        case .start: "the keys of a namespace that is not confirmed are there from version 1 on"
        case .unsigned: "a key set is signed by the keys before it, and the first one by its own"
        case .rollback: "nobody gets an older key set than before, which would bring revoked keys back"
        case .otherKeys: "a version of a key set has the bytes it had when it was first seen"
        case .pinForm: "what is remembered about keys is a digest for each version"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .missing: "ask the registry for the keys of the namespace"
        case .start, .unsigned: "install nothing from the namespace and report it to the registry's maintainers"
        case .rollback, .otherKeys:
            "install nothing from the namespace, and ask its owners over another channel which keys are theirs"
        case .pinForm: "restore the remembered state from a backup, or start anew with keys that you have compared"
        }
    }
}
