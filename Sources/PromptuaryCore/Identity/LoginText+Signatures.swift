extension LoginText {
    /// Refuses unless the key that the text names has signed exactly this text, as a login to a registry.
    ///
    /// Three forms are known: the 64 bytes of an Ed25519 signature of ``bytes`` in hexadecimal digits, an SSH
    /// signature with the namespace `pdpkg-login@REGISTRY`, and a minisign signature with the trusted comment
    /// `pdpkg-login v1 REGISTRY`; the signed file of the two tools is the text. Refused with a ``LoginTextFault`` or a
    /// ``SignatureFault``.
    public func verify(signature: [UInt8], registry: RegistryName) throws(Refusal) {
        let binding = SignatureBinding.login(registry: registry)
        if SSHArmor.signature.begins(signature) {
            let key = PublisherKey(scheme: .ssh, key: account)
            try SSHSignature(signature).verify(file: bytes, key: key, namespace: binding.sshNamespace)
        } else if signature.starts(with: MinisignSignature.untrustedPrefix) {
            let found = try MinisignSignature(signature)
            // The number of a minisign key is chosen by its maker, and an account does not know it.
            let key = PublisherKey(scheme: .minisign(keyID: found.keyID), key: account)
            try found.verify(file: bytes, key: key, expectedTrustedComment: binding.trustedComment)
        } else {
            guard signature.count == 2 * Ed25519.signatureLength,
                let raw = Hex.decode(String(decoding: signature, as: UTF8.self)),
                account.verifies(signature: raw, of: bytes)
            else { throw Refusal(LoginTextFault.signature, "the signature is not of this text by the key it names") }
        }
    }
}
