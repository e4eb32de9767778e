internal import PromptuaryCore

/// What is laid in the folders of both sides.
extension ChangeReading {
    /// Lays out what the base says about everything, and what the change would say, but for packages.
    static func placeTerms(
        _ git: GitObjects, _ set: ChangeSet, _ namespaces: Set<String>, in scratch: ScratchFolder
    ) async throws {
        let always = ["registry.yaml", "trust"] + namespaces.map { "namespaces/" + $0 }
        let touched = Set(set.units)
        let rest = always.filter { !touched.contains($0) }.sorted()
        let beside = try await git.entries(of: set.baseTree, below: rest)
        func entries(_ content: [[UInt8]: ChangedFile.Content]) -> [GitObjects.Entry] {
            beside
                + content.compactMap { path, content -> GitObjects.Entry? in
                    switch TreePlace(String(decoding: path, as: UTF8.self)) {
                    case .settings, .namespace, .trust, .consent: GitObjects.Entry(path: path, content: content)
                    case .notes, .release, .document, .forge, .other, .unknown: nil
                    }
                }
        }
        let old = entries(set.old)
        guard old.contains(where: { $0.path.elementsEqual("registry.yaml".utf8) }) else {
            throw Refusal(ChangeFault.notATree, "the base has no registry.yaml")
        }
        let placements = ScratchFolder.placements(of: old, in: Self.old)
        try await scratch.place(
            placements + ScratchFolder.placements(of: entries(set.new), in: Self.new), from: git)
        for side in [Self.old, Self.new] { try DurableFile.makeDirectories(scratch.path + "/" + side) }
    }

    /// Lays out the touched packages as they are in the base and as they would be, but for what the change leaves alone.
    static func placePackages(
        _ git: GitObjects, _ set: ChangeSet, _ untouched: UntouchedReleases, in scratch: ScratchFolder
    ) async throws {
        func entries(_ content: [[UInt8]: ChangedFile.Content]) -> [GitObjects.Entry] {
            content.compactMap { path, content -> GitObjects.Entry? in
                switch TreePlace(String(decoding: path, as: UTF8.self)) {
                case .notes, .release: untouched.isLaid(path) ? GitObjects.Entry(path: path, content: content) : nil
                case .settings, .namespace, .trust, .consent, .document, .forge, .other, .unknown: nil
                }
            }
        }
        try await scratch.place(
            ScratchFolder.placements(of: entries(set.old), in: Self.old)
                + ScratchFolder.placements(of: entries(set.new), in: Self.new), from: git)
        // A package of which nothing is laid there is one all the same.
        for package in untouched.releases.keys {
            for side in [Self.old, Self.new] {
                try DurableFile.makeDirectories("\(scratch.path)/\(side)/\(package)")
            }
        }
    }

    /// The digests of the changed files on both sides, by path; none when they are too many bytes.
    static func contents(
        _ git: GitObjects, _ files: FileChanges
    ) async throws -> (old: [[UInt8]: SHA256Digest], new: [[UInt8]: SHA256Digest]) {
        var sizes: [String: Int] = [:]
        func blob(_ content: ChangedFile.Content?, of file: ChangedFile) -> String? {
            guard let content, let size = content.size, size <= file.place.limit else { return nil }
            sizes[content.blob] = size
            return content.blob
        }
        var (old, new): ([[UInt8]: String], [[UInt8]: String]) = ([:], [:])
        for file in files.files {
            old[file.bytes] = blob(file.old, of: file)
            if file.new?.kind == .file { new[file.bytes] = blob(file.new, of: file) }
        }
        guard sizes.values.reduce(0, +) <= ScratchFolder.limit else { return ([:], [:]) }
        var digests: [String: SHA256Digest] = [:]
        let blobs = sizes.map { (number: $0.key, size: $0.value) }
        try await git.read(blobs) { digests[$0] = SHA256Digest(of: Array($1)) }
        return (old.compactMapValues { digests[$0] }, new.compactMapValues { digests[$0] })
    }
}
