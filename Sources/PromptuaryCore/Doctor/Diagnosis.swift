/// What the doctor has to say about one thing.
///
/// A diagnosis is advice for who runs a registry. It rests on what a host and a disk claim, verifies no signature, and
/// decides nothing about trust.
public struct Diagnosis: Sendable, Hashable {
    /// How well it is.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// As it should be.
        case ok
        /// It works, but will not for long, or not for everybody.
        case warning
        /// Clients fail or a secret is open, now or at the next publish.
        case problem
        /// It could not be looked at.
        case unknown
    }

    /// What is looked at; the raw value is stable, and `docs/doctor.md` has a section for each.
    public enum Check: String, Sendable, Hashable, CaseIterable {
        case source = "site-answers"
        case expiryTimestamp = "expiry-timestamp"
        case expirySnapshot = "expiry-snapshot"
        case expiryBin = "expiry-bin"
        case expiryRoot = "expiry-root"
        case expiryTargets = "expiry-targets"
        case expiryKeys = "expiry-keys"
        case expiryBins = "expiry-bins"
        case expiryClaimed = "expiry-claimed"
        case clock = "clock"
        case logCheckpoint = "log-checkpoint"
        case missingFile = "host-missing-file"
        case freshness = "host-freshness"
        case encoding = "host-encoding"
        case paths = "host-paths"
        case packageHeaders = "host-package-headers"
        case siteFolder = "site-folder"
        case keyFolder = "key-folder"
        case keyFile = "key-file"
        case keyEncryption = "key-encryption"
        case treeTrust = "tree-trust"
        case treePublished = "tree-published"
        case treeConfirmed = "tree-confirmed"
    }

    /// What was looked at.
    public let check: Check
    /// How well it is.
    public let state: State
    /// Which file, role or namespace, when the check looks at several.
    public let subject: String?
    /// What was seen, in one line that starts in lower case.
    public let seen: String
    /// What to do, as an imperative sentence without a full stop; nil when nothing is.
    public let remedy: String?

    /// A diagnosis from its parts; one that is well has no remedy.
    public init(_ check: Check, _ state: State, of subject: String? = nil, _ seen: String, remedy: String? = nil) {
        self.check = check
        self.state = state
        self.subject = subject
        self.seen = seen
        self.remedy = state == .ok ? nil : remedy
    }
}

/// All that the doctor has to say.
public struct MedicalReport: Sendable, Hashable {
    /// The diagnoses, in the order in which things were looked at.
    public let diagnoses: [Diagnosis]

    /// A report of diagnoses.
    public init(_ diagnoses: [Diagnosis]) { self.diagnoses = diagnoses }

    /// How many diagnoses have a state.
    public func count(_ state: Diagnosis.State) -> Int { diagnoses.filter { $0.state == state }.count }

    /// Whether there is no problem; warnings do not count.
    public var isHealthy: Bool { count(.problem) == 0 }
}
