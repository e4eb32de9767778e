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
        guard let log else { return try await history(known, needed) }
        var arrivals = Arrivals(by: .log)
        arrivals.packages = log.firstTimes(of: known)
        for namespace in needed {
            arrivals.namespaces[namespace.name] = log.time(ofKeys: 1, of: namespace.name)
            for (fingerprint, version) in Self.firstVersions(of: namespace) {
                arrivals.keys[fingerprint] = log.time(ofKeys: version.number, of: namespace.name)
            }
        }
        return arrivals
    }

    private func history(_ packages: Set<PackageID>, _ namespaces: [Namespace]) async throws -> Arrivals {
        var arrivals = Arrivals(by: .history)
        for id in packages {
            let path = "packages/\(id.namespace.text)/\(id.name.text)"
            arrivals.packages[id] = try await git.arrival(at: path, in: set.base)
        }
        for namespace in namespaces {
            let path = "namespaces/\(namespace.name.text)"
            arrivals.namespaces[namespace.name] = try await git.arrival(at: path, in: set.base)
            var blobs: [String: String] = [:]
            for entry in try await git.entries(of: set.baseTree, below: [path]) {
                blobs[String(decoding: entry.path.dropFirst(path.utf8.count + 1), as: UTF8.self)] = entry.content.blob
            }
            var times: [String: Timestamp?] = [:]
            for (fingerprint, version) in Self.firstVersions(of: namespace) {
                guard let blob = blobs[version.file] else { continue }
                if times[blob] == nil { times[blob] = try await git.arrival(of: blob, at: path, in: set.base) }
                arrivals.keys[fingerprint] = times[blob] ?? nil
            }
        }
        return arrivals
    }

    /// The first version of the key set that has a key, for each fingerprint.
    private static func firstVersions(of namespace: Namespace) -> [String: (number: Int, file: String)] {
        var first: [String: (number: Int, file: String)] = [:]
        for file in namespace.keyFiles where SignatureFileName.parse(file.name) == nil {
            guard let keys = try? KeySet(JSONReader.read(file.bytes)) else { continue }
            for key in keys.keys where first[key.fingerprint].map({ keys.version < $0.number }) ?? true {
                first[key.fingerprint] = (keys.version, file.name)
            }
        }
        return first
    }
}
