/// A role to which another one leaves some of its targets (TUF specification 4.5).
public struct DelegatedRole: Sendable, Hashable {
    /// Which targets are left to a role.
    public enum Scope: Sendable, Hashable {
        /// Those whose path matches one of the patterns.
        case paths([PathPattern])
        /// Those whose path has a sha256 that begins with one of these hexadecimal digits.
        case pathHashPrefixes([String])
    }

    /// The name of the role.
    public let name: String
    /// Whose signatures it needs.
    public var keys: RoleKeys
    /// Which targets it is for.
    public var scope: Scope
    /// Whether nobody after it is asked about these targets.
    public var isTerminating: Bool

    /// A delegation from its parts.
    public init(name: String, keys: RoleKeys, scope: Scope, isTerminating: Bool) {
        self.name = name
        self.keys = keys
        self.scope = scope
        self.isTerminating = isTerminating
    }

    init(_ value: Value, path: String) throws(Refusal) {
        var fields = try MetadataFields(value, path: path)
        name = try fields.name("name")
        guard !["root", "snapshot", "targets", "timestamp"].contains(name) else {
            throw fields.refusal(.delegation, "the role \(name) can not be delegated", at: "name")
        }
        isTerminating = try fields.boolean("terminating")
        switch (value.member("paths"), value.member("path_hash_prefixes")) {
        case (.some, nil): scope = .paths(try fields.strings("paths").map { PathPattern($0) })
        case (nil, .some): scope = .pathHashPrefixes(try fields.strings("path_hash_prefixes"))
        default: throw fields.refusal(.delegation, "there is not one of paths and path_hash_prefixes", at: "paths")
        }
        keys = try RoleKeys(taking: &fields)
        keys.other = fields.rest
    }

    /// Whether a target is left to the role.
    public func covers(_ path: String) -> Bool {
        switch scope {
        case .paths(let patterns): patterns.contains { $0.matches(path) }
        case .pathHashPrefixes(let prefixes): Self.covers(SHA256Digest(of: Array(path.utf8)).hex, prefixes)
        }
    }

    private static func covers(_ hash: String, _ prefixes: [String]) -> Bool {
        prefixes.contains { hash.utf8.starts(with: $0.utf8) }
    }

    func write(to writer: inout CanonicalWriter) throws(Refusal) {
        writer.open(with: keys.other)
        try writer.key("keyids")
        writer.strings(keys.keyIDs)
        try writer.key("name")
        writer.string(name)
        switch scope {
        case .pathHashPrefixes(let prefixes):
            try writer.key("path_hash_prefixes")
            writer.strings(prefixes)
        case .paths(let patterns):
            try writer.key("paths")
            writer.strings(patterns.map(\.text))
        }
        try writer.key("terminating")
        writer.boolean(isTerminating)
        try writer.key("threshold")
        writer.integer(keys.threshold)
        try writer.close()
    }
}
