extension ReleaseRecord {
    static func read(
        _ reader: inout RecordReader, _ outline: PackageOutline.Release, yank: PackageNotes.Yank?,
        after before: PackageContents?, _ shared: Shared, signers: [KeySet.Key]
    ) throws(Refusal) -> Release {
        guard let states = FieldStates(bits: try reader.varint()) else {
            throw reader.malformed("a release has unknown fields")
        }
        let size = try reader.number(upTo: ContentsRecord.sizeLimit)
        let fileName = SiteLayout.fileName(shared.id, outline.version, outline.format)
        let files =
            try isSpelled(.files, states, reader) ? try ContentsRecord.files(&reader, after: before?.files) : []
        let signatures =
            try isSpelled(.signatures, states, reader) ? try signatures(&reader, of: fileName, by: signers) : []
        let readmePath =
            states[.readmePath] == .derived
            ? usualReadme : try text(.readmePath, states, &reader, before: before?.readmePath)
        let remarks = try isSpelled(.remarks, states, reader) ? try ContentsRecord.remarks(&reader) : []
        let identity = try isSpelled(.identity, states, reader) ? try reader.text() : shared.clientName
        let version = try isSpelled(.version, states, reader) ? try reader.text() : outline.version.description
        let path = try isSpelled(.path, states, reader) ? try reader.text() : shared.path(outline.version, fileName)
        let contents = PackageContents(
            format: outline.format, digest: outline.digest, size: size,
            manifest: try manifest(
                &reader, states, Manifest(identity: identity, version: version), outline.dependencies, files: files,
                after: before), files: files, readmePath: readmePath, remarks: remarks)
        let approvals = try isSpelled(.approvals, states, reader) ? try approvals(&reader) : []
        return Release(
            package: shared.id, version: outline.version, path: path, contents: contents, signatures: signatures,
            publishedAt: outline.publishedAt, yank: yank, fileName: fileName, approvals: approvals)
    }

    private static func manifest(
        _ reader: inout RecordReader, _ states: FieldStates, _ start: consuming Manifest,
        _ dependencies: [Manifest.Dependency], files: [PackageFile], after before: PackageContents?
    ) throws(Refusal) -> Manifest {
        var manifest = start
        manifest.dependencies = dependencies
        if states[.kind] == .derived {
            manifest.kind = promptGen
        } else if let kind = try text(.kind, states, &reader, before: before?.manifest.kind) {
            manifest.kind = kind
        }
        manifest.title = try text(.title, states, &reader, before: before?.manifest.title)
        if let summary = try text(.summary, states, &reader, before: before?.manifest.summary) {
            manifest.summary = summary
        }
        manifest.author = try text(.author, states, &reader, before: before?.manifest.author)
        if states[.authors] == .derived {
            guard let author = manifest.author else { throw reader.malformed("there is no author to repeat") }
            manifest.authors = [author]
        } else if let authors = try texts(.authors, states, &reader, before: before?.manifest.authors) {
            manifest.authors = authors
        }
        manifest.license = try text(.license, states, &reader, before: before?.manifest.license)
        manifest.homepage = try text(.homepage, states, &reader, before: before?.manifest.homepage)
        manifest.repository = try text(.repository, states, &reader, before: before?.manifest.repository)
        if let keywords = try texts(.keywords, states, &reader, before: before?.manifest.keywords) {
            manifest.keywords = keywords
        }
        manifest.main = try text(.main, states, &reader, before: before?.manifest.main)
        manifest.readme = try text(.readme, states, &reader, before: before?.manifest.readme)
        manifest.listedFiles =
            states[.listedFiles] == .derived
            ? paths(of: files)
            : try texts(.listedFiles, states, &reader, before: before?.manifest.listedFiles)
        if let missing = try texts(.missingFiles, states, &reader, before: before?.manifest.missingFiles) {
            manifest.missingFiles = missing
        }
        manifest.publishedAt = try text(.publishedAt, states, &reader, before: before?.manifest.publishedAt)
        if try isSpelled(.parameters, states, reader) {
            manifest.parameters = try ContentsRecord.parameters(&reader)
        }
        manifest.tools = try texts(.tools, states, &reader, before: before?.manifest.tools)
        manifest.mcps = try texts(.mcps, states, &reader, before: before?.manifest.mcps)
        if try isSpelled(.contentCounts, states, reader) {
            manifest.contentCounts = try ContentsRecord.counts(&reader)
        }
        return manifest
    }

    /// The paths of all files but the manifest.
    private static func paths(of files: [PackageFile]) -> [String] {
        var paths: [String] = []
        paths.reserveCapacity(files.count)
        for index in files.indices where !files[index].path.hasSameBytes(as: manifestName) {
            paths.append(files[index].path)
        }
        return paths
    }

    /// Whether a field that is never repeated is spelled out.
    private static func isSpelled(
        _ field: FieldStates.Field, _ states: FieldStates, _ reader: RecordReader
    ) throws(Refusal) -> Bool {
        switch states[field] {
        case .usual: return false
        case .spelled: return true
        case .repeated, .derived: throw reader.malformed("a field cannot be repeated")
        }
    }

    private static func text(
        _ field: FieldStates.Field, _ states: FieldStates, _ reader: inout RecordReader,
        before: @autoclosure () -> String?
    ) throws(Refusal) -> String? {
        switch states[field] {
        case .usual: return nil
        case .spelled: return try reader.text()
        case .repeated:
            guard let text = before() else { throw reader.malformed("there is no text to repeat") }
            return text
        case .derived: throw reader.malformed("a field follows from no other")
        }
    }

    private static func texts(
        _ field: FieldStates.Field, _ states: FieldStates, _ reader: inout RecordReader,
        before: @autoclosure () -> [String]?
    ) throws(Refusal) -> [String]? {
        switch states[field] {
        case .usual: return nil
        case .spelled: return try reader.texts()
        case .repeated:
            guard let texts = before() else { throw reader.malformed("there is no list to repeat") }
            return texts
        case .derived: throw reader.malformed("a field follows from no other")
        }
    }
}
