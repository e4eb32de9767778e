/// A secret key with the name under which it signs notes.
public struct NoteSigner: Sendable {
    /// The name of the key.
    public let name: NoteName
    private let pair: Ed25519.KeyPair

    /// The key `pair` under a name.
    public init(name: NoteName, pair: Ed25519.KeyPair) { (self.name, self.pair) = (name, pair) }

    /// A publisher's or an online key under a name.
    public init(name: NoteName, key: SecretKey) { self.init(name: name, pair: key.pair) }

    /// The public key for one kind of signature.
    public func verifier(_ kind: NoteVerifier.Kind) -> NoteVerifier {
        NoteVerifier(name: name, kind: kind, key: pair.publicKey)
    }

    /// Signs a text that ends in a line feed (type 1).
    public func sign(_ text: [UInt8]) -> NoteSignature {
        NoteSignature(name: name, keyID: verifier(.ed25519).keyID, signature: pair.sign(text))
    }

    /// Signs a checkpoint's text together with the time (type 4).
    ///
    /// A key that cosigns must have no other use: this signature does not name its maker.
    public func cosign(_ checkpoint: Checkpoint, at time: Timestamp) -> NoteSignature {
        let stamp = (0..<8).map { UInt8(truncatingIfNeeded: time.seconds >> (56 - 8 * $0)) }
        let signature = pair.sign(Cosignature.message(time: time.seconds, text: checkpoint.text))
        return NoteSignature(name: name, keyID: verifier(.cosignature).keyID, signature: stamp + signature)
    }
}
