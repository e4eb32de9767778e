/// A verdict as JSON of our own (`docs/formats/verdict.md`): everything that is known, in full.
enum VerdictDocument {
    /// The number of the form; it goes up when a member goes away or means something else.
    static let version = 1

    static func bytes(of verdict: Verdict) -> [UInt8] {
        SafeJSON.bytes(JSONWriter.object { write(verdict, to: &$0) })
    }

    /// Writes the members of a verdict.
    static func write(_ verdict: Verdict, to object: inout JSONWriter) {
        object.list("approvals", of: verdict.approvals) { list, approval in
            list.object {
                $0.member("approver", approval.approver)
                $0.member("file", approval.file)
                $0.member("subject", approval.subject)
            }
        }
        object.member("base", verdict.base)
        object.list("changes", of: verdict.changes) { list, change in
            list.object {
                $0.member("action", change.action.rawValue)
                $0.member("kind", change.kind.rawValue)
                $0.member("subject", change.subject)
            }
        }
        object.object("counts") { counts in
            counts.member("error", verdict.count(.error))
            counts.member("lifted", verdict.lifted.count)
            counts.member("note", verdict.count(.note))
            counts.member("warning", verdict.count(.warning))
        }
        object.list("findings", of: verdict.findings) { FindingDocument.write($1, to: &$0) }
        object.member("head", verdict.head)
        object.object("mayMerge") { write(verdict.merge, to: &$0) }
        object.list("overrides", of: verdict.overrides) { list, override in
            list.object {
                $0.member("approver", override.approver)
                $0.member("file", override.file)
                $0.list("lifted", of: override.lifted) { FindingDocument.write($1, to: &$0) }
                $0.member("reason", override.reason)
                $0.member("rule", override.rule)
                $0.member("subject", override.subject)
            }
        }
        object.member("registry", orNull: verdict.registry?.text)
        let subjects = verdict.digests.sorted { $0.key.precedesInBytes($1.key) }
        object.list("subjects", of: subjects) { list, subject in
            list.object {
                $0.member("overrideSha256", subject.value.override?.hex)
                $0.member("sha256", subject.value.approval.hex)
                $0.member("subject", subject.key)
            }
        }
        object.member("trusted", verdict.isBaseTrusted)
        object.member("valid", verdict.outcome == .clean)
        object.member("version", version)
    }

    private static func write(_ merge: Verdict.Merge, to object: inout JSONWriter) {
        if case .after(let time) = merge.answer { object.member("after", time.description) }
        switch merge.answer {
        case .yes: object.member("answer", "yes")
        case .no: object.member("answer", "no")
        case .after: object.member("answer", "after")
        }
        object.list("reasons", of: merge.reasons) { list, reason in
            list.object {
                $0.member("name", reason.name)
                $0.member("sentence", reason.sentence)
            }
        }
    }
}
