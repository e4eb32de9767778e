/// What a TUF role file says about its version and its end.
///
/// Nothing is verified: this is for warnings about dates, never for a decision about trust.
public struct RoleDates: Sendable, Hashable {
    /// The version.
    public let version: Int
    /// When it expires.
    public let expires: Timestamp
    /// The versions of the roles that it lists by `meta`, sorted by name: of a snapshot all others, of a timestamp the
    /// snapshot.
    public let listed: [Listed]

    /// One role that a snapshot or timestamp lists.
    public struct Listed: Sendable, Hashable {
        /// The name without `.json`.
        public let role: String
        /// The version.
        public let version: Int
    }

    /// The most bytes of a role file that are read.
    public static let sizeLimit = 5 << 20

    /// The dates by themselves.
    public init(version: Int, expires: Timestamp, listed: [Listed] = []) {
        self.version = version
        self.expires = expires
        self.listed = listed
    }

    /// The dates in the bytes of a role file; nil when they are not there.
    ///
    /// Errors: what the strict JSON reader refuses.
    public init?(file: [UInt8]) throws(Refusal) {
        let limits = JSONLimits(bytes: Self.sizeLimit, values: 1_000_000, numberLength: 32)
        guard let signed = try JSONReader.read(file, limits: limits)["signed"],
            let version = signed["version"]?.integer, version > 0,
            let expires = signed["expires"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        self.version = version
        self.expires = expires
        listed = (signed["meta"]?.mapping ?? []).compactMap { member in
            guard member.key.hasSuffix(".json"), let version = member.value["version"]?.integer, version > 0 else {
                return nil
            }
            return Listed(role: String(member.key.dropLast(5)), version: version)
        }.sorted { $0.role.utf8.lexicographicallyPrecedes($1.role.utf8) }
    }
}

/// What reading one published role came to.
public struct RoleReading: Sendable, Hashable {
    /// How it ended.
    public enum Outcome: Sendable, Hashable {
        /// The file was there and says this.
        case read(RoleDates)
        /// The site lists the role and has no such file.
        case missing
        /// The file or the host is not what it should be: why.
        case unreadable(String)
    }

    /// The role: `snapshot`, `bin-3f`.
    public let role: String
    /// The path of the file on the site.
    public let path: String
    /// How it ended.
    public let outcome: Outcome

    /// A reading from its parts.
    public init(role: String, path: String, outcome: Outcome) {
        self.role = role
        self.path = path
        self.outcome = outcome
    }

    /// What it says, when it could be read.
    public var dates: RoleDates? { if case .read(let dates) = outcome { dates } else { nil } }
}
