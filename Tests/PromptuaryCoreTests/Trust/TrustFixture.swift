import Testing

@testable import PromptuaryCore

/// Holders, server keys and ceremonies in memory.
enum TrustFixture {
    static let start = Timestamp(seconds: 1_800_000_000)
    static let year = 365 * 86_400

    /// The key that follows from a number; the number itself says what it is for.
    static func key(_ number: UInt8) throws -> SecretKey {
        try SecretKey(seed: SecretBytes([UInt8](repeating: number, count: 32)), scheme: .ssh)
    }

    static func holder(_ name: String, _ number: UInt8) throws -> TrustTerms.Holder {
        TrustTerms.Holder(name: try HolderName(name), key: try key(number).publicKey.key)
    }

    static func terms(
        holders: [(String, UInt8)] = [("ada", 1), ("bea", 2), ("cyr", 3)], threshold: Int = 2,
        online: [UInt8] = [11, 12, 13, 14], bits: Int = 4
    ) throws -> TrustTerms {
        let origin = NoteName(logOf: try RegistryName("prompts.example"))
        return try TrustTerms(
            holders: try holders.map { try holder($0.0, $0.1) }, threshold: threshold,
            online: TrustTerms.OnlineKeys(
                bins: try key(online[0]).publicKey.key, snapshot: try key(online[1]).publicKey.key,
                timestamp: try key(online[2]).publicKey.key),
            bits: bits,
            log: LogDescription(
                origin: origin,
                keys: [NoteVerifier(name: origin, kind: .ed25519, key: try key(online[3]).publicKey.key)]))
    }

    /// A key set of a namespace; nothing here asks for its signatures.
    static func keySet(_ number: UInt8, version: Int = 1) throws -> SignedKeySet {
        let set = try KeySet(
            keys: [KeySet.Key(key: try key(number).publicKey, name: "key \(number)")], threshold: 1, version: version,
            previous: version == 1 ? nil : SHA256Digest(of: []))
        return SignedKeySet(document: set.file, signatures: [])
    }

    static func proposal(
        after base: TrustFolder?, _ terms: TrustTerms, renewing: Set<String> = [], years: Int = 1
    ) throws -> TrustProposal {
        try TrustProposal(
            after: base, terms: terms, title: TrustProposal.Title(purpose: ["a test"], by: "ada", proposed: start),
            expires: Timestamp(seconds: start.seconds + years * year), renewing: renewing)
    }

    /// The folder after a proposal that the keys sign.
    static func publish(_ proposal: TrustProposal, by keys: [UInt8]) throws -> TrustFolder {
        var proposal = proposal
        for number in keys { for signature in try proposal.sign(with: key(number)) { try proposal.take(signature) } }
        return try TrustFolder(files: (proposal.base?.files ?? [:]).merging(proposal.completed()) { _, new in new })
    }

    /// A folder of the first trust.
    static func folder(_ change: (inout TrustTerms) throws -> Void = { _ in }) throws -> TrustFolder {
        var terms = try terms()
        try change(&terms)
        return try publish(proposal(after: nil, terms), by: [1, 2])
    }

    static func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let refusal as Refusal {
            return refusal.code
        } catch {
            return "\(error)"
        }
    }
}
