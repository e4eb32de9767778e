internal import PromptuaryCore

/// All roles of a refreshed repository that may list targets: named ones in memory, hash bins by name.
struct TargetIndex: Sendable {
    /// A role and who vouches for it.
    struct Source: Sendable, Hashable {
        let role: String
        let delegator: String
    }

    /// The most hash bins that are looked at: 65,536.
    static let binLimit = 1 << 16

    /// The client, with all named roles taken.
    let client: TUFClient
    /// The named roles.
    let named: [Source]
    /// The hash bins.
    let bins: [Source]

    /// The roles of a repository; the client takes the named ones.
    init(_ client: inout TUFClient, _ evidence: inout VerificationEvidence) async throws {
        var named: [Source] = []
        var bins: [Source] = []
        var open = [Source(role: "targets", delegator: "root")]
        var visited: Set<Source> = []
        while let next = open.popLast() {
            guard visited.insert(next).inserted else { continue }
            do {
                try await client.load(next.role, delegator: next.delegator)
            } catch let distrust as Distrust {
                evidence.note(BrokenPromise(distrust), breaks: .complete)
                continue
            }
            if !named.contains(where: { $0.role == next.role }) { named.append(next) }
            switch client.trusted.targets(next.role, delegator: next.delegator)?.body.delegations?.roles {
            case .named(let roles)?:
                open += roles.reversed().map { Source(role: $0.name, delegator: next.role) }
            case .succinct(let succinct)? where bins.count + succinct.count <= Self.binLimit:
                bins += succinct.names.map { Source(role: $0, delegator: next.role) }
            case .succinct?:
                throw BrokenPromise(
                    VerificationFault.rolesTooMany, next.role, "there are more than \(Self.binLimit) hash bins")
            case nil: break
            }
        }
        (self.client, self.named, self.bins) = (client, named, bins)
    }

    /// What is trusted when a role is among it.
    func trusted(with source: Source) async throws -> TrustedMetadata {
        if client.trusted.targets(source.role, delegator: source.delegator) != nil { return client.trusted }
        return try await client.trusted(with: source.role, delegator: source.delegator)
    }

    /// What the repository says of several targets, and which role says so.
    ///
    /// Each role is fetched once.
    func lookUp(_ paths: [String]) async throws -> [String: (file: TargetFile, role: String)] {
        var found: [String: (file: TargetFile, role: String)] = [:]
        var waiting: [Source: [String]] = [:]
        for path in paths {
            var search = TargetSearch(path: path)
            switch search.next(in: client.trusted) {
            case .found(let file, let role): found[path] = (file, role)
            case .load(let role, let delegator):
                waiting[Source(role: role, delegator: delegator), default: []].append(path)
            case .absent: break
            }
        }
        try await Parallel.forEach(Array(waiting)) { source, paths in
            let trusted = try await trusted(with: source)
            return paths.compactMap { path -> (String, TargetFile, String)? in
                var search = TargetSearch(path: path)
                guard case .found(let file, let role) = search.next(in: trusted) else { return nil }
                return (path, file, role)
            }
        } then: {
            for (path, file, role) in $0 { found[path] = (file, role) }
        }
        return found
    }
}

/// Work on many things that wait for a source, at most 8 at a time.
enum Parallel {
    /// The most tasks at once: 8.
    static let width = 8

    /// Does `work` on each item, and `then` with each result as it comes.
    ///
    /// The first error cancels the rest and is thrown.
    static func forEach<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) async throws -> Result,
        then: (Result) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Result.self) { group in
            var rest = items.makeIterator()
            for item in (0..<width).compactMap({ _ in rest.next() }) {
                group.addTask { try await work(item) }
            }
            while let result = try await group.next() {
                if let item = rest.next() { group.addTask { try await work(item) } }
                try await then(result)
            }
        }
    }
}
