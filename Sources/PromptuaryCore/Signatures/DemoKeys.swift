/// The keys of the demonstration registry, whose secrets everybody knows.
///
/// They are made from their names, so any of them is recognised whatever file it comes in.
public enum DemoKeys {
    /// The namespaces of the demonstration, and how many owners each has.
    public static let owners = [
        ("acme", 2), ("atelier", 2), ("city.library", 2), ("commons", 2), ("guild", 2), ("main", 2),
    ]

    /// The key of one owner of a namespace: the first has a minisign key, the second an OpenSSH key.
    public static func key(of namespace: String, owner: Int) throws(Refusal) -> SecretKey {
        try key(called: "\(namespace) \(owner)", isMinisign: owner == 1)
    }

    /// The people who hold the offline keys of the demonstration.
    public static let holders = ["ada", "bea", "cyr"]

    /// The offline key of a holder: bea has an OpenSSH key, the others minisign keys.
    public static func key(ofHolder name: String) throws(Refusal) -> SecretKey {
        try key(called: "holder \(name)", isMinisign: name != "bea")
    }

    /// The key that the demonstration's server signs a role with, an OpenSSH key.
    public static func key(of role: OnlineRole) throws(Refusal) -> SecretKey {
        try key(called: "online \(role.rawValue)", isMinisign: false)
    }

    private static func key(called name: String, isMinisign: Bool) throws(Refusal) -> SecretKey {
        let seed = SHA256Digest(of: Array("promptuary demonstration key, worthless: \(name)".utf8)).bytes
        let id = MinisignKeyID(SHA256Digest(of: seed).bytes.prefix(8))
        guard isMinisign, let id else { return try SecretKey(seed: SecretBytes(seed), scheme: .ssh) }
        return try SecretKey(seed: SecretBytes(seed), scheme: .minisign(keyID: id))
    }

    /// Whether a public key belongs to the demonstration.
    public static func contains(_ key: PublisherKey) -> Bool { all.contains(key.bytes) }

    private static let all: Set<[UInt8]> = {
        var keys: Set<[UInt8]> = []
        for (namespace, count) in owners {
            for owner in 1...count {
                if let key = try? key(of: namespace, owner: owner) { keys.insert(key.publicKey.bytes) }
            }
        }
        for name in holders { if let key = try? key(ofHolder: name) { keys.insert(key.publicKey.bytes) } }
        for role in OnlineRole.allCases { if let key = try? key(of: role) { keys.insert(key.publicKey.bytes) } }
        return keys
    }()
}
