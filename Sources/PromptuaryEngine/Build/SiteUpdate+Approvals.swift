internal import PromptuaryCore

extension SiteUpdate {
    /// Notes what new, changed and lost approvals are about, and adds the folders of those packages.
    func readApprovals(
        _ documents: [String: [UInt8]], in root: borrowing Directory, adding folders: inout [TreeReader.FolderName]
    ) throws {
        var known = Set(folders)
        for (document, stats) in documents.sorted(by: { $0.key.precedesInBytes($1.key) }) {
            let before = try state.package(ofApproval: document)
            let now = try ApprovalFolder.package(of: document, in: root)
            if now == nil, stats.isEmpty {
                try state.removeApproval(document)
            } else {
                try state.setApproval(document, about: now, stats: stats)
            }
            guard !state.isNew else { continue }
            for key in [before, now].compactMap({ $0 }) {
                let folder = TreeReader.FolderName(key: key)
                if known.insert(folder).inserted { folders.append(folder) }
            }
        }
    }

    /// The documents about some packages, by their keys.
    func approvals(of keys: [String]) throws -> [String: [String]] {
        var documents: [String: [String]] = [:]
        for key in keys { documents[key] = try state.approvals(of: key) }
        return documents
    }
}
