/// Judges whether the head of the transparency log is where it should be.
public enum LogDiagnosis {
    /// The number of entries in a checkpoint (C2SP tlog-checkpoint): the second line; nil when that is no number.
    public static func size(_ checkpoint: [UInt8]) -> Int? {
        let lines = checkpoint.split(separator: 10, maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count == 4, !lines[0].isEmpty, (1...16).contains(lines[1].count),
            lines[1].allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return lines[1].reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    /// The diagnosis from `log/checkpoint` and the checkpoint that the roles list, each nil when there is none.
    ///
    /// The log may be ahead of the roles, never behind: an entry is public before its release is.
    public static func of(head: [UInt8]?, listed: [UInt8]?) -> Diagnosis {
        guard let head else {
            return Diagnosis(
                .logCheckpoint, .problem, "the site has no log/checkpoint",
                remedy: "publish with the key of the log: promptuary publish-job TREE SITE --keys DIR --once")
        }
        guard let size = size(head) else {
            return Diagnosis(
                .logCheckpoint, .problem, "log/checkpoint is no checkpoint",
                remedy: "see what the host sends for it, and copy the site again")
        }
        guard let listed, let least = Self.size(listed) else {
            return Diagnosis(
                .logCheckpoint, .unknown,
                "the log has \(size) entries, and no checkpoint that the roles list to compare with",
                remedy: "see what `promptuary log verify` says")
        }
        guard size >= least else {
            return Diagnosis(
                .logCheckpoint, .problem,
                "the log has \(size) entries, and the roles list one of \(least): its head is old",
                remedy:
                    "copy log/ again, and see that no cache keeps log/checkpoint; if it stays, somebody shows you an old log"
            )
        }
        return Diagnosis(.logCheckpoint, .ok, "the log has \(size) entries, and the roles list one of \(least)")
    }
}
