/// What differs between two texts, line by line, in hunks as `diff -u` shows them.
///
/// The shortest list of edits is found by the algorithm of Myers (An O(ND) Difference Algorithm, 1986). Where it would have
/// more than ``editLimit`` edits, everything between the first and the last difference is shown as removed and added, so that
/// time and memory stay bounded whatever the texts are.
public struct LineDifference: Sendable, Hashable {
    /// What happened to a line.
    public enum Mark: String, Sendable, Hashable {
        /// It is in both texts.
        case context = " "
        /// It is in the old text only.
        case removed = "-"
        /// It is in the new text only.
        case added = "+"
    }

    /// One line.
    public struct Line: Sendable, Hashable {
        /// What happened to it.
        public let mark: Mark
        /// Its bytes with the line feed, which only the last line of a text may lack.
        public let bytes: ArraySlice<UInt8>
    }

    /// Differences that stand together, with up to ``context`` equal lines around them.
    public struct Hunk: Sendable, Hashable {
        /// The first line in the old text, counted from 1; the line before when it has none.
        public let oldStart: Int
        /// How many lines of the old text it covers.
        public let oldCount: Int
        /// The first line in the new text, counted from 1; the line before when it has none.
        public let newStart: Int
        /// How many lines of the new text it covers.
        public let newCount: Int
        /// The lines; removed ones stand before added ones.
        public let lines: [Line]
    }

    /// The most edits that are looked for.
    public static let editLimit = 300
    /// The most lines of a text that are compared.
    public static let lineLimit = 20_000
    /// How many equal lines stand around a difference.
    public static let context = 3

    /// The differences, from the top of the texts to their end.
    public let hunks: [Hunk]
    /// How many lines are new.
    public let addedCount: Int
    /// How many lines are gone.
    public let removedCount: Int

    /// The difference of two texts; nil when one of them has too many lines.
    public init?(from old: [UInt8], to new: [UInt8]) {
        guard let before = Self.lines(of: old), let after = Self.lines(of: new) else { return nil }
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        func number(_ line: ArraySlice<UInt8>) -> Int {
            if let known = numbers[line] { return known }
            numbers[line] = numbers.count
            return numbers.count - 1
        }
        let edits = LineEdits(from: before.map(number), to: after.map(number))
        removedCount = edits.removed.count { $0 }
        addedCount = edits.added.count { $0 }
        hunks = Self.hunks(before, after, edits)
    }

    private static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>]? {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while start < text.count {
            guard lines.count < lineLimit else { return nil }
            let end = text[start...].firstIndex(of: 10).map { $0 + 1 } ?? text.count
            lines.append(text[start..<end])
            start = end
        }
        return lines
    }

    private static func hunks(
        _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>], _ edits: LineEdits
    ) -> [Hunk] {
        var hunks: [Hunk] = []
        var lines: [Line] = []
        var start = (old: 0, new: 0)
        var at = (old: 0, new: 0)
        var equal = context + 1
        func close() {
            guard !lines.isEmpty else { return }
            lines.removeLast(max(0, equal - context))
            let oldCount = lines.count { $0.mark != .added }
            let newCount = lines.count { $0.mark != .removed }
            hunks.append(
                Hunk(
                    oldStart: start.old + (oldCount == 0 ? 0 : 1), oldCount: oldCount,
                    newStart: start.new + (newCount == 0 ? 0 : 1), newCount: newCount, lines: lines))
            lines = []
        }
        func open() {
            guard lines.isEmpty else { return }
            let before = min(context, at.old)
            start = (at.old - before, at.new - before)
            lines = old[start.old..<at.old].map { Line(mark: .context, bytes: $0) }
        }
        while at.old < old.count || at.new < new.count {
            if at.old < old.count, edits.removed[at.old] {
                open()
                lines.append(Line(mark: .removed, bytes: old[at.old]))
                at.old += 1
                equal = 0
            } else if at.new < new.count, edits.added[at.new] {
                open()
                lines.append(Line(mark: .added, bytes: new[at.new]))
                at.new += 1
                equal = 0
            } else {
                if !lines.isEmpty { lines.append(Line(mark: .context, bytes: old[at.old])) }
                at = (at.old + 1, at.new + 1)
                equal += 1
                // Twice the context may lie between two differences of one hunk.
                if equal > 2 * context { close() }
            }
        }
        close()
        return hunks
    }
}
