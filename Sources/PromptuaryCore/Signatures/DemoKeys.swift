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
        let name = "promptuary demonstration key, worthless: \(namespace) \(owner)"
        let seed = SHA256Digest(of: Array(name.utf8)).bytes
        let id = MinisignKeyID(SHA256Digest(of: seed).bytes.prefix(8))
        guard owner == 1, let id else { return try SecretKey(seed: SecretBytes(seed), scheme: .ssh) }
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
        return keys
    }()
}
