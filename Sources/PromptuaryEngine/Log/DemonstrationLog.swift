internal import PromptuaryCore

/// A log of any size with made-up entries and a key whose secret everybody knows, to try other programs on.
public enum DemonstrationLog {
    /// The name of the log.
    public static let registry = "registry.example"

    /// Writes a site with nothing but a log of `size` entries: `log/…`, `keys/log.json`, and the log's public key as
    /// `log.vkey`.
    ///
    /// With `fork`, the entry at that index is another one. Logs of all sizes are beginnings of each other.
    public static func write(size: Int, to folder: String, fork: Int? = nil) throws {
        let seed = SHA256Digest(of: Array("promptuary demonstration log, worthless".utf8)).bytes
        let origin = NoteName(logOf: try RegistryName(registry))
        let signer = NoteSigner(name: origin, pair: try Ed25519.KeyPair(seed: SecretBytes(seed)))
        var tree = LogTree()
        var entries: [[UInt8]] = []
        for index in 0..<size { entries.append(try entry(index, variant: index == fork ? "forked " : "").bytes) }
        var files = try tree.append(entries).map { ($0.path, $0.bytes) }
        let key = signer.verifier(.ed25519)
        files.append((LogLayout.description, try LogDescription(origin: origin, keys: [key]).bytes))
        files.append((LogLayout.checkpoint, tree.checkpoint(origin: origin).signed(by: signer).bytes))
        files.append(("log.vkey", Array((key.text + "\n").utf8)))
        for (path, bytes) in files {
            let file = "\(folder)/\(path)"
            try DurableFile.makeDirectories(String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]))
            try DurableFile.write(bytes, to: file)
        }
    }

    /// The entry at an index: releases mostly, now and then a key set or a yank of the release before.
    static func entry(_ index: Int, variant: String = "") throws -> LogEntry {
        let digest = SHA256Digest(of: Array("\(variant)\(index)".utf8))
        let time = Timestamp(seconds: 1_767_225_600 + 60 * index)
        let namespace = try NamespaceName("team-\(index / 100)")
        if index % 100 == 0 { return LogEntry(.keys(namespace: namespace, version: 1, digest: digest), time: time) }
        let isYank = index % 50 == 49
        let number = isYank ? index - 1 : index
        let id = PackageID(namespace, try PackageName("tool-\(number / 3)"))
        let version = try Version("1.\(number % 3).0")
        if isYank {
            return LogEntry(.yank(LogEntry.Yank(id: id, version: version, isYanked: true, reason: digest)), time: time)
        }
        let signature = LogEntry.Signature(keyID: "RWQ0", digest: SHA256Digest(of: digest.bytes))
        return LogEntry(
            .release(LogEntry.Release(id: id, version: version, digest: digest, size: index, signatures: [signature])),
            time: time)
    }
}
