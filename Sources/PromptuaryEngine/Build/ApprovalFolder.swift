internal import Glibc
internal import PromptuaryCore

/// Reading `approvals` of a tree: what reviewers have said of releases.
///
/// A document is called by the name of its file; the files that sign it belong to it. What is wrong there is told about the
/// request that brings it, and is passed over here.
enum ApprovalFolder {
    static let name = "approvals"

    /// The document that a file of the folder is, or signs.
    static func document(of file: String) -> String { SignatureFileName.parse(file)?.signed ?? file }

    /// What the file system says of each document with its signatures; nothing for one that may still change unseen.
    static func stats(in root: borrowing Directory, moment: Int) throws -> [String: [UInt8]] {
        guard let folder = try folder(in: root) else { return [:] }
        var stats: [String: [UInt8]] = [:]
        var moving: Set<String> = []
        for entry in try FolderStats(of: folder, depth: 0, moment: moment).entries where entry.kind == FolderStats.file
        {
            let document = document(of: entry.path)
            stats[document, default: []] += Array(entry.path.utf8) + [0] + entry.stamp
            if !entry.isSettled { moving.insert(document) }
        }
        for document in moving { stats[document] = [] }
        return stats
    }

    /// The package that a document is about, by its key in a build state; nil when it is about no release.
    static func package(of document: String, in root: borrowing Directory) throws -> String? {
        guard let folder = try folder(in: root),
            let bytes = try folder.regularFile(document, upTo: TreePlace(name + "/" + document).limit)
        else { return nil }
        return ApprovalDocument.subject(of: bytes, at: name + "/" + document)?.id.key
    }

    /// Documents with their signatures; those that are gone, or about no release, are left out.
    static func read(_ documents: [String], in root: borrowing Directory) throws -> [ApprovalDocument] {
        guard !documents.isEmpty, let folder = try folder(in: root) else { return [] }
        return try documents.sorted { $0.precedesInBytes($1) }.compactMap { document in
            guard let bytes = try folder.regularFile(document, upTo: TreePlace(name + "/" + document).limit) else {
                return nil
            }
            var signatures: [(name: String, bytes: [UInt8])] = []
            for form in SignatureFileName.Form.allCases {
                for number in 1...SignatureFileName.highestNumber {
                    let file = SignatureFileName(signed: document, number: number, form: form).text
                    if let bytes = try folder.regularFile(file, upTo: SignatureFile.sizeLimit) {
                        signatures.append((file, bytes))
                    }
                }
            }
            return ApprovalDocument(path: name + "/" + document, bytes: bytes, signatures: signatures)
        }
    }

    /// The folder; nil when there is none, or something else that has its finding already.
    private static func folder(in root: borrowing Directory) throws -> Directory? {
        do {
            return try root.directory(name)
        } catch {
            guard error.code == ENOENT || error.code == ENOTDIR || error.code == ELOOP else { throw error }
            return nil
        }
    }
}

extension ReleaseReading {
    /// What of some documents is published with the release: what the log has of them, or what reviewers of today have
    /// signed.
    func approvals(
        of digest: SHA256Digest, logged: LoggedRelease?, _ findings: inout [Finding]
    ) -> (approvals: [ReleaseApproval], files: [(name: String, bytes: [UInt8])]) {
        guard let documents else { return ([], []) }
        let reviewers = context.settings.changes.reviewers
        let (approvals, files) = ApprovalDocument.published(
            documents.filter { $0.version == version && $0.digest == digest },
            by: logged.map { .log($0.approvals) } ?? .reviewers(reviewers, context.settings.name), names: reviewers)
        let there = Set(files.map { SHA256Digest(of: $0.bytes) })
        if let logged, logged.digest == digest, let lost = logged.approvals.first(where: { !there.contains($0) }) {
            findings.append(
                Finding(
                    .approvalRemoved,
                    "the log has an approval of it with the sha256 \(lost) (entry \(logged.index)), and the tree has not",
                    path: path))
        }
        return (approvals, files)
    }
}
