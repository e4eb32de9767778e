/// A condition that a tree must meet, with its wording.
///
/// Rules are values in two lists, ``Rule/standing`` and ``Rule/ofChanges``; `docs/errors.md` is generated from them.
public struct Rule: Sendable, Identifiable {
    /// When a rule looks.
    enum Check: Sendable {
        /// Its findings come up while the tree is read; the reader asks for ``Rule/finding(_:at:path:)``.
        case reading
        /// At each release by itself.
        case release(@Sendable (Release, Namespace?) -> [Remark])
        /// At each package with all its releases.
        case package(@Sendable (Package) -> [Remark])
        /// At packages and namespaces beside all others.
        case registry(@Sendable (RegistryScope) -> [Remark])
        /// At what a change makes of a tree.
        case change(@Sendable (ChangeScope) -> [Remark])
    }

    /// What a rule says: which file, where in it, what is wrong.
    public struct Remark: Sendable {
        let path: String
        let place: Place
        let message: String

        init(_ path: String, _ message: String, at place: Place = Place()) {
            self.path = path
            self.place = place
            self.message = message
        }
    }

    /// The stable id in kebab-case.
    public let id: String
    /// What it protects, as one sentence.
    public let summary: String
    /// How much its findings weigh unless the registry says otherwise.
    public let severity: Finding.Severity
    /// What a person does instead.
    public let remedy: String
    let check: Check

    init(
        _ id: String, _ severity: Finding.Severity, _ summary: String, remedy: String, check: Check
    ) {
        self.id = id
        self.summary = summary
        self.severity = severity
        self.remedy = remedy
        self.check = check
    }

    /// A finding of this rule.
    public func finding(_ message: String, at place: Place = Place(), path: String) -> Finding {
        Finding(rule: id, severity: severity, path: path, place: place, message: message, remedy: remedy)
    }

    func finding(_ remark: Remark) -> Finding { finding(remark.message, at: remark.place, path: remark.path) }
}
