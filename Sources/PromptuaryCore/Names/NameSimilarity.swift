/// In what way a name could be taken for another one.
public struct NameSimilarity: Sendable, Hashable {
    /// A way in which two names are alike.
    public enum Measure: Sendable, Hashable {
        /// So few typing mistakes lie between them.
        case spelling(distance: Int)
        /// So few lie between them when case and separators do not count; 0 when they are equal then.
        case folded(distance: Int)
        /// They look the same.
        case visual
    }

    /// From how much difference on names are told apart.
    ///
    /// Those of Julia's General registry are the model: a distance of at least 3, of at least 2 without regard to case,
    /// and a look that differs. There, two names of three letters that share one are already refused and go to a
    /// person; here a short name has to differ in no more than a third of its letters, so that `cat` and `dog` do not
    /// collide.
    public struct Thresholds: Sendable, Hashable {
        /// The largest distance in spelling that is still too little.
        public var spelling = 2
        /// The largest distance without case and separators that is still too little.
        public var folded = 1
        /// How many letters of the shorter name there must be for each mistake that is still too little.
        public var lettersPerMistake = 3

        /// The thresholds of Julia's General registry, relative to the length of short names.
        public static let standard = Thresholds()

        /// The standard thresholds, to be adjusted.
        public init() {}

        /// The largest distance, of those up to a limit, that is too little for names of which the shorter has so many
        /// letters.
        func limit(_ most: Int, letters: Int) -> Int { min(most, letters / max(lettersPerMistake, 1)) }

        /// The largest distance of folded names at which names can be alike.
        var widest: Int { max(spelling, folded, 0) }
    }

    /// The other name, as it was given.
    public let name: String
    /// The ways in which they are alike, in the order of the declaration, at least one.
    public let measures: [Measure]

    /// How alike two different names are; nil when they are not, and when they are the same.
    public init?(_ name: String, to other: String, thresholds: Thresholds = .standard) {
        self.init(NameParts(name), to: NameParts(other), thresholds: thresholds)
    }

    init?(_ name: NameParts, to other: NameParts, thresholds: Thresholds) {
        guard !name.text.hasSameBytes(as: other.text) else { return nil }
        var measures: [Measure] = []
        let letters = min(name.folded.count, other.folded.count)
        if let distance = EditDistance.distance(
            name.scalars, other.scalars, limit: thresholds.limit(thresholds.spelling, letters: letters))
        {
            measures.append(.spelling(distance: distance))
        }
        if let distance = EditDistance.distance(
            name.folded, other.folded, limit: thresholds.limit(thresholds.folded, letters: letters))
        {
            measures.append(.folded(distance: distance))
        }
        if name.visual.hasSameBytes(as: other.visual) { measures.append(.visual) }
        guard !measures.isEmpty else { return nil }
        self.name = other.text
        self.measures = measures
    }

    /// Whether a reader could hardly see the difference: equal but for case and separators, or in look.
    public var isConfusable: Bool { measures.contains(.folded(distance: 0)) || measures.contains(.visual) }
}

extension NameSimilarity: CustomStringConvertible {
    /// The reasons, for a message: `"my-promt" differs by 1 letter`.
    public var description: String {
        let reasons = measures.map { measure in
            switch measure {
            case .spelling(let distance): "differs by \(distance) \(distance == 1 ? "character" : "characters")"
            case .folded(0): "is the same without case and separators"
            case .folded(let distance):
                "differs by \(distance) \(distance == 1 ? "letter" : "letters") without case and separators"
            case .visual: "looks the same"
            }
        }
        return "\(quoted(name)) " + reasons.joined(separator: ", ")
    }
}

/// A name with the forms in which it is compared.
struct NameParts {
    let text: String
    let scalars: [UInt32]
    let folded: [UInt32]
    let visual: String

    init(_ text: String) {
        self.text = text
        scalars = text.unicodeScalars.map(\.value)
        let form = NameForm.folded(text)
        folded = form.unicodeScalars.map(\.value)
        visual = NameForm.visual(folded: form)
    }
}
