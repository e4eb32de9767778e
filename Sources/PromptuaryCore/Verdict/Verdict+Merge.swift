extension Verdict {
    /// Whether a change may merge without a person, and why.
    public struct Merge: Sendable, Hashable {
        /// The answer.
        public enum Answer: Sendable, Hashable {
            /// It may, now.
            case yes
            /// It may not: something is wrong, or a person has to decide.
            case no
            /// It may from a time on, as it is.
            case after(Timestamp)
        }

        /// One reason for the answer.
        public struct Reason: Sendable, Hashable {
            /// The rule or the policy that it comes from.
            public let name: String
            /// The reason in one sentence that starts in lower case, without a full stop.
            public let sentence: String

            /// A reason from its parts.
            public init(_ name: String, _ sentence: String) {
                self.name = name
                self.sentence = sentence
            }
        }

        /// The answer.
        public let answer: Answer
        /// Why, by name.
        public let reasons: [Reason]

        /// An answer with its reasons, in any order.
        public init(_ answer: Answer, reasons: [Reason]) {
            self.answer = answer
            self.reasons = reasons.sorted {
                TextOrder.precedes([$0.name, $0.sentence], [$1.name, $1.sentence])
            }
        }

        /// The name of the reason for which nothing merges onto a base without trust.
        static let distrust = "base-not-trusted"

        /// The same, or a refusal when errors stand or the base is not trusted.
        func refused(by errors: [Finding], isBaseTrusted: Bool) -> Merge {
            guard !errors.isEmpty || !isBaseTrusted else { return self }
            // What would have let it merge is no reason against it.
            var reasons = answer == .yes ? [] : reasons
            if !isBaseTrusted {
                reasons.append(Reason(Self.distrust, "what the base says about keys and policy does not hold"))
            }
            var counts: [String: Int] = [:]
            for error in errors { counts[error.rule, default: 0] += 1 }
            let named = Set(reasons.map(\.name))
            for (rule, count) in counts where !named.contains(rule) {
                reasons.append(Reason(rule, count == 1 ? "an error stands" : "\(count) errors stand"))
            }
            return Merge(.no, reasons: reasons)
        }
    }
}

extension Verdict.Merge.Answer: CustomStringConvertible {
    /// `yes`, `no`, or `after 2026-11-22T10:30:00Z`.
    public var description: String {
        switch self {
        case .yes: "yes"
        case .no: "no"
        case .after(let time): "after \(time)"
        }
    }
}
