extension JSONWebToken {
    /// A token of our own, signed with Ed25519 (RFC 8037 section 3.1): header, claims and signature with dots between
    /// them.
    ///
    /// The same bytes at each call. `claims` is a mapping, written with sorted keys; `id` is how the key set names the
    /// key.
    public static func signed(
        _ claims: Value, by key: Ed25519.KeyPair, named id: String, type: String = "JWT"
    ) -> SecretBytes {
        let header = JSONWriter.object { writer in
            writer.member("alg", JSONWebKey.Algorithm.edDSA.rawValue)
            writer.member("kid", id)
            writer.member("typ", type)
        }
        // Documents end with a line feed, parts of a token without.
        let parts = [header, JSONWriter.document(claims)].map { Base64URL.encode($0.dropLast()) }
        let input = Array(parts.joined(separator: ".").utf8)
        return SecretBytes(input + [UInt8(ascii: ".")] + Base64URL.encode(key.sign(input)).utf8)
    }
}
