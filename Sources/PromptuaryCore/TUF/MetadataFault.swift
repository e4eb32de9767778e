/// Why bytes are not acceptable as TUF metadata, before any signature is looked at.
public enum MetadataFault: String, Fault {
    case type = "tuf-type"
    case missing = "tuf-missing-member"
    case fraction = "tuf-fraction"
    case role = "tuf-wrong-role"
    case specification = "tuf-specification-version"
    case version = "tuf-version"
    case expiry = "tuf-expiry"
    case name = "tuf-name"
    case duplicate = "tuf-duplicate"
    case threshold = "tuf-threshold"
    case length = "tuf-length"
    case hash = "tuf-hash"
    case delegation = "tuf-delegation"
    case bits = "tuf-bit-length"
    case signature = "tuf-signature"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .type: "every member of a role has its type (TUF specification 4)"
        case .missing: "every member that a role needs is there"
        case .fraction: "signed numbers are whole, because fractions have no canonical form"
        case .role: "a file is of the role whose place it takes"
        case .specification: "roles follow version 1 of the TUF specification"
        case .version: "versions are whole numbers from 1 on"
        case .expiry: "a role says when it expires, in the form 2026-11-22T10:30:00Z"
        case .name: "names of roles and numbers of keys are 1 to 255 characters of printable ASCII"
        case .duplicate: "a key is named once in a role and signs once, and a role is delegated once"
        case .threshold: "a role needs at least one signature"
        case .length: "lengths are not negative"
        case .hash: "hashes name a sha256 of 64 lower-case hexadecimal digits"
        case .delegation: "a delegation has one way to say which targets it is for"
        case .bits: "hash bins are numbered by 1 to 32 bits (TAP 15)"
        case .signature: "signatures are hexadecimal digits, at most 64 in a file"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .type: "give the member the type that the specification says"
        case .missing: "add the member"
        case .fraction: "write a whole number, or text"
        case .role: "use the file of the right role"
        case .specification: "use a program that writes version 1"
        case .version: "write a whole number from 1 on"
        case .expiry: "write the time in UTC to the second"
        case .name: "use letters, digits, dots and hyphens"
        case .duplicate: "keep one of the two"
        case .threshold: "write a whole number from 1 on"
        case .length: "write the number of bytes"
        case .hash: "list the sha256 of the file"
        case .delegation: "write one of the two"
        case .bits: "write a number between 1 and 32"
        case .signature: "sign the role again"
        }
    }
}
