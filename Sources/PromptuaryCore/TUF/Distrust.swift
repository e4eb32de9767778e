/// A registry, or somebody between it and the reader, gave something that must not be believed.
///
/// Nothing is changed by what is refused. Programs compare ``reason``; ``message`` is for people and may change.
public struct Distrust: Error, Sendable, Hashable {
    /// Why not.
    public let reason: Reason
    /// The role or the path that is refused.
    public let subject: String
    /// What is wrong, in one line that starts in lower case.
    public let message: String

    /// A refusal to believe.
    public init(_ reason: Reason, _ subject: String, _ message: String) {
        self.reason = reason
        self.subject = subject
        self.message = message
    }

    /// A refusal of bytes that no reader takes.
    public init(_ refusal: Refusal, _ subject: String) {
        self.init(.form, subject, "the file is refused: \(refusal)")
    }
}

extension Distrust: CustomStringConvertible {
    /// The form `SUBJECT: MESSAGE; REMEDY [CODE]`.
    public var description: String { "\(subject): \(message); \(reason.remedy) [\(reason.rawValue)]" }
}

extension Distrust {
    /// Why something is not believed.
    public enum Reason: String, Fault {
        case form = "untrusted-form"
        case size = "untrusted-size"
        case length = "untrusted-length"
        case hash = "untrusted-hash"
        case signatures = "untrusted-signatures"
        case version = "untrusted-version"
        case rollback = "untrusted-rollback"
        case expired = "untrusted-expired"
        case unlisted = "untrusted-unlisted"
        case removed = "untrusted-removed"
        case missing = "untrusted-missing"

        /// What the reason protects.
        public var summary: String {
            switch self {
            case .form: "metadata has the form of the TUF specification"
            case .size: "no file is read beyond what it may be long, so nobody can fill memory"
            case .length: "a file has the length that signed metadata lists"
            case .hash: "a file has the hash that signed metadata lists"
            case .signatures: "enough of a role's keys signed it"
            case .version: "a file has the version that was asked for, so files of two states can not be mixed"
            case .rollback: "no version is lower than one that was seen before"
            case .expired: "metadata is used while it is valid only, so nobody can hold back what is new"
            case .unlisted: "the snapshot lists every role, so none can be put in or left out"
            case .removed: "a role that a snapshot listed stays listed, so nobody can hide its files"
            case .missing: "a file that signed metadata names is there"
            }
        }

        /// What a person does instead.
        public var remedy: String {
            switch self {
            case .form, .size, .length, .hash, .signatures, .version, .unlisted, .removed, .missing:
                "try again or use another mirror; when it stays so, tell the registry"
            case .rollback: "use another mirror; when it stays so, tell the registry"
            case .expired: "check the clock, then try again later or use another mirror"
            }
        }
    }
}
