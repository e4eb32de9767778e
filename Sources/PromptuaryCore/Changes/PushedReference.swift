/// A branch or tag that a push would make, move or remove: a line `OLD NEW NAME` that git tells a hook.
public struct PushedReference: Sendable, Hashable {
    /// What would happen to it.
    public enum Action: Sendable, Hashable {
        /// It is not there yet.
        case make
        /// It would be another commit.
        case move
        /// It would be gone.
        case remove
    }

    /// The full name: `refs/heads/main`.
    public let name: String
    /// The object that it is; zeros when it is not there.
    public let old: String
    /// The object that it would be; zeros when it would be gone.
    public let new: String

    /// The reference in a line; nil when git does not write such lines.
    public init?(line: String) {
        let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, Self.isNumber(parts[0]), Self.isNumber(parts[1]),
            parts[0].utf8.count == parts[1].utf8.count, !parts[2].isEmpty
        else { return nil }
        (old, new, name) = (parts[0], parts[1], parts[2])
    }

    /// What would happen to it.
    public var action: Action {
        if Self.isZero(new) { .remove } else if Self.isZero(old) { .make } else { .move }
    }

    /// Whether it is a branch or a tag.
    ///
    /// Anything else could stand in for objects (`refs/replace`), or be taken for what it is not.
    public var isUsual: Bool { name.hasPrefix("refs/heads/") || name.hasPrefix("refs/tags/") }

    /// Whether it is a tag that git would take for a branch, here or, behind the name of a remote, in a clone.
    public func isTag(mistakenFor branch: String) -> Bool {
        let begin = "refs/tags/"
        guard name.hasPrefix(begin) else { return false }
        let tag = name.utf8.dropFirst(begin.utf8.count)
        return tag.elementsEqual(branch.utf8) || tag.suffix(branch.utf8.count + 1).elementsEqual("/\(branch)".utf8)
    }

    private static func isNumber(_ text: String) -> Bool {
        [40, 64].contains(text.utf8.count)
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    private static func isZero(_ number: String) -> Bool { number.utf8.allSatisfy { $0 == 48 } }
}
