/// The choice of what lies at `log/witnessed`.
public enum WitnessedCheckpoint {
    /// The best of several checkpoints of one log, with the cosignatures that any of them carries for the same text.
    ///
    /// First come those with enough witnesses, then the largest. A candidate without a cosignature of a known witness is
    /// passed over; so is one that the log has not signed or that carries a wrong signature of a known key. Only the
    /// signatures of known keys are kept, and of several of one witness the latest. Nil when nothing is left.
    ///
    /// The caller makes sure that the candidates are checkpoints of its own tree.
    public static func merge(_ candidates: [SignedCheckpoint], log: LogDescription) -> SignedCheckpoint? {
        var found: [Checkpoint: [NoteVerifier: Latest]] = [:]
        for candidate in candidates {
            guard let verdict = try? log.verify(candidate), !verdict.cosignatures.isEmpty else { continue }
            for signature in candidate.note.signatures {
                guard let key = (log.keys + log.witnesses).first(where: { $0.isNamed(by: signature) }),
                    let time = key.verify(signature.signature, of: candidate.note.text).map({ $0.time ?? 0 })
                else { continue }
                let old = found[candidate.checkpoint]?[key]
                if old.map({ $0.time < time }) ?? true {
                    found[candidate.checkpoint, default: [:]][key] = Latest(signature: signature, time: time)
                }
            }
        }
        let best = found.max { rank($0, log) < rank($1, log) }
        return best.map { checkpoint, signatures in
            let kept = (log.keys + log.witnesses).compactMap { signatures[$0]?.signature }
            return SignedCheckpoint(checkpoint, signatures: kept)
        }
    }

    private struct Latest {
        let signature: NoteSignature
        let time: Int
    }

    private static func rank(
        _ candidate: (key: Checkpoint, value: [NoteVerifier: Latest]), _ log: LogDescription
    ) -> (Int, Int) {
        let count = log.witnesses.count { candidate.value[$0] != nil }
        return (count >= log.threshold ? 1 : 0, candidate.key.size)
    }
}
