/// Why a document is not the key set of a namespace.
public enum KeySetFault: String, Fault {
    case type = "keys-type"
    case missingField = "keys-missing-field"
    case unknownField = "keys-unknown-field"
    case empty = "keys-empty"
    case tooMany = "keys-too-many"
    case keyType = "keys-key-type"
    case key = "keys-key"
    case duplicateKey = "keys-duplicate-key"
    case name = "keys-name"
    case duplicateName = "keys-duplicate-name"
    case notBefore = "keys-not-before"
    case revokedAt = "keys-revoked-at"
    case partlyRevoked = "keys-partly-revoked"
    case threshold = "keys-threshold"
    case unreachable = "keys-threshold-unreachable"
    case version = "keys-version"
    case previous = "keys-prev"
    case namespace = "keys-namespace"
    case skippedVersion = "keys-skipped-version"
    case changedHistory = "keys-changed-history"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .type: "every field of a key set has its type"
        case .missingField: "every field of a key set is there"
        case .unknownField: "a key set has no fields that nobody reads"
        case .empty: "a key set has a key"
        case .tooMany: "a key set has at most 64 keys"
        case .keyType: "a key is of the type `minisign` or `ssh-ed25519`"
        case .key: "a key is a valid public key of its type"
        case .duplicateKey: "a key, and the number of a minisign key, is listed once for each type"
        case .name: "the name of a key is one line of 1 to 100 bytes"
        case .duplicateName: "no two keys have names that look alike"
        case .notBefore: "a key counts from a log index on, which is not negative"
        case .revokedAt: "a key is revoked after it began to count"
        case .partlyRevoked: "a key that is listed for both tools is revoked for both at once"
        case .threshold: "the threshold is between 1 and 16"
        case .unreachable: "the keys that are not revoked can reach the threshold, or every key is revoked"
        case .version: "versions are counted from 1"
        case .previous: "a key set names the digest of the one before it, and the first one names none"
        case .namespace: "a key set that names its namespace lies there, so that a signed one cannot be moved"
        case .skippedVersion: "a key set has the version that follows its predecessor's"
        case .changedHistory: "what earlier signatures relied on stays: no key disappears or changes its past"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .type: "give the field the type that the documentation says"
        case .missingField: "add the field"
        case .unknownField: "remove the field"
        case .empty: "add a key"
        case .tooMany: "use fewer keys"
        case .keyType: "write `minisign` or `ssh-ed25519`"
        case .key: "copy the public key again"
        case .duplicateKey: "remove one of the two"
        case .name: "give the key a short name"
        case .duplicateName: "give the key another name"
        case .notBefore: "write the log index from which the key counts, or 0"
        case .revokedAt: "write null, or a log index after not_before"
        case .partlyRevoked: "write the same revoked_at at both entries"
        case .threshold: "write a number between 1 and 16"
        case .unreachable: "lower the threshold or add a key"
        case .version: "write the number that follows the previous version's"
        case .previous: "write the sha256 of the previous keys.json, or null at version 1"
        case .namespace: "write the namespace of the folder, and sign the key set again"
        case .skippedVersion: "start from the current keys.json and add 1 to its version"
        case .changedHistory: "keep the entry and set its revoked_at instead"
        }
    }
}
