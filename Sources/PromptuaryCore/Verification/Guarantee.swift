/// One promise of a signed registry, and whether it holds for a site.
public struct Guarantee: Sendable, Hashable {
    /// The promises, in the order in which they are shown.
    public enum Name: String, Sendable, Hashable, CaseIterable {
        /// The metadata comes from the holders of the registry's root.
        case authentic
        /// It is the newest state, not an old one that somebody keeps serving.
        case fresh
        /// Every listed file is there with the listed bytes.
        case complete
        /// Every release is signed by the owners of its namespace.
        case published
        /// Every release stands in the transparency log.
        case logged
        /// The log has only grown since it was last seen.
        case appendOnly = "append-only"
        /// Independent witnesses have seen the same log.
        case witnessed
    }

    /// Whether a promise holds.
    public enum Standing: String, Sendable, Hashable, CaseIterable {
        /// It was checked and is kept.
        case holds
        /// It was checked and is broken.
        case broken = "does-not-hold"
        /// Nothing speaks against it, but what would prove it is not there.
        case unproven = "not-proven"
    }

    /// The promise.
    public let name: Name
    /// Whether it holds.
    public let standing: Standing
    /// Why, in one sentence without a full stop.
    public let sentence: String
    /// The numbers and names behind the sentence, by key.
    public let figures: [String: Value]

    /// A guarantee from its parts.
    public init(_ name: Name, _ standing: Standing, _ sentence: String, _ figures: [String: Value] = [:]) {
        self.name = name
        self.standing = standing
        self.sentence = sentence
        self.figures = figures
    }
}
