/// What changed in the interface of a package from one release to another, and which SemVer step that takes.
///
/// - major: a part, parameter or section is gone; a parameter is new and required, has another type, or takes less; the
///   inherited prompt, model, provider, tools, servers, output or main prompt is another; a dependency leaves a line of
///   versions.
/// - minor: a part, optional parameter or section is new; a parameter takes more, or has another default; the inherited
///   prompt is a later version of the same line; a dependency is new or reaches further.
/// - patch: texts; a dependency that is gone.
public struct InterfaceChange: Sendable, Hashable {
    /// One difference.
    public struct Difference: Sendable, Hashable {
        /// Where it is: the path of a prompt, the name of another part, or `manifest`.
        public let subject: String
        /// The step that it takes: `major`, `minor` or `patch`.
        public let step: Version.Step
        /// What changed, in one line that starts in lower case.
        public let message: String
    }

    /// The differences, those that take the largest step first, then by subject.
    public let differences: [Difference]

    /// The differences between two interfaces.
    public init(from old: PromptInterface, to new: PromptInterface) {
        var comparison = InterfaceComparison()
        comparison.compare(old, new)
        differences = comparison.differences.enumerated().sorted { left, right in
            if left.element.step != right.element.step { return left.element.step > right.element.step }
            if !left.element.subject.hasSameBytes(as: right.element.subject) {
                return left.element.subject.precedesInBytes(right.element.subject)
            }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// The largest step that a difference takes; nil when there is none.
    public var step: Version.Step? { differences.first?.step }

    /// The step that the differences take between two versions; nil when there are none.
    ///
    /// Below 1.0.0 everything may change (SemVer section 4): the minor version stands for the major one there, as the
    /// ranges `^0.2.0` have it, and below 0.1.0 every patch is a line of its own.
    public func needed(from old: Version, to new: Version) -> Version.Step? {
        guard let step else { return nil }
        guard old.major == 0, new.major == 0 else { return step }
        if old.minor == 0, new.minor == 0 { return .patch }
        return step == .major ? .minor : .patch
    }

    /// Whether the step from one version to another is large enough.
    ///
    /// Between pre-releases of one version, and from one to its release, everything may change.
    public func isAllowed(from old: Version, to new: Version) -> Bool {
        guard let needed = needed(from: old, to: new), let made = old.change(to: new) else { return step == nil }
        return made == .prerelease || made >= needed
    }

    /// The differences for which the step between two versions is too small; empty when it is allowed.
    public func excess(from old: Version, to new: Version) -> [Difference] {
        differences.filter { !InterfaceChange(differences: [$0]).isAllowed(from: old, to: new) }
    }

    private init(differences: [Difference]) { self.differences = differences }
}

extension InterfaceChange.Difference: CustomStringConvertible {
    /// The form `SUBJECT: MESSAGE (STEP)`.
    public var description: String { "\(subject): \(message) (\(step.rawValue))" }
}
