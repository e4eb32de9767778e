/// What a rule has to say about one place of a tree.
public struct Finding: Sendable, Hashable {
    /// How much a finding weighs.
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        /// The tree is not valid: `check` exits with 1 and `build` writes nothing.
        case error
        /// Allowed, but somebody will be hurt by it.
        case warning
        /// Worth knowing.
        case note
    }

    /// The stable id of the rule, or the code of the ``Refusal``, that it comes from.
    public let rule: String
    /// How much it weighs.
    public let severity: Severity
    /// The path of the file, relative to the root of the tree.
    public let path: String
    /// Where in the file.
    public let place: Place
    /// What is wrong, in one line that starts in lower case.
    public let message: String
    /// What to do instead.
    public let remedy: String

    /// A finding from its parts.
    public init(
        rule: String, severity: Severity, path: String, place: Place = Place(), message: String, remedy: String
    ) {
        self.rule = rule
        self.severity = severity
        self.path = path
        self.place = place
        self.message = message
        self.remedy = remedy
    }

    /// An error finding that passes on why a reader refused a file.
    public init(_ refusal: Refusal, path: String) {
        self.init(
            rule: refusal.code, severity: .error, path: path, place: refusal.place, message: refusal.message,
            remedy: refusal.remedy)
    }
}

extension Finding: Comparable {
    /// By path, then place, then rule: the order in which findings are shown.
    public static func < (left: Finding, right: Finding) -> Bool {
        if left.path != right.path { return left.path.utf8.lexicographicallyPrecedes(right.path.utf8) }
        let (a, b) = (left.place, right.place)
        if a.line != b.line { return (a.line ?? 0) < (b.line ?? 0) }
        if a.column != b.column { return (a.column ?? 0) < (b.column ?? 0) }
        if left.rule != right.rule { return left.rule < right.rule }
        return left.message.utf8.lexicographicallyPrecedes(right.message.utf8)
    }
}
