internal import PromptuaryCore

/// Reads the head of a site's log and the checkpoint that its roles list, without verifying either.
struct LogExamination: Sendable {
    private static let path = "log/checkpoint"
    private static let sizeLimit = 64 << 10

    let source: any SiteSource

    /// The diagnosis of the log of a site with these roles.
    ///
    /// The head is read after the roles are: the log may grow meanwhile, and is never behind.
    func diagnosis(_ roles: [RoleReading]) async throws -> Diagnosis {
        let listed = try await listed(roles)
        return LogDiagnosis.of(head: try await bytes(Self.path, upTo: Self.sizeLimit), listed: listed)
    }

    /// The checkpoint by the name that the bin of its path lists (TAP 15 says which bin that is).
    private func listed(_ roles: [RoleReading]) async throws -> [UInt8]? {
        guard let bins = try await signed("bins", roles)?["delegations"]?["succinct_roles"],
            let bits = bins["bit_length"]?.integer, (1...32).contains(bits), let prefix = bins["name_prefix"]?.string
        else { return nil }
        let hash = SHA256Digest(of: Array(Self.path.utf8)).hex
        guard let start = UInt64(hash.prefix(8), radix: 16) else { return nil }
        let number = String(start >> UInt64(32 - bits), radix: 16)
        let width = String((UInt64(1) << UInt64(bits)) - 1, radix: 16).utf8.count
        let name = "\(prefix)-\(String(repeating: "0", count: width - number.utf8.count))\(number)"
        guard let target = try await signed(name, roles)?["targets"]?[Self.path],
            let digest = target["hashes"]?["sha256"]?.string
        else { return nil }
        return try await bytes("log/\(digest).checkpoint", upTo: Self.sizeLimit)
    }

    private func signed(_ role: String, _ roles: [RoleReading]) async throws -> Value? {
        guard let reading = roles.first(where: { $0.role == role }),
            let file = try await bytes(reading.path, upTo: RoleDates.sizeLimit)
        else { return nil }
        let limits = JSONLimits(bytes: RoleDates.sizeLimit, values: 1_000_000)
        return try? JSONReader.read(file, limits: limits)["signed"]
    }

    private func bytes(_ path: String, upTo limit: Int) async throws -> [UInt8]? {
        do {
            return try await source.read(path, upTo: limit)
        } catch is SourceError {
            return nil
        }
    }
}
