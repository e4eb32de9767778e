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
        return text.withUnsafeBufferPointer { text in
            let body = UnsafeBufferPointer(rebasing: text[header.count..<text.count - footer.count])
            guard let width = body.firstIndex(of: 10) else {
                return body.count <= 76 ? Base64.decode(units: body) : nil
            }
            let full = (body.count - 1) / (width + 1)
            guard (64...76).contains(width), body.count - full * (width + 1) <= width else { return nil }
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: body.count) { encoded in
                var count = 0
                for line in 0...full {
                    let start = line * (width + 1)
                    let end = min(start + width, body.count)
                    if end < body.count, body[end] != 10 { return nil }
                    count = encoded[count...].initialize(fromContentsOf: body[start..<end])
                }
                return Base64.decode(units: UnsafeBufferPointer(rebasing: encoded[..<count]))
            }
        }
    }
}
