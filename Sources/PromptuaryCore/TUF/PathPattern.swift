/// A pattern of target paths with the wildcards of the shell: `*`, `?`, `[a-z]` and `[!a-z]`.
///
/// No wildcard matches a `/`, so a pattern has as many parts as the paths that it matches (TUF specification 4.5).
public struct PathPattern: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The pattern as it is written.
    public let text: String

    /// The pattern spelled `text`; every text is one.
    public init(_ text: String) { self.text = text }

    /// The pattern of a literal.
    public init(stringLiteral text: String) { self.init(text) }

    /// Whether a path matches, all of it.
    ///
    /// Takes at most the product of the two lengths.
    public func matches(_ path: String) -> Bool {
        let (pattern, path) = (Array(text.unicodeScalars), Array(path.unicodeScalars))
        var (at, rest) = (0, 0)
        var star: (after: Int, from: Int)?
        while at < path.count {
            if rest < pattern.count, pattern[rest] == "*" {
                star = (rest + 1, at)
                rest += 1
            } else if let next = Self.step(pattern, rest, path[at]) {
                (at, rest) = (at + 1, next)
            } else if let last = star, path[last.from] != "/" {
                // What the star stands for grows by one character, over which no star of an earlier part has a say.
                star = (last.after, last.from + 1)
                (at, rest) = (last.from + 1, last.after)
            } else {
                return false
            }
        }
        return pattern[rest...].allSatisfy { $0 == "*" }
    }

    /// The position in the pattern after what matches the one character, or nil when nothing there does.
    private static func step(_ pattern: [Unicode.Scalar], _ at: Int, _ scalar: Unicode.Scalar) -> Int? {
        guard at < pattern.count else { return nil }
        switch pattern[at] {
        case "?": return scalar == "/" ? nil : at + 1
        case "[":
            guard let (accepts, end) = bracket(pattern, at, scalar) else { return scalar == "[" ? at + 1 : nil }
            return accepts && scalar != "/" ? end : nil
        default: return pattern[at] == scalar ? at + 1 : nil
        }
    }

    /// Whether the bracket accepts a character, and where it ends; nil when it never does within its part.
    private static func bracket(_ pattern: [Unicode.Scalar], _ start: Int, _ scalar: Unicode.Scalar) -> (Bool, Int)? {
        var at = start + 1
        let isNegated = at < pattern.count && pattern[at] == "!"
        if isNegated { at += 1 }
        let first = at
        var accepts = false
        while at < pattern.count, pattern[at] != "/" {
            if pattern[at] == "]", at > first { return (accepts != isNegated, at + 1) }
            if at + 2 < pattern.count, pattern[at + 1] == "-", pattern[at + 2] != "]", pattern[at + 2] != "/" {
                if pattern[at] <= scalar, scalar <= pattern[at + 2] { accepts = true }
                at += 3
            } else {
                if pattern[at] == scalar { accepts = true }
                at += 1
            }
        }
        return nil
    }
}
