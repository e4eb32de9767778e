extension Verdict {
    /// Who decides that a change gets in.
    public enum Decider: String, Sendable, Hashable, CaseIterable {
        /// The policy of the base: what may merge without a person.
        case policy
        /// A person, who has seen the verdict: everything against which no error stands.
        case person
    }

    /// Whether a change gets in.
    public enum Admission: Sendable, Hashable {
        /// It does, now.
        case admitted
        /// It does not as it is.
        case refused
        /// It does from a time on, as it is.
        case later(Timestamp)
    }

    /// Whether the change gets in when somebody decides.
    ///
    /// Waiting periods are for what nobody looks at: a person need not wait.
    public func admission(by decider: Decider) -> Admission {
        guard outcome == .clean else { return .refused }
        switch (merge.answer, decider) {
        case (.yes, _), (_, .person): return .admitted
        case (.no, .policy): return .refused
        case (.after(let time), .policy): return .later(time)
        }
    }
}
