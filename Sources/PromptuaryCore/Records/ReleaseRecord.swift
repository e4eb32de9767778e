/// A ``Release`` in the record of its package: all but what the outline says of it.
///
/// A field that is the same as in the release before, or follows from others, takes two bits.
struct ReleaseRecord {
    /// What all releases of a package have in common.
    struct Shared {
        let id: PackageID
        let clientName: String
        /// The beginning of the path of every release, as trees have it.
        let folder: String
        init(id: PackageID, clientName: String) {
            self.id = id
            self.clientName = clientName
            folder = PackageRecord.usualPath(of: id) + "/"
        }

        /// The path that a release has in a tree.
        func path(_ version: Version, _ fileName: String) -> String {
            String.joined(folder, version.pathText, "/", fileName)
        }

        /// Whether a release has that path.
        func isUsual(_ path: String, _ version: Version, _ fileName: String) -> Bool {
            let version = version.pathText
            let end = folder.utf8.count + version.utf8.count
            return path.utf8.count == end + 1 + fileName.utf8.count && path.hasBytes(of: folder, at: 0)
                && path.hasBytes(of: version, at: folder.utf8.count) && path.hasBytes(of: "/", at: end)
                && path.hasBytes(of: fileName, at: end + 1)
        }
    }

    static let usualReadme = "README.md"
    static let manifestName = "manifest.json"
    static let promptGen = "prompt-gen"

    static func write(
        _ release: Release, after before: PackageContents?, _ shared: Shared, signers: [PublisherKey],
        to writer: inout RecordWriter
    ) {
        let contents = release.contents
        let states = states(of: release, after: before, shared)
        writer.varint(states.bits)
        func spell(_ field: FieldStates.Field, _ text: @autoclosure () -> String?) {
            if states[field] == .spelled, let text = text() { writer.text(text) }
        }
        func spell(_ field: FieldStates.Field, _ texts: @autoclosure () -> [String]?) {
            if states[field] == .spelled, let texts = texts() { writer.texts(texts) }
        }
        writer.number(contents.size)
        if states[.files] == .spelled {
            ContentsRecord.write(contents.files, after: before?.files, to: &writer)
        }
        if states[.signatures] == .spelled { writeSignatures(of: release, signers, to: &writer) }
        spell(.readmePath, contents.readmePath)
        if states[.remarks] == .spelled { ContentsRecord.write(contents.remarks, to: &writer) }
        spell(.identity, contents.manifest.identity)
        spell(.version, contents.manifest.version)
        spell(.path, release.path)
        spell(.kind, contents.manifest.kind)
        spell(.title, contents.manifest.title)
        spell(.summary, contents.manifest.summary)
        spell(.author, contents.manifest.author)
        spell(.authors, contents.manifest.authors)
        spell(.license, contents.manifest.license)
        spell(.homepage, contents.manifest.homepage)
        spell(.repository, contents.manifest.repository)
        spell(.keywords, contents.manifest.keywords)
        spell(.main, contents.manifest.main)
        spell(.readme, contents.manifest.readme)
        spell(.listedFiles, contents.manifest.listedFiles)
        spell(.missingFiles, contents.manifest.missingFiles)
        spell(.publishedAt, contents.manifest.publishedAt)
        if states[.parameters] == .spelled { ContentsRecord.write(contents.manifest.parameters, to: &writer) }
        spell(.tools, contents.manifest.tools)
        spell(.mcps, contents.manifest.mcps)
        if states[.contentCounts] == .spelled, let counts = contents.manifest.contentCounts {
            ContentsRecord.write(counts, to: &writer)
        }
        if states[.approvals] == .spelled { writeApprovals(of: release, to: &writer) }
    }

    private static func states(
        of release: Release, after before: PackageContents?, _ shared: Shared
    ) -> FieldStates {
        var states = FieldStates()
        let contents = release.contents
        states[.files] = contents.files.isEmpty ? .usual : .spelled
        states[.signatures] = release.signatures.isEmpty ? .usual : .spelled
        states[.remarks] = contents.remarks.isEmpty ? .usual : .spelled
        states[.path] =
            shared.isUsual(release.path, release.version, release.fileName) ? .usual : .spelled
        if let path = contents.readmePath {
            states[.readmePath] = path.hasSameBytes(as: usualReadme) ? .derived : .spelled
        }
        states[.identity] = contents.manifest.identity.hasSameBytes(as: shared.clientName) ? .usual : .spelled
        states[.version] =
            contents.manifest.version.hasSameBytes(as: release.version.description) ? .usual : .spelled
        states[.kind] =
            if contents.manifest.kind.hasSameBytes(as: "package") {
                .usual
            } else if contents.manifest.kind.hasSameBytes(as: promptGen) {
                .derived
            } else {
                FieldStates.of(.some(contents.manifest.kind), after: before?.manifest.kind)
            }
        states[.title] = FieldStates.of(contents.manifest.title, after: before?.manifest.title)
        if !contents.manifest.summary.isEmpty {
            states[.summary] = FieldStates.of(.some(contents.manifest.summary), after: before?.manifest.summary)
        }
        states[.author] = FieldStates.of(contents.manifest.author, after: before?.manifest.author)
        states[.authors] = FieldStates.of(contents.manifest.authors, after: before?.manifest.authors)
        if states[.authors] == .spelled, contents.manifest.authors.count == 1, let author = contents.manifest.author,
            author.hasSameBytes(as: contents.manifest.authors[0])
        {
            states[.authors] = .derived
        }
        states[.license] = FieldStates.of(contents.manifest.license, after: before?.manifest.license)
        states[.homepage] = FieldStates.of(contents.manifest.homepage, after: before?.manifest.homepage)
        states[.repository] = FieldStates.of(contents.manifest.repository, after: before?.manifest.repository)
        states[.keywords] = FieldStates.of(contents.manifest.keywords, after: before?.manifest.keywords)
        states[.main] = FieldStates.of(contents.manifest.main, after: before?.manifest.main)
        states[.readme] = FieldStates.of(contents.manifest.readme, after: before?.manifest.readme)
        states[.listedFiles] = FieldStates.of(contents.manifest.listedFiles, after: before?.manifest.listedFiles)
        if states[.listedFiles] == .spelled, let listed = contents.manifest.listedFiles,
            areAllPaths(listed, of: contents.files)
        {
            states[.listedFiles] = .derived
        }
        states[.missingFiles] = FieldStates.of(contents.manifest.missingFiles, after: before?.manifest.missingFiles)
        states[.publishedAt] = FieldStates.of(contents.manifest.publishedAt, after: before?.manifest.publishedAt)
        states[.parameters] = contents.manifest.parameters.isEmpty ? .usual : .spelled
        states[.tools] = FieldStates.of(contents.manifest.tools, after: before?.manifest.tools)
        states[.mcps] = FieldStates.of(contents.manifest.mcps, after: before?.manifest.mcps)
        states[.approvals] = release.approvals.isEmpty ? .usual : .spelled
        states[.contentCounts] = contents.manifest.contentCounts == nil ? .usual : .spelled
        return states
    }

    /// Whether a list has the paths of all files but the manifest, in their order.
    private static func areAllPaths(_ listed: [String], of files: [PackageFile]) -> Bool {
        var count = 0
        for index in files.indices where !files[index].path.hasSameBytes(as: manifestName) {
            guard count < listed.count, listed[count].hasSameBytes(as: files[index].path) else { return false }
            count += 1
        }
        return count == listed.count
    }
}
