internal import PromptuaryCore

/// Which findings about packages a change has to answer for.
///
/// What stood against the base before is no reason to refuse a change that leaves it alone.
struct ChangeBlame {
    private let changed: Set<[UInt8]>
    private let kept: Set<[UInt8]>
    private let folders: Set<[UInt8]>

    /// The blame for a change.
    init(_ set: ChangeSet) {
        changed = Set(set.files.files.map(\.bytes))
        folders = Set(set.files.files.map { Self.folder(of: $0.bytes) })
        kept = Set(set.new.keys.filter { set.old[$0] != nil }).subtracting(changed)
    }

    /// Whether the change adds, changes or removes the file that a finding is about.
    func hasChanged(_ finding: Finding) -> Bool { changed.contains(Array(finding.path.utf8)) }

    /// Those of the findings that the base has not, or that are about files which the change touches.
    ///
    /// A file that stays as it is answers for what the base has against it, whatever happens beside it.
    func brought(_ new: [Finding], since old: [Finding]) -> [Finding] {
        let known = Set(old)
        return new.map { hasChanged($0) ? Rule.ofAdded($0) : $0 }.filter { finding in
            if isExcused(finding) { return false }
            let path = Array(finding.path.utf8)
            if !known.contains(finding) { return true }
            return !kept.contains(path) && (folders.contains(Self.folder(of: path)) || folders.contains(path))
        }
    }

    /// Whether a signature that the change leaves alone does not count, and nobody has to answer for it.
    ///
    /// Its key was revoked, or the notes that it signed are others now; whether enough signatures are left is another
    /// finding. A copy stays one: a signature that the change puts before it may have made it so.
    func isExcused(_ finding: Finding) -> Bool {
        guard !hasChanged(finding), let signed = SignatureFileName.parse(finding.path)?.signed,
            SignatureFault(rawValue: finding.rule) != nil
        else { return false }
        if finding.rule == SignatureFault.revokedKey.rawValue { return true }
        guard case .notes = TreePlace(signed) else { return false }
        return finding.rule != SignatureFault.repeated.rawValue
    }

    /// What a finding amounts to that only the keys of the change have; nil for nothing.
    func afterNewKeys(_ finding: Finding) -> Finding? {
        if isExcused(finding) { return nil }
        if hasChanged(finding) { return finding }
        // Whatever else there is to say of a file that stays as it is, the keys do not make it so.
        guard Self.lost.contains(finding.rule) else { return nil }
        return Rule.signaturesLost.finding(
            "by the keys of the request: \(finding.message)", at: finding.place, path: finding.path)
    }

    private static let lost = Set<String>(
        [StandingRule.signatureThreshold, .signatureMissing, .notesSignature].map(\.rawValue))

    private static func folder(of path: [UInt8]) -> [UInt8] {
        path.lastIndex(of: UInt8(ascii: "/")).map { Array(path[..<$0]) } ?? []
    }
}
