internal import Glibc
public import PromptuaryCore

/// Secret and public key files on disk.
public enum KeyFiles {
    /// Why a key file is not used.
    public enum KeyFileFault: String, Fault {
        case permissions = "key-file-permissions"
        case exists = "key-file-exists"
        case demo = "key-demo"

        /// What the reason protects.
        public var summary: String {
            switch self {
            case .permissions: "a secret key is readable by its owner only"
            case .exists: "a key file is never overwritten: what it signed could not be signed again"
            case .demo: "the secret keys of the demonstration are public, so they protect nothing"
            }
        }

        /// What a person does instead.
        public var remedy: String {
            switch self {
            case .permissions: "run chmod 600 on the file"
            case .exists: "choose another name"
            case .demo: "make a key of your own with `promptuary key generate`"
            }
        }
    }

    /// Random bytes from the system.
    public static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// A new secret key.
    public static func generate(minisign: Bool) throws(Refusal) -> SecretKey {
        let seed = SecretBytes(random(Ed25519.seedLength))
        guard minisign, let id = MinisignKeyID(random(8)) else { return try SecretKey(seed: seed, scheme: .ssh) }
        return try SecretKey(seed: seed, scheme: .minisign(keyID: id))
    }

    /// Opens a secret key file.
    ///
    /// One that others may read is refused, as ssh does it.
    public static func open(_ path: String, passphrase: SecretBytes?) throws -> SecretKey {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & 0o077 != 0, status.st_uid == geteuid(), !isDemoFile(path) {
            throw Refusal(KeyFileFault.permissions, "\(path) is readable by others")
        }
        return try SecretKey(file: try FileContents.read(path, upTo: 16 << 10), passphrase: passphrase)
    }

    /// Demonstration keys travel in git, which keeps no permissions.
    static func isDemoFile(_ path: String) -> Bool { path.split(separator: "/").contains("demo-keys") }

    /// Writes a secret key, encrypted when there is a passphrase, and its public key beside it as `PATH.pub`.
    ///
    /// The number by which OpenSSH sees whether a passphrase fits is random, but for files that are the same every time.
    public static func write(
        _ key: SecretKey, to path: String, comment: String, passphrase: SecretBytes?,
        checkNumber: UInt32 = UInt32.random(in: 0...UInt32.max)
    ) throws {
        for name in [path, path + ".pub"] {
            var status = stat()
            guard stat(name, &status) != 0 else { throw Refusal(KeyFileFault.exists, "\(name) exists") }
        }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try DurableFile.makeDirectories(String(path[..<slash]))
        }
        let file: SecretBytes
        switch key.publicKey.scheme {
        case .minisign:
            let protection = try passphrase.map { try ScryptProtection(passphrase: $0, salt: random(32)) }
            file = try key.minisignFile(protection: protection)
        case .ssh:
            let protection = try passphrase.map { try BcryptProtection(passphrase: $0, salt: random(16)) }
            file = try key.openSSHFile(comment: comment, checkNumber: checkNumber, protection: protection)
        }
        try file.withBytes { bytes in try DurableFile.write(Array(bytes), to: path, mode: 0o600, replace: false) }
        try DurableFile.write(Array(key.publicKey.file(comment: comment).utf8), to: path + ".pub", replace: false)
    }

    /// Reads a public key file, or the public half of a secret one when `path` holds that.
    public static func publicKey(_ path: String, passphrase: SecretBytes?) throws -> PublisherKey {
        let bytes = try FileContents.read(path, upTo: 16 << 10)
        if let key = try? PublisherKey(bytes) { return key }
        return try SecretKey(file: bytes, passphrase: passphrase).publicKey
    }
}
