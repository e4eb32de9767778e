extension KeySet {
    /// Refuses unless this set may follow another one, whose file is given.
    ///
    /// The version is the next one and `prev` the digest of the file; every key of the predecessor is still there, has
    /// the same `not_before`, and its revocation was not withdrawn or put off. Whether enough of the predecessor's keys
    /// signed this set is another question: ask ``verify(file:signatures:binding:at:)`` of the predecessor.
    public func check(after predecessor: KeySet, file: [UInt8]) throws(Refusal) {
        guard version == predecessor.version + 1 else {
            throw Refusal(
                KeySetFault.skippedVersion, "version \(version) cannot follow version \(predecessor.version)",
                at: Place(key: "version"))
        }
        guard previous == SHA256Digest(of: file) else {
            throw Refusal(KeySetFault.previous, "prev is not the digest of the previous file", at: Place(key: "prev"))
        }
        for old in predecessor.keys {
            guard let new = keys.first(where: { $0.key == old.key }) else {
                throw Refusal(KeySetFault.changedHistory, "the key `\(old.name)` is gone", at: Place(key: "keys"))
            }
            guard new.notBefore == old.notBefore else {
                throw Refusal(
                    KeySetFault.changedHistory, "the key `\(old.name)` has another not_before", at: Place(key: "keys"))
            }
            guard let revoked = old.revokedAt else { continue }
            guard let again = new.revokedAt, again <= revoked else {
                throw Refusal(
                    KeySetFault.changedHistory, "the revocation of `\(old.name)` is withdrawn or put off",
                    at: Place(key: "keys"))
            }
        }
    }
}
