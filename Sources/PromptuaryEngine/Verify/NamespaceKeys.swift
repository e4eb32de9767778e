internal import PromptuaryCore

/// The key sets of the namespaces of a site, each verified from the first trusted one to the current one.
struct NamespaceKeys: Sendable {
    private var histories: [NamespaceName: KeyHistory] = [:]
    private var refusals: [NamespaceName: BrokenPromise] = [:]
    /// Namespaces that nobody vouches for and that were not seen before.
    private(set) var new: Set<NamespaceName> = []
    /// What to remember.
    var pins: [NamespaceName: KeyPin] { histories.mapValues(\.pin) }

    /// Reads and verifies the key sets that a verification needs: all, or those of the chosen packages.
    init(
        _ index: TargetIndex, _ log: RegistryLog, _ options: SiteVerification.Options, _ memory: RegistryMemory,
        _ source: any SiteSource, _ evidence: inout VerificationEvidence
    ) async throws {
        let chosen = Set(options.packages.map(\.namespace))
        let numbers = chosen.isEmpty ? Array(UInt8.min...UInt8.max) : Set(chosen.map(KeyShard.number)).sorted()
        let shards = try await Self.shards(numbers, index, source, &evidence)
        var names = Set(shards.values.flatMap(\.namespaces))
        if chosen.isEmpty { names.formUnion(memory.pins.keys) } else { names = names.intersection(chosen) }
        for name in names.sorted() {
            let number = KeyShard.number(of: name)
            let pin = memory.pins[name]
            do {
                let history = try KeyHistory(
                    of: name, registry: log.name, confirmed: shards[KeyShard.path(number: number, confirmed: true)],
                    later: shards[KeyShard.path(number: number, confirmed: false)], pin: pin)
                histories[name] = history
                if history.standing == .unconfirmed, pin == nil { new.insert(name) }
                if history.overruled != nil { evidence.overruled.insert(name) }
                if let promise = log.ledger?.check(history) { evidence.note(promise, breaks: .logged) }
            } catch {
                let promise = BrokenPromise(error, subject: name.description)
                refusals[name] = promise
                evidence.note(promise, breaks: .published)
            }
        }
    }

    /// The verified key sets of a namespace; a broken promise when there are none.
    func history(of namespace: NamespaceName) throws(BrokenPromise) -> KeyHistory {
        if let history = histories[namespace] { return history }
        throw refusals[namespace]
            ?? BrokenPromise(
                KeyHistoryFault.missing, namespace.description, "the registry has no keys of \(namespace)")
    }

    private static func shards(
        _ numbers: [UInt8], _ index: TargetIndex, _ source: any SiteSource, _ evidence: inout VerificationEvidence
    ) async throws -> [String: KeyShard] {
        let paths = numbers.flatMap { number in
            [true, false].map { (path: KeyShard.path(number: number, confirmed: $0), number: number, isConfirmed: $0) }
        }
        let found = try await index.lookUp(paths.map(\.path))
        let listed = paths.compactMap { shard in found[shard.path].map { (shard, $0.file, $0.role) } }
        var shards: [String: KeyShard] = [:]
        try await Parallel.forEach(listed) { shard, file, role -> (String, Result<KeyShard, BrokenPromise>) in
            do {
                // A confirmation by any other role than the offline one would be no confirmation.
                guard !shard.isConfirmed || role == RegistryLog.keysRole else {
                    throw BrokenPromise(
                        VerificationFault.keysUnvouched, shard.path,
                        "the role \(role) lists it, not the role \(RegistryLog.keysRole)")
                }
                let bytes = try await index.client.download(shard.path, file, from: source)
                let read = try KeyShard(bytes: bytes, number: shard.number, isConfirmed: shard.isConfirmed)
                return (shard.path, .success(read))
            } catch let promise as BrokenPromise {
                return (shard.path, .failure(promise))
            } catch let distrust as Distrust {
                return (shard.path, .failure(BrokenPromise(distrust)))
            } catch let refusal as Refusal {
                return (shard.path, .failure(BrokenPromise(refusal, subject: shard.path)))
            }
        } then: { path, result in
            switch result {
            case .success(let shard): shards[path] = shard
            case .failure(let promise): evidence.note(promise, breaks: .published)
            }
        }
        return shards
    }
}
