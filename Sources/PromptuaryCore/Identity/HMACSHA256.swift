/// Message authentication codes of RFC 2104 with SHA-256.
public enum HMACSHA256 {
    /// The bytes of a code: 32.
    public static let length = 32

    /// The bytes that SHA-256 takes at once, to which a key is filled up.
    private static let blockLength = 64

    /// The code of a message by a key of any length; keys longer than 64 bytes are hashed first.
    public static func code(of message: [UInt8], key: SecretBytes) -> [UInt8] {
        let padded = SecretBytes(count: blockLength) { target in
            key.withBytes { key in
                if key.count <= blockLength {
                    _ = target.update(fromContentsOf: key)
                } else {
                    _ = target.update(fromContentsOf: SHA256Digest(of: UnsafeRawBufferPointer(key)).bytes)
                }
            }
        }
        let inner = digest(of: padded, mask: 0x36, then: message)
        return digest(of: padded, mask: 0x5C, then: inner)
    }

    /// Whether the bytes are the code of the message, in a time that does not depend on them.
    public static func isCode(_ code: [UInt8], of message: [UInt8], key: SecretBytes) -> Bool {
        ConstantTime.areEqual(code, Self.code(of: message, key: key))
    }

    private static func digest(of key: SecretBytes, mask: UInt8, then rest: [UInt8]) -> [UInt8] {
        let block = SecretBytes(count: blockLength) { target in
            key.withBytes { key in
                for index in target.indices { target[index] = key[index] ^ mask }
            }
        }
        var stream = SHA256Stream()
        block.withBytes { stream.update(UnsafeRawBufferPointer($0)) }
        rest.withUnsafeBytes { stream.update($0) }
        return stream.finish().bytes
    }
}
