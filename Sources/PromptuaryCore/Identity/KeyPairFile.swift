/// The key file of the Prompt Gen marketplace: an Ed25519 key pair in hexadecimal digits between two markers.
///
/// The secret key is the seed followed by the public key. The file is not encrypted; whoever has it is its owner.
public enum KeyPairFile {
    private static let begin = "-----BEGIN PROMPT-GEN MARKETPLACE KEYPAIR-----"
    private static let end = "-----END PROMPT-GEN MARKETPLACE KEYPAIR-----"
    private static let sizeLimit = 16_384

    /// The file of a key pair.
    public static func write(_ pair: Ed25519.KeyPair, created: Timestamp) -> SecretBytes {
        let head = """
            \(begin)
            Created: \(created)

            Public Key:
            \(Hex.encode(pair.publicKey.bytes))

            Secret Key (KEEP PRIVATE!):

            """
        let tail = """


            \(end)

            \u{26A0}\u{FE0F} Keep this file secret and back it up: it is your account.
            Nobody can recover it for you when it is lost.
            Whoever has it can log in and publish in your name.

            """
        return pair.secret.withBytes { SecretBytes(Array((head + Hex.encode($0) + tail).utf8)) }
    }

    /// The name that such a file is given for an account.
    public static func name(account id: String) -> String { "marketplace-key-\(id).pem" }

    /// The key pair of a file.
    ///
    /// The lines between the markers are read, with either line end and with blanks around them; what follows the
    /// second marker is for people. Refused with a ``KeyPairFileFault``, or with a ``SecretKeyFault`` when the two
    /// keys do not belong together.
    public static func read(_ file: [UInt8]) throws(Refusal) -> Ed25519.KeyPair {
        guard file.count <= sizeLimit else {
            throw Refusal(KeyPairFileFault.form, "the key file has \(file.count) bytes")
        }
        var lines = file.split(separator: 10).map { trimmed($0) }.filter { !$0.isEmpty }
        guard lines.first?.elementsEqual(begin.utf8) ?? false,
            let last = lines.firstIndex(where: { $0.elementsEqual(end.utf8) })
        else { throw Refusal(KeyPairFileFault.form, "the file does not begin and end as a key file") }
        lines = Array(lines[1..<last])
        if lines.first?.starts(with: "Created:".utf8) ?? false { lines.removeFirst() }
        guard lines.count == 4, lines[0].elementsEqual("Public Key:".utf8), lines[2].starts(with: "Secret Key".utf8),
            lines[2].last == UInt8(ascii: ":")
        else { throw Refusal(KeyPairFileFault.form, "the file does not have a public key and a secret key") }
        guard let key = Hex.decode(String(decoding: lines[1], as: UTF8.self)), key.count == Ed25519.publicKeyLength,
            let secret = Hex.decode(String(decoding: lines[3], as: UTF8.self)), secret.count == 64
        else { throw Refusal(KeyPairFileFault.digits, "the keys are not 64 and 128 hexadecimal digits") }
        let pair = try Ed25519.KeyPair(stored: SecretBytes(secret))
        guard pair.publicKey.hasBytes(key) else {
            throw Refusal(SecretKeyFault.mismatch, "the public key does not belong to the secret key")
        }
        return pair
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isBlank(_ unit: UInt8) -> Bool { unit == 0x20 || unit == 0x09 || unit == 0x0D }
        var line = line.drop(while: isBlank)
        while let unit = line.last, isBlank(unit) { line.removeLast() }
        return line
    }
}

/// Why bytes are not a key file of the Prompt Gen marketplace.
public enum KeyPairFileFault: String, Fault {
    case form = "key-pair-file-form"
    case digits = "key-pair-file-digits"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .form: "a key file has a public and a secret key between its two markers"
        case .digits: "the keys of a key file are 64 and 128 hexadecimal digits"
        }
    }

    /// What a person does instead.
    public var remedy: String { "restore the file from a backup" }
}
