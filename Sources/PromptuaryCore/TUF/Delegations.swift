/// The roles to which a targets role leaves targets, with their keys (TUF specification 4.5, TAP 15).
public struct Delegations: Sendable, Hashable {
    /// How the roles are named.
    public enum Roles: Sendable, Hashable {
        /// One by one, in the order in which they are asked.
        case named([DelegatedRole])
        /// As hash bins.
        case succinct(SuccinctRoles)
    }

    /// The keys, by number.
    public var keys: [String: TUFKey]
    /// The roles.
    public var roles: Roles
    /// Members that this program does not know.
    public var other: [Value.Member] = []

    /// Delegations to roles, with the keys that they name.
    public init(keys: [TUFKey], roles: Roles) {
        self.keys = Dictionary(keys.map { ($0.id, $0) }) { first, _ in first }
        self.roles = roles
    }

    init(_ value: Value) throws(Refusal) {
        var fields = try MetadataFields(value, path: "delegations")
        keys = try TUFKey.table(try fields.members("keys"))
        switch (value.member("roles"), value.member("succinct_roles")) {
        case (.some, nil):
            var roles: [DelegatedRole] = []
            var names: Set<String> = []
            for (index, entry) in try fields.list("roles").enumerated() {
                let role = try DelegatedRole(entry, path: "delegations.roles[\(index)]")
                guard names.insert(role.name).inserted else {
                    throw fields.refusal(.duplicate, "the role \(role.name) is delegated twice", at: "roles")
                }
                roles.append(role)
            }
            self.roles = .named(roles)
        case (nil, .some):
            roles = .succinct(
                try SuccinctRoles(try fields.value("succinct_roles"), path: "delegations.succinct_roles"))
        default:
            throw fields.refusal(.delegation, "there is not one of roles and succinct_roles", at: "roles")
        }
        other = fields.rest
    }

    /// Whose signatures a role needs, or nil when it is not delegated here.
    public func keys(of role: String) -> RoleKeys? {
        switch roles {
        case .named(let roles): roles.first { $0.name == role }?.keys
        case .succinct(let bins): bins.contains(role) ? bins.keys : nil
        }
    }

    /// The roles that a target may be found in, in the order in which they are asked, down to the first terminating one.
    ///
    /// A bin is terminating (TAP 15).
    public func roles(for path: String) -> (names: [String], isTerminated: Bool) {
        switch roles {
        case .named(let roles):
            var names: [String] = []
            for role in roles where role.covers(path) {
                names.append(role.name)
                if role.isTerminating { return (names, true) }
            }
            return (names, false)
        case .succinct(let bins): return ([bins.name(ofBin: bins.bin(of: path))], true)
        }
    }

    func write(to writer: inout CanonicalWriter) throws(Refusal) {
        writer.open(with: other)
        try writer.key("keys")
        try TUFKey.write(keys, to: &writer)
        switch roles {
        case .named(let roles):
            try writer.key("roles")
            writer.openList()
            for role in roles { try role.write(to: &writer) }
            writer.closeList()
        case .succinct(let bins):
            try writer.key("succinct_roles")
            try bins.write(to: &writer)
        }
        try writer.close()
    }
}
