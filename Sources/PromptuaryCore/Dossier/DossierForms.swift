/// The parts of a dossier as values for its template, within what all of them may take together.
struct DossierForms {
    /// The most rows of a table.
    static let rowLimit = 500
    /// The most lines of one file's difference.
    static let fileLineLimit = 400
    /// The most characters of a line.
    static let lineLimit = 400

    /// How many bytes of differences may still be shown.
    private(set) var room = 1 << 20
    /// How many bytes of READMEs may still be rendered.
    private(set) var readmeRoom = 256 << 10

    /// Text of strangers in one line.
    static func text(_ text: String, limit: Int = 700) -> PageValue { .text(ShownText.line(text, limit: limit)) }

    /// The rows that fit and how many do not: `{rows, more}`, or false when there are none.
    mutating func list<Element>(
        _ elements: [Element], upTo limit: Int, _ row: (inout DossierForms, Element) -> PageValue
    ) -> PageValue {
        guard !elements.isEmpty else { return false }
        var rows: [PageValue] = []
        for element in elements.prefix(limit) { rows.append(row(&self, element)) }
        return [
            "count": .text(ShownText.grouped(elements.count)), "rows": .list(rows),
            "more": elements.count > limit ? .text(ShownText.grouped(elements.count - limit)) : false,
        ]
    }

    // MARK: - The verdict

    func reason(_ reason: Verdict.Merge.Reason) -> PageValue {
        ["name": Self.text(reason.name), "sentence": Self.text(reason.sentence)]
    }

    func change(_ change: Verdict.Change) -> PageValue {
        [
            "kind": .text(change.kind.rawValue), "action": .text(change.action.rawValue),
            "subject": Self.text(change.subject),
        ]
    }

    func finding(_ finding: Finding) -> PageValue {
        [
            "severity": .text(finding.severity.rawValue), "class": .text(Self.name(of: finding.severity)),
            "rule": Self.text(finding.rule), "place": Self.text(finding.shownPlace, limit: 900),
            "message": Self.text(finding.message), "remedy": Self.text(finding.remedy),
        ]
    }

    mutating func override(_ override: Verdict.Override) -> PageValue {
        [
            "rule": Self.text(override.rule), "subject": Self.text(override.subject),
            "approver": Self.text(override.approver), "reason": Self.text(override.reason),
            "file": Self.text(override.file),
            "lifted": list(override.lifted, upTo: 20) { $0.finding($1) },
        ]
    }

    func approval(_ approval: Verdict.Approval) -> PageValue {
        [
            "subject": Self.text(approval.subject), "approver": Self.text(approval.approver),
            "file": Self.text(approval.file),
        ]
    }

    private static func name(of severity: Finding.Severity) -> String {
        switch severity {
        case .error: "bad"
        case .warning: "warn"
        case .note: ""
        }
    }

    // MARK: - Keys

    func keys(_ change: Dossier.KeyChange) -> PageValue {
        let old = change.old?.keys ?? []
        let new = change.new?.keys ?? []
        let all = old.map(\.key) + new.map(\.key).filter { key in !old.contains { $0.key == key } }
        return [
            "namespace": Self.text(change.namespace.text), "before": Self.terms(change.old),
            "after": Self.terms(change.new),
            "rows": .list(
                all.map { key in
                    let (before, after) = (old.first { $0.key == key }, new.first { $0.key == key })
                    return [
                        "name": Self.text(after?.name ?? before?.name ?? ""), "scheme": .text(key.type),
                        "fingerprint": Self.text(key.fingerprint), "before": .text(Self.state(before)),
                        "after": .text(Self.state(after)),
                    ]
                }),
        ]
    }

    private static func terms(_ keys: KeySet?) -> PageValue {
        guard let keys else { return "no key set" }
        return .text("version \(keys.version), \(signatures(keys.threshold)) for a release")
    }

    static func signatures(_ count: Int) -> String { "\(count) \(count == 1 ? "signature" : "signatures")" }

    private static func state(_ key: KeySet.Key?) -> String {
        guard let key else { return "not there" }
        if let index = key.revokedAt { return "revoked from log index \(index) on" }
        return key.notBefore == 0 ? "counts" : "counts from log index \(key.notBefore) on"
    }

    // MARK: - Files

    mutating func file(_ change: Dossier.TreeFile) -> PageValue {
        let file = change.file
        return [
            "path": Self.text(file.path), "action": .text(file.action.rawValue),
            "before": Self.content(file.old), "after": Self.content(file.new),
            "difference": change.content.map { difference($0, of: file.path) } ?? false,
        ]
    }

    private static func content(_ content: ChangedFile.Content?) -> PageValue {
        guard let content else { return "–" }
        var words = content.kind == .file ? "" : content.kind.rawValue + ", "
        if let size = content.size { words += PageForms.size(size) + ", " }
        return text(words + content.blob.prefix(12))
    }

    mutating func file(_ file: Dossier.File) -> PageValue {
        let action = file.old == nil ? "added" : file.new == nil ? "removed" : "changed"
        return [
            "path": Self.text(file.path), "action": .text(action), "before": Self.side(file.old),
            "after": Self.side(file.new), "difference": difference(file.content, of: file.path),
        ]
    }

    private static func side(_ side: Dossier.File.Side?) -> PageValue {
        guard let side else { return "–" }
        return .text("\(PageForms.size(side.size)), sha256 \(side.digest.hex)")
    }

    /// The lines that differ, as far as there is room: `{label, tally, lines}` with `note` for what is left out.
    private mutating func difference(_ content: Dossier.File.Content, of path: String) -> PageValue {
        guard case .lines(let difference) = content else {
            let why = content == .binary ? "no text: only sizes and digests are shown" : "too large to be shown here"
            return ["label": Self.text(path), "tally": false, "lines": [], "note": .text(why)]
        }
        var lines: [PageValue] = []
        var (shown, total) = (0, 0)
        for hunk in difference.hunks {
            total += hunk.lines.count
            guard shown < Self.fileLineLimit, room > 0 else { continue }
            let head = "@@ -\(hunk.oldStart),\(hunk.oldCount) +\(hunk.newStart),\(hunk.newCount) @@"
            lines.append(["head": .text(head), "removed": false, "added": false, "text": .text(head)])
            for line in hunk.lines where shown < Self.fileLineLimit && room > 0 {
                lines.append(self.line(line))
                shown += 1
            }
        }
        let note = shown < total ? "\(ShownText.grouped(total - shown)) more lines are left out here" : ""
        return [
            "label": Self.text(path),
            "tally": .text("\(difference.addedCount) added, \(difference.removedCount) removed"),
            "lines": .list(lines), "note": PageValue(orFalse: note),
        ]
    }

    private mutating func line(_ line: LineDifference.Line) -> PageValue {
        let hasEnd = line.bytes.last == 10
        let text = String(decoding: hasEnd ? line.bytes.dropLast() : line.bytes, as: UTF8.self)
        let shown = line.mark.rawValue + ShownText.line(text, limit: Self.lineLimit) + (hasEnd ? "" : "  (no line end)")
        room -= shown.utf8.count + 1
        return [
            "head": false, "removed": .flag(line.mark == .removed), "added": .flag(line.mark == .added),
            "text": .text(shown),
        ]
    }

    /// A README as far as there is room; false when there is none.
    mutating func readme(_ text: [UInt8]?) -> PageValue {
        guard let text, !text.isEmpty else { return false }
        let part = text.prefix(max(0, readmeRoom))
        readmeRoom -= text.count
        guard !part.isEmpty else {
            return ["markup": false, "note": "left out here: there are too many long READMEs"]
        }
        let isCut = part.count < text.count || text.count == Dossier.Release.readmeLimit
        return [
            "markup": .markup(DossierReadme.html(Array(part))),
            "note": isCut ? "The rest of it is left out here." : false,
        ]
    }
}
