/// A signature file of either form, read but not verified.
public struct SignatureFile: Sendable, Hashable {
    /// The most bytes a signature file may have: 1 KiB.
    public static let sizeLimit = 1024

    /// What the file holds.
    public enum Content: Sendable, Hashable {
        /// A minisign signature.
        case minisign(MinisignSignature)
        /// An OpenSSH signature.
        case ssh(SSHSignature)
    }

    /// The name of the file.
    public let name: SignatureFileName
    /// What it holds.
    public let content: Content

    /// Reads a signature file whose name says its form.
    ///
    /// A refusal carries the name as its place.
    public init(name: SignatureFileName, bytes: [UInt8]) throws(Refusal) {
        self.name = name
        do {
            content =
                switch name.form {
                case .minisign: .minisign(try MinisignSignature(bytes))
                case .ssh: .ssh(try SSHSignature(bytes))
                }
        } catch {
            var refusal = error
            refusal.place = refusal.place.inside(entry: name.text)
            throw refusal
        }
    }

    init(name: SignatureFileName, content: Content) {
        self.name = name
        self.content = content
    }

    /// The bytes of the file.
    public var bytes: [UInt8] {
        switch content {
        case .minisign(let signature): signature.file()
        case .ssh(let signature): signature.file()
        }
    }
}

extension SignatureFile {
    /// Whether bytes are a signature of OpenSSH, as far as their beginning tells.
    public static func isOfSSH(_ bytes: [UInt8]) -> Bool { SSHArmor.signature.begins(bytes) }

    /// The fingerprint of the key that made it (``PublisherKey/fingerprint``); that it did is not verified.
    public var fingerprint: String {
        switch content {
        case .minisign(let signature): return signature.keyID.description
        case .ssh(let signature):
            guard let key = try? Ed25519.PublicKey(signature.keyBytes) else { return Hex.encode(signature.keyBytes) }
            return PublisherKey(scheme: .ssh, key: key).fingerprint
        }
    }

    /// Which key made it, in words; that it did is not verified.
    public var signer: String {
        switch content {
        case .minisign: "minisign key \(fingerprint)"
        case .ssh: "OpenSSH key \(fingerprint)"
        }
    }

    /// Refuses unless this is the key's signature of the file for the binding.
    ///
    /// Says nothing about whether the key may sign; ``KeySet`` does.
    public func verify(file: [UInt8], key: PublisherKey, binding: SignatureBinding) throws(Refusal) {
        var digests = FileDigests(file)
        try verify(digests: &digests, key: key, binding: binding)
    }

    func verify(digests: inout FileDigests, key: PublisherKey, binding: SignatureBinding) throws(Refusal) {
        switch content {
        case .minisign(let signature):
            try signature.verify(
                digest: digests.minisign, key: key, expectedTrustedComment: binding.trustedComment)
        case .ssh(let signature):
            try signature.verify(
                digest: digests.ssh(signature.hash), key: key, namespace: binding.sshNamespace)
        }
    }
}

/// The digests of one file that its signatures need, each computed once.
struct FileDigests {
    private let file: [UInt8]
    private var known: (sha512: [UInt8]?, sha256: [UInt8]?)

    init(_ file: [UInt8]) { self.file = file }

    lazy var minisign = MinisignSignature.digest(of: file)

    mutating func ssh(_ hash: SSHSignature.Hash) -> [UInt8] {
        if let digest = hash == .sha512 ? known.sha512 : known.sha256 { return digest }
        let digest = hash.digest(of: file)
        if hash == .sha512 { known.sha512 = digest } else { known.sha256 = digest }
        return digest
    }
}
