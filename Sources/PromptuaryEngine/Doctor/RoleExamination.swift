internal import PromptuaryCore

/// Reads the dates of every role of a site, without verifying any.
struct RoleExamination: Sendable {
    /// The most roots that are looked for, one after the other.
    private static let mostRoots = 1024
    /// How many files are read at once.
    private static let width = 8

    let source: any SiteSource

    /// One reading for each role that the site has or lists: timestamp, snapshot, root, then the others by name.
    ///
    /// Errors: `CancellationError`. What cannot be read is a reading too.
    func readings() async throws -> [RoleReading] {
        let timestamp = try await read("timestamp", "metadata/timestamp.json")
        var result = [timestamp]
        guard let next = timestamp.dates?.listed.first(where: { $0.role == "snapshot" }) else { return result }
        let snapshot = try await read("snapshot", "metadata/\(next.version).snapshot.json")
        result.append(snapshot)
        result.append(try await newestRoot())
        result += try await all(snapshot.dates?.listed ?? [])
        return result
    }

    private func newestRoot() async throws -> RoleReading {
        var newest = try await read("root", "metadata/1.root.json")
        guard newest.dates != nil else { return newest }
        for version in 2...Self.mostRoots {
            let next = try await read("root", "metadata/\(version).root.json")
            // A host that answers everything with a page gets its own diagnosis.
            guard next.dates != nil else { break }
            newest = next
        }
        return newest
    }

    private func all(_ listed: [RoleDates.Listed]) async throws -> [RoleReading] {
        try await withThrowingTaskGroup(of: (Int, RoleReading).self) { group in
            var result: [RoleReading?] = Array(repeating: nil, count: listed.count)
            for (index, entry) in listed.enumerated() {
                if index >= Self.width, let (done, reading) = try await group.next() { result[done] = reading }
                group.addTask {
                    (index, try await read(entry.role, "metadata/\(entry.version).\(entry.role).json"))
                }
            }
            for try await (done, reading) in group { result[done] = reading }
            return result.compactMap { $0 }
        }
    }

    private func read(_ role: String, _ path: String) async throws -> RoleReading {
        let outcome: RoleReading.Outcome
        do {
            if let bytes = try await source.read(path, upTo: RoleDates.sizeLimit) {
                outcome = try RoleDates(file: bytes).map { .read($0) } ?? .unreadable("it has no version and expiry")
            } else {
                outcome = .missing
            }
        } catch let refusal as Refusal {
            outcome = .unreadable("\(refusal.message) [\(refusal.code)]")
        } catch let SourceError.tooLarge(_, limit) {
            outcome = .unreadable("it has more than \(limit) bytes")
        } catch let SourceError.unreachable(_, reason) {
            outcome = .unreadable(reason)
        }
        return RoleReading(role: role, path: path, outcome: outcome)
    }
}
