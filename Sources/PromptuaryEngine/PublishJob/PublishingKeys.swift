public import PromptuaryCore

/// The secret keys of a server, opened.
public struct PublishingKeys: Sendable {
    /// The keys of the roles.
    public let roles: MetadataPlan.Keys
    /// The key of the log.
    public let log: NoteSigner

    /// Opens the key files in a folder for the trust of a registry.
    ///
    /// `open` gives the key in a file. Refused when a key is not the one that the offline roles name.
    public init(_ folder: OnlineKeys, for trust: TrustFolder, opening open: (String) throws -> SecretKey) throws {
        let online = trust.terms.online
        func key(_ role: OnlineRole, _ isNamed: (Ed25519.PublicKey) -> Bool) throws -> SecretKey {
            let path = folder.folder + "/" + role.fileName
            let key = try open(path)
            guard isNamed(key.publicKey.key) else {
                throw Refusal(
                    PublishFault.keys, "\(path) is not the key that the offline roles name for \(role.rawValue)")
            }
            return key
        }
        roles = MetadataPlan.Keys(
            bins: try key(.bins) { $0 == online.bins }, snapshot: try key(.snapshot) { $0 == online.snapshot },
            timestamp: try key(.timestamp) { $0 == online.timestamp })
        let description = trust.terms.log
        let secret = try key(.log) { named in description.keys.contains { $0.key == named } }
        log = NoteSigner(name: description.origin, key: secret)
    }
}
