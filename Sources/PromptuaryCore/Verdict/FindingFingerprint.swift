/// What makes a finding the same one in the next run, although lines above it came or went.
struct FindingFingerprint {
    private var seen: [SHA256Digest: Int] = [:]

    /// The digest of rule, path, entry, key and message, and how many equal ones came before.
    ///
    /// Each part goes in behind its length, so that no text of a change can make two findings one.
    mutating func next(of finding: Finding) -> (digest: SHA256Digest, occurrence: Int) {
        var bytes: [UInt8] = []
        let parts = [
            finding.rule, finding.path, finding.place.entry ?? "", finding.place.key ?? "", finding.message,
        ]
        for part in parts {
            bytes += Array("\(part.utf8.count):".utf8)
            bytes += Array(part.utf8)
        }
        let digest = SHA256Digest(of: bytes)
        seen[digest, default: 0] += 1
        return (digest, seen[digest] ?? 1)
    }

    /// One text for digest and occurrence: 64 hexadecimal digits, and a number behind a colon.
    mutating func text(of finding: Finding) -> String {
        let (digest, occurrence) = next(of: finding)
        return "\(digest.hex):\(occurrence)"
    }

    /// 64 hexadecimal digits that no two findings share.
    mutating func unique(of finding: Finding) -> String { SHA256Digest(of: Array(text(of: finding).utf8)).hex }
}
