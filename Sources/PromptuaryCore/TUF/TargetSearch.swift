/// The search for a target through delegations: what to load next, until the file is found or surely not there.
///
/// TUF specification 5.6.7: depth first and in the order of the delegations, each role once, no further than a terminating
/// delegation, and at most ``MetadataLimits/delegations`` delegated roles. It asks for nothing itself:
///
///     var search = TargetSearch(path: path)
///     while case .load(let role, let delegator) = search.next(in: trusted) {
///         try trusted.updateTargets(await fetch(role), role: role, delegator: delegator)
///     }
public struct TargetSearch: Sendable {
    /// What the search comes to.
    public enum Step: Sendable, Hashable {
        /// The file of a role is needed: take it with ``TrustedMetadata/updateTargets(_:role:delegator:)`` and go on.
        case load(role: String, delegator: String)
        /// A role that may do so describes the file.
        case found(TargetFile, role: String)
        /// No role that may do so describes a file of this path.
        case absent
    }

    /// The path of the file.
    public let path: String
    private var stack = [(role: "targets", delegator: "root")]
    private var visited: Set<String> = []

    /// A search for a file, which begins at the role `targets`.
    public init(path: String) { self.path = path }

    /// Goes on as far as the metadata at hand allows.
    ///
    /// The answer is the same until the role it asks for was taken, and stays when the search is over.
    public mutating func next(in trusted: TrustedMetadata) -> Step {
        while let (role, delegator) = stack.last {
            if visited.contains(role) {
                stack.removeLast()
                continue
            }
            guard visited.count <= MetadataLimits.delegations else { return .absent }
            guard let body = trusted.targets(role, delegator: delegator)?.body else {
                return .load(role: role, delegator: delegator)
            }
            if let file = body.target(at: path) { return .found(file, role: role) }
            visited.insert(role)
            stack.removeLast()
            guard let (names, isTerminated) = body.delegations?.roles(for: path) else { continue }
            if isTerminated { stack.removeAll() }
            stack += names.reversed().map { ($0, role) }
        }
        return .absent
    }
}
