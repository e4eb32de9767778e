/// What vouches for one release: who signed it, by which tools, and whether its making is known.
public struct ReleaseEvidence: Sendable, Hashable {
    /// The keys that signed and count.
    public let signers: Set<PublisherKey>
    /// How many had to sign.
    public let threshold: Int
    /// Who made the file from which source, such as the identity of a build; nil when nothing proves it.
    public let provenance: String?

    /// Evidence from its parts.
    public init(signers: Set<PublisherKey>, threshold: Int, provenance: String? = nil) {
        self.signers = signers
        self.threshold = threshold
        self.provenance = provenance
    }

    /// How many different keys signed, whatever the tool.
    public var count: Int { Set(signers.map(\.key)).count }

    /// The tools that signed, by the words of a key set.
    public var schemes: Set<String> { Set(signers.map(\.type)) }
}

/// What a release lost of the evidence that the one before it had.
///
/// A thief who has one key of two, or a token but no key, can only publish with less than before; so less is worth a
/// question, also where it would be enough.
public struct EvidenceChange: Sendable, Hashable {
    /// One thing that is no longer there.
    public enum Loss: Sendable, Hashable {
        /// Nobody signed any more.
        case unsigned
        /// Fewer keys signed.
        case fewerSigners(before: Int, now: Int)
        /// None of the keys that signed before has signed.
        case otherSigners
        /// Fewer keys had to sign.
        case lowerThreshold(before: Int, now: Int)
        /// A tool's signature is missing, by its word in a key set.
        case scheme(String)
        /// Nothing proves any more who made the file.
        case provenance(String)
        /// Somebody else made the file.
        case otherProvenance(before: String, now: String)
    }

    /// What was lost, in the order of the declaration; empty when nothing was.
    public let losses: [Loss]

    /// The losses from one release to the next.
    public init(from old: ReleaseEvidence, to new: ReleaseEvidence) {
        var losses: [Loss] = []
        let (before, now) = (Set(old.signers.map(\.key)), Set(new.signers.map(\.key)))
        if now.isEmpty, !before.isEmpty {
            losses.append(.unsigned)
        } else if now.count < before.count {
            losses.append(.fewerSigners(before: before.count, now: now.count))
        }
        if !now.isEmpty, !before.isEmpty, now.isDisjoint(with: before) { losses.append(.otherSigners) }
        if new.threshold < old.threshold {
            losses.append(.lowerThreshold(before: old.threshold, now: new.threshold))
        }
        if !now.isEmpty {
            losses += old.schemes.subtracting(new.schemes).sorted { $0.precedesInBytes($1) }.map { .scheme($0) }
        }
        switch (old.provenance, new.provenance) {
        case (let before?, nil): losses.append(.provenance(before))
        case (let before?, let now?) where !before.hasSameBytes(as: now):
            losses.append(.otherProvenance(before: before, now: now))
        default: break
        }
        self.losses = losses
    }

    /// Whether the new release has at least what the old one had.
    public var isKept: Bool { losses.isEmpty }
}

extension EvidenceChange.Loss: CustomStringConvertible {
    /// The loss as a sentence without a full stop.
    public var description: String {
        switch self {
        case .unsigned: "the release before was signed, this one is not"
        case .fewerSigners(let before, let now):
            "\(before) keys signed the release before, \(now) \(now == 1 ? "has" : "have") signed this one"
        case .otherSigners: "no key that signed the release before has signed this one"
        case .lowerThreshold(let before, let now):
            "\(before) \(before == 1 ? "key" : "keys") had to sign the release before, \(now) this one"
        case .scheme(let scheme): "the release before had a signature by \(scheme), this one has none"
        case .provenance(let before): "the release before was made by \(quoted(before)), this one does not say by whom"
        case .otherProvenance(let before, let now):
            "the release before was made by \(quoted(before)), this one by \(quoted(now))"
        }
    }
}

extension EvidenceChange: CustomStringConvertible {
    /// What was lost as one sentence.
    public var description: String {
        isKept
            ? "nothing that vouched for the release before is missing"
            : losses.map(\.description).joined(separator: "; ")
    }
}
