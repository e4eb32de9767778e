extension TrustProposal {
    /// The signatures that a key can make: one for every role in which it counts.
    ///
    /// Refused with ``TrustFault/notASigner`` when there is none.
    public func sign(with key: SecretKey) throws(Refusal) -> [TrustSignature] {
        let keyID = TUFKey(key.publicKey.key).id
        let signatures = names.compactMap { name -> TrustSignature? in
            guard let role = roles[name], needs(of: name).contains(where: { $0.counts(key.publicKey.key) }) else {
                return nil
            }
            return TrustSignature(
                role: name, version: role.version, digest: SHA256Digest(of: role.signedBytes), keyID: keyID,
                signature: key.pair.sign(role.signedBytes))
        }
        guard !signatures.isEmpty else {
            throw Refusal(TrustFault.notASigner, "the key \(keyID.prefix(16)) counts for none of the proposed roles")
        }
        return signatures
    }

    /// The signature in a file of minisign, made with `minisign -S -l` over the bytes to sign of a role.
    ///
    /// The prehashed form, which minisign makes without `-l`, is no TUF signature and is refused.
    public func signature(minisign file: [UInt8], role name: String) throws(Refusal) -> TrustSignature {
        guard let role = roles[name] else {
            throw Refusal(TrustFault.signatureStale, "no change of the role \(quoted(name)) is proposed")
        }
        let signature: [UInt8]
        do {
            signature = try MinisignSignature(plain: file).signature
        } catch {
            throw Refusal(
                TrustFault.signatureForm, "\(error.message); `minisign -S -l` makes signatures of roles",
                at: error.place)
        }
        for need in needs(of: name) {
            for id in need.keys.keyIDs {
                guard let key = need.table[id]?.key, key.verifies(signature: signature, of: role.signedBytes) else {
                    continue
                }
                return TrustSignature(
                    role: name, version: role.version, digest: SHA256Digest(of: role.signedBytes), keyID: id,
                    signature: signature)
            }
        }
        throw Refusal(
            TrustFault.signatureForged, "no key that counts has made this signature of \(name) \(role.version)")
    }

    /// Takes over the signatures of a file; what counts for nothing goes to ``ignored``.
    mutating func take(_ bytes: [UInt8], from file: String) {
        do throws(Refusal) {
            for signature in try TrustSignatureFile(file: bytes).signatures {
                do throws(Refusal) {
                    try take(signature)
                } catch {
                    ignored.append(Ignored(file: file, refusal: error))
                }
            }
        } catch {
            ignored.append(Ignored(file: file, refusal: error))
        }
    }

    /// Takes over a signature, when it counts.
    public mutating func take(_ signature: TrustSignature) throws(Refusal) {
        let title = "\(signature.role) \(signature.version)"
        guard let role = roles[signature.role], role.version == signature.version,
            SHA256Digest(of: role.signedBytes) == signature.digest
        else { throw Refusal(TrustFault.signatureStale, "\(title) with these bytes is not proposed") }
        let table = needs(of: signature.role).compactMap { need in
            need.keys.keyIDs.contains(signature.keyID) ? need.table[signature.keyID]?.key : nil
        }
        guard let key = table.first else {
            throw Refusal(
                TrustFault.notASigner, "the key \(signature.keyID.prefix(16)) does not count for \(title)")
        }
        guard key.verifies(signature: signature.signature, of: role.signedBytes) else {
            throw Refusal(
                TrustFault.signatureForged, "the signature of \(title) is not by the key \(signature.keyID.prefix(16))")
        }
        roles[signature.role] = role.adding(RoleSignature(keyID: signature.keyID, bytes: signature.signature))
    }

    /// Whether anybody has signed a part of it.
    public var isSigned: Bool { names.contains { name in needs(of: name).contains { !$0.signed.isEmpty } } }
}

extension TrustSignature {
    /// The name under which the signature lies in `trust/pending`: `ROLE-VERSION.KEYID8.sig.json`.
    public var fileName: String { "\(role)-\(version).\(keyID.prefix(8))\(TrustSignatureFile.ending)" }
}

extension TrustNeed {
    /// Whether a key is one of those whose signatures count.
    func counts(_ key: Ed25519.PublicKey) -> Bool {
        keys.keyIDs.contains { table[$0]?.key == key }
    }
}

extension SignedRole {
    /// Signs the role with a key from a file, as a server does with its online keys.
    public mutating func sign(with key: SecretKey) { sign(with: key.pair) }
}
