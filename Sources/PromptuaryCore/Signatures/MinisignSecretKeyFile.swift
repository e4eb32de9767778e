/// The secret key file of minisign: a comment line and 158 bytes in base64.
///
/// `Ed`, the key derivation (`Sc` or two zero bytes), the checksum (`B2`), the salt, two cost limits, and, encrypted by
/// XOR with an scrypt stream: the key's number, the 64 bytes of the key, a BLAKE2b-256 checksum. minisign leaves the
/// checksum of a plain file zero.
enum MinisignSecretKeyFile {
    private static let scrypt = Array("Sc".utf8)
    private static let checksum = Array("B2".utf8)
    private static let length = 158
    private static let secretStart = 54

    static func read(_ file: [UInt8], passphrase: SecretBytes?) throws(Refusal) -> SecretKey {
        var lines = file.split(separator: 10, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count == 2, lines[0].starts(with: MinisignSignature.untrustedPrefix),
            let blob = Base64.decode(lines[1])
        else { throw Refusal(SecretKeyFault.form, "neither an OpenSSH private key nor a minisign secret key") }
        guard blob.starts(with: MinisignSignature.algorithm), blob.dropFirst(4).starts(with: checksum) else {
            throw Refusal(SecretKeyFault.algorithm, "the key is not Ed25519 with a BLAKE2b checksum")
        }
        guard blob.count == length else {
            throw Refusal(SecretKeyFault.length, "the key file holds \(blob.count) bytes, not \(length)")
        }
        let secret = SecretBytes(Array(blob[secretStart...]))
        guard blob[2..<4].elementsEqual(scrypt) else {
            guard blob[2..<4].elementsEqual([0, 0]) else {
                throw Refusal(SecretKeyFault.encryption, "the key is encrypted in an unknown way")
            }
            return try key(in: secret, mayLackChecksum: true, fault: .checksum)
        }
        guard let passphrase else {
            throw Refusal(SecretKeyFault.passphraseNeeded, "the secret key is encrypted")
        }
        let protection = try ScryptProtection(
            passphrase: passphrase, salt: Array(blob[6..<38]), operations: number(blob[38..<46]),
            memory: number(blob[46..<54]))
        return try key(
            in: exclusiveOr(secret, try protection.stream(count: secret.count)), mayLackChecksum: false,
            fault: .passphraseWrong)
    }

    static func write(_ key: SecretKey, protection: ScryptProtection?) throws(Refusal) -> SecretBytes {
        guard case .minisign(let id) = key.publicKey.scheme else {
            throw Refusal(SecretKeyFault.scheme, "an OpenSSH key has no minisign form")
        }
        var secret = SecretBytes(count: length - secretStart) { target in
            _ = target.update(fromContentsOf: id.bytes)
            key.pair.secret.withBytes {
                _ = UnsafeMutableBufferPointer(rebasing: target[8..<72]).update(fromContentsOf: $0)
            }
            guard protection != nil else { return }
            let sum = Self.sum(of: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(target)[..<72]))
            _ = UnsafeMutableBufferPointer(rebasing: target[72...]).update(fromContentsOf: sum)
        }
        if let protection { secret = exclusiveOr(secret, try protection.stream(count: secret.count)) }
        var head = MinisignSignature.algorithm + (protection == nil ? [0, 0] : scrypt) + checksum
        head += protection?.salt ?? [UInt8](repeating: 0, count: 32)
        head += littleEndian(protection?.operations ?? 0) + littleEndian(protection?.memory ?? 0)
        let text = secret.withBytes { Base64.encode(head + $0) }
        return SecretBytes(Array("untrusted comment: minisign encrypted secret key\n\(text)\n".utf8))
    }

    private static func key(
        in secret: SecretBytes, mayLackChecksum: Bool, fault: SecretKeyFault
    ) throws(Refusal) -> SecretKey {
        let isRight = secret.withBytes { bytes in
            let stored = bytes[72...]
            return Self.sum(of: UnsafeBufferPointer(rebasing: bytes[..<72])).elementsEqual(stored)
                || mayLackChecksum && stored.allSatisfy { $0 == 0 }
        }
        guard isRight, let id = secret.withBytes({ MinisignKeyID($0[..<8]) }) else {
            throw Refusal(
                fault,
                fault == .checksum ? "the checksum of the secret key is wrong" : "the passphrase does not open the key")
        }
        return SecretKey(pair: try Ed25519.KeyPair(stored: secret.part(8..<72)), scheme: .minisign(keyID: id))
    }

    private static func sum(of secret: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let input = SecretBytes(count: 2 + secret.count) { target in
            _ = target.update(fromContentsOf: MinisignSignature.algorithm)
            _ = UnsafeMutableBufferPointer(rebasing: target[2...]).update(fromContentsOf: secret)
        }
        return input.withBytes { Sodium.blake2b($0, length: 32) }
    }

    private static func exclusiveOr(_ left: SecretBytes, _ right: SecretBytes) -> SecretBytes {
        SecretBytes(count: left.count) { target in
            left.withBytes { a in right.withBytes { b in for at in target.indices { target[at] = a[at] ^ b[at] } } }
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func littleEndian(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}
