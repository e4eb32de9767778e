public import PromptuaryCore

/// The secret key files of a server, one for each role that it signs, in a folder outside of every tree.
public struct OnlineKeys: Sendable {
    /// The folder.
    public let folder: String

    /// The keys in a folder, for a tree.
    ///
    /// Refused with ``TrustFault/onlineFolder`` when the folder lies in the tree, unless it is in `demo-keys` of a
    /// demonstration.
    public init(_ folder: String, tree: String, isDemo: Bool) throws(Refusal) {
        self.folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let (inner, outer) = (RealPath.of(self.folder) + "/", RealPath.of(tree) + "/")
        let isAllowed = isDemo && inner.hasPrefix(outer + "demo-keys/")
        guard !inner.hasPrefix(outer) || isAllowed else {
            throw Refusal(TrustFault.onlineFolder, "\(folder) lies in the tree")
        }
    }

    /// The public keys of roles: those whose files are there already, and new ones for the others.
    ///
    /// `passphrase` is asked for once, and only when a key is made. Made keys are OpenSSH keys; the secret half is
    /// readable by its owner only.
    public func prepare(
        _ roles: [OnlineRole], registry: RegistryName, isDemo: Bool, passphrase: () throws -> SecretBytes?
    ) throws -> (keys: [OnlineRole: Ed25519.PublicKey], made: [String]) {
        var keys: [OnlineRole: Ed25519.PublicKey] = [:]
        var made: [String] = []
        var words: SecretBytes??
        for role in roles {
            let path = folder + "/" + role.fileName
            if let known = try publicKey(path + ".pub") {
                guard isDemo || !DemoKeys.contains(known) else {
                    throw Refusal(KeyFiles.KeyFileFault.demo, "\(path) is a key of the demonstration")
                }
                keys[role] = known.key
                continue
            }
            if words == nil { words = .some(try passphrase()) }
            let key = try KeyFiles.generate(minisign: false)
            try KeyFiles.write(
                key, to: path, comment: "\(registry.text) \(role.rawValue)", passphrase: words ?? nil)
            keys[role] = key.publicKey.key
            made.append(path)
        }
        return (keys, made)
    }

    /// Opens the secret key of a role.
    ///
    /// Refused with ``TrustFault/onlineKey`` when it is not the one that the terms name, and like every encrypted key
    /// without the right passphrase.
    public func open(_ role: OnlineRole, of terms: TrustTerms, passphrase: SecretBytes?) throws -> SecretKey {
        let path = folder + "/" + role.fileName
        let key = try KeyFiles.open(path, passphrase: passphrase)
        guard key.publicKey.key == terms.key(of: role) else {
            throw Refusal(TrustFault.onlineKey, "\(path) is not the key that the holders have named")
        }
        return key
    }

    private func publicKey(_ path: String) throws -> PublisherKey? {
        do {
            return try PublisherKey(try FileContents.read(path, upTo: 1024))
        } catch let error as StorageError where error.isAbsence {
            return nil
        }
    }
}
