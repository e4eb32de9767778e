/// The name of a key that signs notes (C2SP signed-note), which is also how a log is called.
///
/// 1 to 255 bytes of UTF-8 without Unicode blanks, `+` and control characters. Equal are names with the same bytes.
public struct NoteName: Sendable, Hashable, CustomStringConvertible {
    /// The UTF-8 of the name.
    public let bytes: [UInt8]

    /// The name that these bytes spell.
    public init(_ bytes: some Collection<UInt8>) throws(Refusal) {
        let bytes = Array(bytes)
        guard (1...255).contains(bytes.count), Self.isValid(bytes) else {
            throw Refusal(
                NoteFault.keyName, "\(quoted(String(decoding: bytes, as: UTF8.self))) is not the name of a key")
        }
        self.bytes = bytes
    }

    /// The name spelled `text`.
    public init(_ text: String) throws(Refusal) { try self.init(Array(text.utf8)) }

    /// What the log of a registry is called: `REGISTRY/log`.
    public init(logOf registry: RegistryName) { bytes = Array((registry.text + "/log").utf8) }

    private static func isValid(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { text in
            var at = 0
            while at < text.count {
                guard let (value, length) = TextFault.scalar(in: text, at: at), let scalar = Unicode.Scalar(value),
                    value >= 0x20, value != UInt32(UInt8(ascii: "+")), !scalar.properties.isWhitespace
                else { return false }
                at += length
            }
            return true
        }
    }

    /// The name.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
