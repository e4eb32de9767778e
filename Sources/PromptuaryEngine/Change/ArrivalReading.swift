internal import PromptuaryCore

/// Since when the registry knows what a change builds on, by the log of its site or by the commits of the base.
struct ArrivalReading {
    private let git: GitObjects
    private let set: ChangeSet
    private let log: ReleaseLog?

    /// A reading of the log, or without one of the history of the base.
    init(_ git: GitObjects, _ set: ChangeSet, log: ReleaseLog?) {
        self.git = git
        self.set = set
        self.log = log
    }

    /// The arrivals of the namespaces of packages, of their keys, and of those packages that the base has.
    func read(
        _ packages: Set<PackageID>, known: Set<PackageID>, in namespaces: [NamespaceName: Namespace]
    ) async throws -> Arrivals {
        let needed = Set(packages.map(\.namespace)).sorted().compactMap { namespaces[$0] }
        // No log has what is private.
        let logged = log == nil ? [] : needed.filter(\.isPublic)
        let others = needed.filter { namespace in !logged.contains { $0.name == namespace.name } }
        let names = Set(others.map(\.name))
        var arrivals = try await history(known.filter { names.contains($0.namespace) }, others)
        guard let log else { return arrivals }
        arrivals.source = .log
        arrivals.unlogged = names
        arrivals.packages.merge(log.firstTimes(of: known.filter { !names.contains($0.namespace) })) { $1 }
        for namespace in logged {
            for set in Self.sets(of: namespace) {
                guard let time = log.time(ofKeys: set.keys.version, of: namespace.name) else { continue }
                arrivals.namespaces[namespace.name] = min(arrivals.namespaces[namespace.name] ?? time, time)
                for key in set.keys.keys {
                    arrivals.keys[key.fingerprint] = min(arrivals.keys[key.fingerprint] ?? time, time)
                }
            }
        }
        return arrivals
    }

    private func history(_ packages: Set<PackageID>, _ namespaces: [Namespace]) async throws -> Arrivals {
        func folder(_ id: PackageID) -> GitArrival {
            GitArrival(path: "packages/\(id.namespace.text)/\(id.name.text)")
        }
        func folder(_ namespace: Namespace) -> GitArrival {
            GitArrival(path: "namespaces/\(namespace.name.text)")
        }
        var blobs: [String: String] = [:]
        for entry in try await git.entries(
            of: set.baseTree, below: namespaces.map { "namespaces/" + $0.name.text }, hasSizes: false)
        {
            blobs[String(decoding: entry.path, as: UTF8.self)] = entry.content.blob
        }
        var keys: [(keys: KeySet, arrival: GitArrival)] = []
        for namespace in namespaces {
            for set in Self.sets(of: namespace) {
                guard let blob = blobs["namespaces/\(namespace.name.text)/\(set.file)"] else { continue }
                keys.append((set.keys, GitArrival(path: folder(namespace).path, blob: blob)))
            }
        }
        let times = try await git.arrivals(
            Set(packages.map(folder) + namespaces.map(folder) + keys.map(\.arrival)), in: set.base)
        var arrivals = Arrivals(by: .history)
        for id in packages { arrivals.packages[id] = times[folder(id)] }
        for namespace in namespaces { arrivals.namespaces[namespace.name] = times[folder(namespace)] }
        for (set, arrival) in keys {
            guard let time = times[arrival] else { continue }
            for key in set.keys {
                arrivals.keys[key.fingerprint] = min(arrivals.keys[key.fingerprint] ?? time, time)
            }
        }
        return arrivals
    }

    /// The versions of the key set of a namespace, each with the name of its file.
    private static func sets(of namespace: Namespace) -> [(file: String, keys: KeySet)] {
        namespace.keyFiles.compactMap { file in
            guard SignatureFileName.parse(file.name) == nil, let keys = try? KeySet(JSONReader.read(file.bytes)) else {
                return nil
            }
            return (file.name, keys)
        }
    }
}
