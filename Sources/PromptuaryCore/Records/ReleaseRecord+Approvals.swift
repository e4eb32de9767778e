extension ReleaseRecord {
    static func writeApprovals(of release: Release, to writer: inout RecordWriter) {
        writer.number(release.approvals.count)
        for approval in release.approvals {
            writer.text(approval.path)
            writer.number(approval.signatures.count)
            for signature in approval.signatures {
                writer.text(signature.path)
                writer.byte(signature.form == .ssh ? 1 : 0)
                writer.text(signature.key)
                // No reviewer's name is empty.
                writer.text(signature.reviewer ?? "")
            }
        }
    }

    static func approvals(_ reader: inout RecordReader) throws(Refusal) -> [ReleaseApproval] {
        var approvals: [ReleaseApproval] = []
        for _ in 0..<(try reader.count(ofAtLeast: 2)) {
            let path = try reader.text()
            var signatures: [ReleaseApproval.Signature] = []
            for _ in 0..<(try reader.count(ofAtLeast: 4)) {
                let file = try reader.text()
                let form = try reader.byte()
                guard form < 2 else { throw reader.malformed("a signature has an unknown form") }
                let key = try reader.text()
                let reviewer = try reader.text()
                signatures.append(
                    ReleaseApproval.Signature(
                        path: file, form: form == 1 ? .ssh : .minisign, key: key,
                        reviewer: reviewer.isEmpty ? nil : reviewer))
            }
            approvals.append(ReleaseApproval(path: path, signatures: signatures))
        }
        return approvals
    }
}
