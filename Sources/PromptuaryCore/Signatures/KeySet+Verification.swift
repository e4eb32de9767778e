extension KeySet {
    /// What the signatures of a file amount to.
    public struct Verdict: Sendable, Hashable {
        /// The entries whose keys signed, in the order of the key set, also when two have the same key.
        public let signers: [Key]
        /// How many different keys signed.
        public let count: Int
        /// How many have to.
        public let threshold: Int
        /// Why the other signatures do not count, by the numbers of their files, with the file names as places.
        public let refusals: [Refusal]

        /// Whether enough different keys signed.
        public var isMet: Bool { count >= threshold }
    }

    /// Judges the signatures of a file by the keys that count at a log index; without one, by those not revoked.
    ///
    /// A key counts once, whether or not it is listed for both tools. Of several signatures that it has made with one
    /// tool the one with the lowest number counts, and the others are refused: a copy of a signature proves nothing, and
    /// takes a name that an owner may need. Signatures that do not count do not spoil the others. At most 16 signatures
    /// are looked at.
    public func verify(
        file: [UInt8], signatures: [SignatureFile], binding: SignatureBinding, at index: Int?
    ) -> Verdict {
        let moment = index.map { LogMoment.at($0) } ?? .unknown
        return verify(file: file, signatures: signatures, binding: binding) { _ in moment }
    }

    /// Judges the signatures of a file by the keys that count at the moment of each.
    ///
    /// `moment` gives it for the position of a signature in the list.
    public func verify(
        file: [UInt8], signatures: [SignatureFile], binding: SignatureBinding, moment: (Int) -> LogMoment
    ) -> Verdict {
        var digests = FileDigests(file)
        var signed: [PublisherKey] = []
        var names: [SignatureFileName] = []
        var refusals: [Refusal] = []
        for (looked, position) in Self.order(of: signatures).enumerated() {
            let signature = signatures[position]
            do throws(Refusal) {
                guard looked < SignatureFileName.highestNumber else {
                    throw Refusal(SignatureFault.tooMany, "there are more than 16 signatures")
                }
                let entry = try entry(for: signature, moment(position))
                try signature.verify(digests: &digests, key: entry.key, binding: binding)
                if let first = signed.firstIndex(of: entry.key) {
                    throw Refusal(SignatureFault.repeated, "its key has signed already, in \(names[first].text)")
                }
                signed.append(entry.key)
                names.append(signature.name)
            } catch {
                refusals.append(error.inside(signature.name))
            }
        }
        let signers = keys.filter { signed.contains($0.key) }
        // Few keys sign a file, so that comparing costs less than hashing.
        let count = signers.indices.count { index in
            !signers[..<index].contains { $0.key.key == signers[index].key.key }
        }
        return Verdict(signers: signers, count: count, threshold: threshold, refusals: refusals)
    }

    /// What signatures of this set are bound to.
    ///
    /// Those by OpenSSH do not say for which namespace they are, so a set that says it counts for no other
    /// (``KeySetFault/namespace``).
    public func binding(registry: RegistryName, namespace: NamespaceName) throws(Refusal) -> SignatureBinding {
        guard self.namespace == nil || self.namespace == namespace else {
            throw Refusal(
                KeySetFault.namespace, "the key set is not one of \(namespace)", at: Place(key: "namespace"))
        }
        return try .keys(registry: registry.text, namespace: namespace.text, version: version)
    }

    /// What the owners of some entries' keys are called, each key once.
    ///
    /// A key that is listed for both tools has one owner, who goes by the first of its names.
    public func names(of entries: [Key]) -> [String] {
        var names: [String] = []
        for entry in entries {
            guard let first = keys.first(where: { $0.key.key == entry.key.key }) else { continue }
            if !names.contains(where: { $0.hasSameBytes(as: first.name) }) { names.append(first.name) }
        }
        return names
    }

    /// The positions of signatures by their numbers, so that it is always the same one of two that counts.
    private static func order(of signatures: [SignatureFile]) -> [Int] {
        guard signatures.count > 1 else { return Array(signatures.indices) }
        return signatures.indices.sorted { (signatures[$0].name.number, $0) < (signatures[$1].name.number, $1) }
    }

    private func entry(for signature: SignatureFile, _ moment: LogMoment) throws(Refusal) -> Key {
        let found: Key?
        switch signature.content {
        case .minisign(let signature): found = keys.first { $0.key.scheme == .minisign(keyID: signature.keyID) }
        case .ssh(let signature):
            found = keys.first { $0.key.scheme == .ssh && $0.key.key.hasBytes(signature.keyBytes) }
        }
        if let found, found.isActive(moment) { return found }
        let name =
            switch signature.content {
            case .minisign(let signature): "the minisign key \(signature.keyID)"
            case .ssh(let signature): "the OpenSSH key \(Hex.encode(signature.keyBytes))"
            }
        guard let found else { throw Refusal(SignatureFault.unknownKey, name + " is not one of the namespace") }
        switch moment {
        case .at(let index), .after(let index):
            guard index >= found.notBefore else {
                throw Refusal(
                    SignatureFault.earlyKey, "\(name) counts from log index \(found.notBefore) on, this is \(index)")
            }
        case .unknown: break
        }
        throw Refusal(SignatureFault.revokedKey, name + " is revoked")
    }
}

extension Refusal {
    fileprivate func inside(_ name: SignatureFileName) -> Refusal {
        var copy = self
        copy.place = place.inside(entry: name.text)
        return copy
    }
}
