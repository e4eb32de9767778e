/// The text form that OpenSSH gives to signatures and private keys: base64 in lines between two markers.
struct SSHArmor {
    private let header: [UInt8]
    private let footer: [UInt8]

    static let signature = SSHArmor("SSH SIGNATURE")
    static let privateKey = SSHArmor("OPENSSH PRIVATE KEY")

    private init(_ label: String) {
        header = Array("-----BEGIN \(label)-----\n".utf8)
        footer = Array("\n-----END \(label)-----\n".utf8)
    }

    /// The text, in lines of 70 characters as ssh-keygen writes them.
    func encode(_ blob: [UInt8]) -> [UInt8] {
        var text = header
        let encoded = Array(Base64.encode(blob).utf8)
        for start in stride(from: 0, to: encoded.count, by: 70) {
            if start > 0 { text.append(10) }
            text += encoded[start..<min(start + 70, encoded.count)]
        }
        return text + footer
    }

    /// Whether the text begins as this armor does.
    func begins(_ text: [UInt8]) -> Bool { text.starts(with: header) }

    /// The bytes inside, or nil for anything but the markers, line feeds and strict base64.
    ///
    /// All lines but the last have one width between 64 and 76 characters: OpenSSH writes 70, its document says 76, PEM
    /// writers 64.
    func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count > header.count + footer.count, begins(text), text.suffix(footer.count).elementsEqual(footer)
        else { return nil }
        let lines = text[header.count..<text.count - footer.count].split(
            separator: 10, omittingEmptySubsequences: false)
        guard let first = lines.first, let last = lines.last, !last.isEmpty, last.count <= max(first.count, 1),
            first.count <= 76, lines.count == 1 || first.count >= 64,
            lines.dropLast().allSatisfy({ $0.count == first.count })
        else { return nil }
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.count)
        for line in lines { encoded += line }
        return Base64.decode(encoded)
    }
}
