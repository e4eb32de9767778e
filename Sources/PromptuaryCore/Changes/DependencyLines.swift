/// The lines of compatible versions that a range reaches into: a line is a major version, and below 1.0.0 a minor one.
struct DependencyLines: Hashable {
    /// A line of versions that may stand in for each other.
    struct Line: Hashable, Comparable {
        let major: Int
        let minor: Int

        init(_ major: Int, _ minor: Int) {
            self.major = major
            self.minor = major == 0 ? minor : 0
        }

        static let lowest = Line(0, 0)
        static let highest = Line(Int.max, 0)
        /// Behind every line below 1.0.0.
        static let lastBeforeOne = Line(0, Int.max)

        static func < (left: Line, right: Line) -> Bool { (left.major, left.minor) < (right.major, right.minor) }

        /// Whether no line is between this one and a later one.
        func meets(_ later: Line) -> Bool {
            if self == Line.highest { return true }
            if self == Line.lastBeforeOne { return later <= Line(1, 0) }
            return later <= (major == 0 ? Line(0, minor + 1) : Line(major + 1, 0))
        }
    }

    /// The lines, as ranges that neither overlap nor meet, in ascending order.
    let ranges: [ClosedRange<Line>]

    /// The lines of a range, or nil when the text is none.
    init?(_ text: String) {
        guard let range = try? VersionRange(text) else { return nil }
        let spans = range.alternatives.compactMap(Self.span).sorted { $0.lowerBound < $1.lowerBound }
        var merged: [ClosedRange<Line>] = []
        for span in spans {
            if let last = merged.last, last.upperBound.meets(span.lowerBound) {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        ranges = merged
    }

    /// Whether every line of another range is one of this one.
    func covers(_ other: DependencyLines) -> Bool {
        other.ranges.allSatisfy { inner in
            ranges.contains { $0.lowerBound <= inner.lowerBound && inner.upperBound <= $0.upperBound }
        }
    }

    private static func span(of comparators: [VersionRange.Comparator]) -> ClosedRange<Line>? {
        var (low, high) = (Line.lowest, Line.highest)
        for comparator in comparators {
            let bound = comparator.bound
            let line = Line(bound.major, bound.minor)
            switch comparator.operation {
            case .greater, .greaterOrEqual: low = max(low, line)
            case .lessOrEqual: high = min(high, line)
            case .less:
                guard let last = lastLine(before: bound, line) else { return nil }
                high = min(high, last)
            case .equal: (low, high) = (max(low, line), min(high, line))
            }
        }
        return low <= high ? low...high : nil
    }

    /// The last line that holds a version below a bound; nil when none does.
    private static func lastLine(before bound: Version, _ line: Line) -> Line? {
        guard bound.patch == 0, bound.major == 0 || bound.minor == 0 else { return line }
        if bound.major > 1 { return Line(bound.major - 1, 0) }
        if bound.major == 1 { return Line.lastBeforeOne }
        return bound.minor > 0 ? Line(0, bound.minor - 1) : nil
    }
}
