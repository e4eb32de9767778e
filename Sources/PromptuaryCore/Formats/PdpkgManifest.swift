/// Reads the manifest of a `.pdpkg` package: `manifest.json`, and `prompd.json`, which newer clients read first.
public enum PdpkgManifest {
    /// The manifest that JSON bytes spell.
    ///
    /// The identity is `id` where that key exists and `name` otherwise. Unknown keys are left alone; optional fields of
    /// another type count as absent. `holds` tells whether the package has a file; a listed file that it has not is no
    /// refusal but stands in ``Manifest/missingFiles``. A ``Refusal`` for a ``PdpkgFault``, ``JSONFault`` or
    /// ``TextFault`` knows the entry, the key path, the line and the column.
    public static func read(
        _ json: [UInt8], holds: (String) -> Bool = { _ in true }, entry: String = "manifest.json"
    ) throws(Refusal) -> Manifest {
        do {
            return try manifest(of: try JSONReader.read(json), holds: holds)
        } catch {
            var refusal = error
            refusal.place = refusal.place.inside(entry: entry)
            throw refusal
        }
    }

    /// Refuses a second manifest of the same package that names another identity or version.
    public static func agree(_ manifest: Manifest, _ second: Manifest) throws(Refusal) {
        guard manifest.identity.utf8.elementsEqual(second.identity.utf8),
            manifest.version.utf8.elementsEqual(second.version.utf8)
        else {
            throw Refusal(
                PdpkgFault.disagree,
                "manifest.json names \(manifest.identity) \(manifest.version), "
                    + "prompd.json \(second.identity) \(second.version)", at: Place(entry: "prompd.json"))
        }
    }

    private static func manifest(of root: Value, holds: (String) -> Bool) throws(Refusal) -> Manifest {
        guard root.mapping != nil else { throw Refusal(PdpkgFault.notObject, "the manifest is no object") }
        let name = try required("name", in: root)
        let version = try required("version", in: root)
        let summary = try required("description", in: root)
        let identity = try identity(of: root, name: name)
        guard ManifestForm.isVersion(version) else {
            throw Refusal(
                PdpkgFault.version, "the version does not follow Semantic Versioning", at: root.place(of: "version"))
        }
        var manifest = Manifest(identity: identity, version: version)
        manifest.homepage = try link("homepage", in: root)
        manifest.repository = try link("repository", in: root)
        manifest.dependencies = try dependencies(of: root)
        manifest.listedFiles = try files(of: root)
        manifest.publishedAt = try publishedAt(of: root)
        if root["id"] != nil { manifest.title = name }
        manifest.summary = summary
        addOptional(of: root, to: &manifest)
        let named = [manifest.main, manifest.readme].compactMap { $0 } + (manifest.listedFiles ?? [])
        manifest.missingFiles = named.filter { isLiteral($0) && !holds($0) && !holds($0 + ".txt") }
        return manifest
    }

    private static func required(_ key: String, in root: Value) throws(Refusal) -> String {
        guard let value = root[key] else {
            throw Refusal(PdpkgFault.fieldMissing, "\(key) is missing", at: Place(key: key))
        }
        guard case .string(let text) = value else {
            throw Refusal(PdpkgFault.fieldType, "\(key) is no text", at: root.place(of: key))
        }
        guard !text.isEmpty else { throw Refusal(PdpkgFault.fieldMissing, "\(key) is empty", at: root.place(of: key)) }
        return text
    }

    private static func identity(of root: Value, name: String) throws(Refusal) -> String {
        let key = root["id"] == nil ? "name" : "id"
        guard let identity = root[key]?.string, ManifestForm.isIdentity(identity) else {
            throw Refusal(PdpkgFault.identity, "\(key) is no identity", at: root.place(of: key))
        }
        guard !ManifestForm.hasDeviceName(identity) else {
            throw Refusal(PdpkgFault.reservedName, "\(key) holds the name of a device", at: root.place(of: key))
        }
        return identity
    }

    private static func link(_ key: String, in root: Value) throws(Refusal) -> String? {
        guard let value = root[key], !value.isNull else { return nil }
        // The npm form, {"type": "git", "url": …}, is the usual one in real packages.
        let address = key == "repository" && value.mapping != nil ? value["url"] : value
        guard let text = address?.string, ManifestForm.isLink(text) else {
            throw Refusal(PdpkgFault.link, "\(key) is neither a web address nor a name", at: root.place(of: key))
        }
        return text.nonEmpty
    }

    private static func dependencies(of root: Value) throws(Refusal) -> [Manifest.Dependency] {
        guard let value = root["dependencies"] else { return [] }
        guard let members = value.mapping else {
            throw Refusal(PdpkgFault.dependencies, "dependencies is no object", at: root.place(of: "dependencies"))
        }
        guard members.count <= ManifestForm.dependencyCount else {
            throw Refusal(
                PdpkgFault.tooManyDependencies, "there are \(members.count) dependencies",
                at: root.place(of: "dependencies"))
        }
        return members.map { Manifest.Dependency(identity: $0.key, range: $0.value.string ?? "") }
    }

    private static func files(of root: Value) throws(Refusal) -> [String]? {
        guard let value = root["files"] else { return nil }
        guard let elements = value.list else {
            throw Refusal(PdpkgFault.files, "files is no list", at: root.place(of: "files"))
        }
        var files: [String] = []
        files.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard case .string(let file) = element else {
                throw Refusal(PdpkgFault.files, "a listed file is no text", at: place(ofFile: index, in: root))
            }
            guard ManifestForm.isInside(file) else {
                throw Refusal(
                    PdpkgFault.fileOutside, "a listed file is outside of the package",
                    at: place(ofFile: index, in: root))
            }
            files.append(file)
        }
        return files
    }

    private static func place(ofFile index: Int, in root: Value) -> Place {
        var place = root.place(of: "files")
        place.key = "files[\(index)]"
        return place
    }

    private static func publishedAt(of root: Value) throws(Refusal) -> String? {
        guard let value = root["publishedAt"], !value.isNull else { return nil }
        guard let text = value.string, ManifestForm.isTime(text) else {
            throw Refusal(PdpkgFault.publishedAt, "publishedAt is no time in UTC", at: root.place(of: "publishedAt"))
        }
        return text
    }

    private static func addOptional(of root: Value, to manifest: inout Manifest) {
        manifest.kind = root["type"]?.string?.nonEmpty ?? manifest.kind
        manifest.author = root["author"]?.text(orKey: "name")?.nonEmpty
        manifest.authors = manifest.author.map { [$0] } ?? []
        manifest.license = root["license"]?.text(orKey: "type")?.nonEmpty
        manifest.keywords = Value.merged([root["tags"], root["keywords"]])
        manifest.main = root["main"]?.string?.nonEmpty.flatMap { ManifestForm.isInside($0) ? $0 : nil }
        manifest.readme = root["readme"]?.string?.nonEmpty.flatMap { ManifestForm.isInside($0) ? $0 : nil }
        manifest.tools = root["tools"]?.texts
        manifest.mcps = root["mcps"]?.texts
        manifest.parameters = (root["parameters"]?.list ?? []).compactMap { parameter in
            guard let name = parameter["name"]?.string?.nonEmpty else { return nil }
            return Manifest.Parameter(
                name: name, type: parameter["type"]?.string ?? "string",
                required: parameter["required"]?.boolean ?? false, default: parameter["default"])
        }
    }

    private static func isLiteral(_ path: String) -> Bool {
        path.utf8.last != UInt8(ascii: "/")
            && !path.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }
}
