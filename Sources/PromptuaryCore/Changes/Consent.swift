/// What a reviewer says about one thing in a change: that a finding does not count, or that they agree.
///
/// The document lies in the change, is signed by reviewers whom the base names, and stays in the tree for ever. What it
/// says of something holds for what the change makes of it, and for nothing else; and it counts once.
public struct Consent: Sendable, Hashable {
    /// What is said.
    public enum Statement: Sendable, Hashable {
        /// The findings of a rule do not count.
        case override(rule: String, reason: String)
        /// Somebody has looked, and agrees.
        case approval

        /// Where such statements lie.
        public var folder: Folder {
            switch self {
            case .override: .overrides
            case .approval: .approvals
            }
        }
    }

    /// The folder of a kind of statement.
    public enum Folder: String, Sendable, Hashable, CaseIterable {
        /// Statements that lift findings.
        case overrides
        /// Statements of agreement.
        case approvals
    }

    /// How often the same can be said of the same change.
    public static let highestNumber = 1000

    /// What it is about: `@ns/name 1.2.0`, `@ns/name`, a namespace without `@`, or a path.
    public let subject: String
    /// What it is bound to of what the change makes of the subject (``ConsentDigest``); without it the statement does
    /// not hold.
    public let digest: SHA256Digest?
    /// What is said.
    public let statement: Statement
    /// Who says so: the names of the keys that have signed, one for each key (``KeySet/names(of:)``).
    public let approvers: [String]
    /// The path of the document.
    public let file: String

    /// A statement from its parts.
    public init(
        _ statement: Statement, subject: String, digest: SHA256Digest? = nil, approvers: [String], file: String
    ) {
        self.statement = statement
        self.subject = subject
        self.digest = digest
        self.approvers = approvers
        self.file = file
    }

    /// The statement in a document that these people have signed.
    public init(_ document: Value, in folder: Folder, approvers: [String], file: String) throws(Refusal) {
        var fields = try DocumentFields(document)
        let subject = try fields.required("subject")
        var digest: SHA256Digest?
        if let text = try fields.string("sha256") {
            guard let read = SHA256Digest(hex: text) else {
                throw fields.refusal("sha256", "sha256 is \(quoted(text)), which is not 64 hexadecimal digits")
            }
            digest = read
        }
        let statement: Statement
        switch folder {
        case .overrides:
            let rule = try fields.required("rule")
            guard Rule.canBeLifted(rule) else {
                throw fields.refusal("rule", "findings of \(quoted(rule)) cannot be lifted")
            }
            statement = .override(rule: rule, reason: try fields.required("reason"))
        case .approvals: statement = .approval
        }
        // Equal statements are equal bytes, and the same bytes count once: the number tells them apart.
        _ = try fields.integer("number", in: 2...Self.highestNumber)
        try fields.end()
        self.init(statement, subject: subject, digest: digest, approvers: approvers, file: file)
    }

    /// The name of the rule that it lifts, if it does.
    public var rule: String? {
        if case .override(let rule, _) = statement { rule } else { nil }
    }
}

extension Rule {
    /// The errors that a person may let pass: those that protect readers, not trust.
    private static let liftable: Set<String> = [
        "interface-step", "licence-policy", "name-confusable", "name-reserved", "version-backwards",
        "version-skipped",
    ]

    /// Whether an override may lift the findings of a rule: a warning of a rule for changes, or one of a few errors.
    public static func canBeLifted(_ id: String) -> Bool {
        liftable.contains(id) || ofChanges.contains { $0.id.hasSameBytes(as: id) && $0.severity != .error }
    }
}
