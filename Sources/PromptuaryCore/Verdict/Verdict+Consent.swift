extension Verdict {
    /// A signed statement that findings of a rule about a subject do not count.
    public struct Override: Sendable, Hashable {
        /// The rule whose findings it lifts.
        public let rule: String
        /// What it is about: `@ns/name 1.2.0`, a namespace, or a path.
        public let subject: String
        /// Why, in the words of who gave it.
        public let reason: String
        /// Who gave it: the name or the fingerprint of a key.
        public let approver: String
        /// The path of the file that says so.
        public let file: String
        /// The findings that it lifts; none when it was not needed.
        public let lifted: [Finding]

        /// An override from its parts.
        public init(
            rule: String, subject: String, reason: String, approver: String, file: String, lifted: [Finding]
        ) {
            self.rule = rule
            self.subject = subject
            self.reason = reason
            self.approver = approver
            self.file = file
            self.lifted = lifted.sorted(by: Finding.precedes)
        }

        /// The order in which overrides are shown: by rule, then subject, then file.
        static func precedes(_ left: Override, _ right: Override) -> Bool {
            TextOrder.precedes(left.texts, right.texts)
        }

        private var texts: [String] { [rule, subject, file, approver, reason] }
    }

    /// A signed statement that somebody agrees to a part of the change.
    public struct Approval: Sendable, Hashable {
        /// Who agrees: the name or the fingerprint of a key.
        public let approver: String
        /// To what: `@ns/name 1.2.0`, a namespace, or a path.
        public let subject: String
        /// The path of the file that says so.
        public let file: String

        /// An approval from its parts.
        public init(approver: String, subject: String, file: String) {
            self.approver = approver
            self.subject = subject
            self.file = file
        }

        /// The order in which approvals are shown: by subject, then approver.
        static func precedes(_ left: Approval, _ right: Approval) -> Bool {
            TextOrder.precedes(
                [left.subject, left.approver, left.file], [right.subject, right.approver, right.file])
        }
    }
}
