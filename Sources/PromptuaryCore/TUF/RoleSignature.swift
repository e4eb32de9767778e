/// A signature of a role, and by which key.
public struct RoleSignature: Sendable, Hashable {
    /// The number of the key.
    public let keyID: String
    /// The bytes of the signature, 64 for Ed25519.
    public let bytes: [UInt8]

    /// A signature by the key of a number.
    public init(keyID: String, bytes: [UInt8]) {
        self.keyID = keyID
        self.bytes = bytes
    }
}
