/// Why bytes are no shard of key sets, or a shard cannot be made.
public enum KeyShardFault: String, Fault {
    case shape = "key-shard-shape"
    case format = "key-shard-format"
    case namespace = "key-shard-namespace"
    case versionCount = "key-shard-version-count"
    case signatureName = "key-shard-signature-name"
    case tooLarge = "key-shard-too-large"
    case text = "key-shard-text"
    case behind = "key-shard-behind"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .shape: "a shard has the fields that its format gives it, and no others"
        case .format: "a shard has format 1, the one that this program reads"
        case .namespace: "a namespace is in the shard that the digest of its name gives"
        case .versionCount: "a namespace has one confirmed version and at most 1000 later ones"
        case .signatureName: "the signatures in a shard are named like those of keys.json, each once"
        case .tooLarge: "a key set in a shard has at most 256 KiB and a signature at most 1 KiB"
        case .text: "the files in a shard are text, so that they come back byte for byte"
        case .behind: "a tree has the key sets that the holders of the offline keys have confirmed"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .shape, .namespace, .signatureName:
            "get the shard from the registry again, or report it to its maintainers"
        case .format: "update this program"
        case .versionCount: "let the holders of the offline keys confirm the current version"
        case .tooLarge: "use fewer keys and shorter comments"
        case .text: "sign the key set again and commit what the tools write"
        case .behind: "restore the confirmed keys.json and its signatures in namespaces/NAMESPACE"
        }
    }
}
