/// One thing that a site promised and does not keep.
///
/// Programs compare ``code``; ``message`` says what was promised and what came, and may change.
public struct BrokenPromise: Error, Sendable, Hashable {
    /// The raw value of the ``Fault``.
    public let code: String
    /// What it is about: a role, a path, a release.
    public let subject: String
    /// What was promised and what came, in one line that starts in lower case.
    public let message: String
    /// What to do instead.
    public let remedy: String

    /// A broken promise for a declared reason.
    public init(_ fault: some Fault, _ subject: String, _ message: String) {
        self.code = fault.rawValue
        self.subject = subject
        self.message = message
        self.remedy = fault.remedy
    }

    /// A broken promise of TUF metadata.
    public init(_ distrust: Distrust) {
        self.init(distrust.reason, distrust.subject, distrust.message)
    }

    /// A broken promise that a reader of the file found.
    public init(_ refusal: Refusal, subject: String) {
        code = refusal.code
        self.subject = subject
        let place = refusal.place.description
        message = place.isEmpty ? refusal.message : "\(place): \(refusal.message)"
        remedy = refusal.remedy
    }
}

extension BrokenPromise: CustomStringConvertible {
    /// The form `SUBJECT: MESSAGE; REMEDY [CODE]`.
    public var description: String { "\(subject): \(message); \(remedy) [\(code)]" }
}

/// What a verification found wrong: all of it counted, the first of it kept.
public struct BrokenPromises: Sendable, Hashable {
    /// How many are kept: 100.
    public static let keptLimit = 100

    /// The first ones.
    public private(set) var first: [BrokenPromise] = []
    /// How many there are.
    public private(set) var count = 0

    /// None yet.
    public init() {}

    /// Adds one.
    public mutating func add(_ promise: BrokenPromise) {
        count += 1
        if first.count < Self.keptLimit { first.append(promise) }
    }

    /// Adds those of another account.
    public mutating func add(_ others: BrokenPromises) {
        count += others.count
        first.append(contentsOf: others.first.prefix(max(0, Self.keptLimit - first.count)))
    }

    /// Whether there are none.
    public var isEmpty: Bool { count == 0 }
}
