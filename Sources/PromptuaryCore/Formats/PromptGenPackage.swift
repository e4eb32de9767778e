/// Reads a Prompt Gen package: one YAML document with an id, a version, metadata and content namespaces.
///
/// Content is not judged: missing references or circular sections are the publisher's affair.
public enum PromptGenPackage {
    /// The manifest of the package that YAML bytes spell.
    ///
    /// A ``Refusal`` for a ``PromptGenFault``, ``YAMLFault`` or ``TextFault`` knows the key path, the line and the column;
    /// it is the first of ``violations(in:)`` when there are several.
    public static func read(_ yaml: [UInt8]) throws(Refusal) -> Manifest {
        let root = try YAMLReader.read(yaml)
        if let violation = violations(in: root).first { throw violation }
        return manifest(of: root)
    }

    /// Everything that is wrong with the fields of a document that ``YAMLReader`` has read, in the order of the format.
    public static func violations(in root: Value) -> [Refusal] {
        var found: [Refusal] = []
        func refuse(_ fault: PromptGenFault, _ message: String, _ place: Place) {
            found.append(Refusal(fault, message, at: place))
        }
        if let id = root["id"]?.string, !id.isEmpty {
            if !ManifestForm.isDottedIdentity(id) {
                refuse(.idForm, "package ID must be in format \"namespace.name\"", root.place(of: "id"))
            }
        } else {
            refuse(.idMissing, "package ID is required", root.place(of: "id"))
        }
        switch root["version"] {
        case .string(let version) where !version.isEmpty:
            if !ManifestForm.isVersion(version) {
                refuse(.versionForm, "version must be valid semver (e.g., 1.0.0)", root.place(of: "version"))
            }
        case nil, .null, .string: refuse(.versionMissing, "version is required", root.place(of: "version"))
        default: refuse(.versionForm, "version must be valid semver (e.g., 1.0.0)", root.place(of: "version"))
        }
        if let metadata = root["metadata"], metadata.mapping != nil {
            if metadata["name"]?.string.map(Blank.isBlank) ?? true {
                refuse(.nameMissing, "package name is required", place(of: "name", in: metadata, at: "metadata"))
            }
            if let time = metadata["published_at"], !time.isNull, !(time.string.map(ManifestForm.isTime) ?? false) {
                refuse(
                    .publishedAt, "the time of publication is no time in UTC",
                    place(of: "published_at", in: metadata, at: "metadata"))
            }
        } else {
            refuse(.metadataMissing, "package metadata is required", root.place(of: "metadata"))
        }
        if let namespaces = root["namespaces"]?.mapping, !namespaces.isEmpty {
            for namespace in namespaces where namespace.value.mapping == nil {
                let place = Place(
                    key: "namespaces.\(namespace.key)", line: Int(namespace.line), column: Int(namespace.column))
                refuse(.namespaceForm, "content namespace must be an object", place)
            }
        } else {
            refuse(.namespacesMissing, "at least one namespace is required", root.place(of: "namespaces"))
        }
        return found + dependencyViolations(in: root)
    }

    private static func dependencyViolations(in root: Value) -> [Refusal] {
        guard let value = root["dependencies"] else { return [] }
        let listPlace = root.place(of: "dependencies")
        guard let dependencies = value.list else {
            return [Refusal(PromptGenFault.dependenciesForm, "dependencies must be an array", at: listPlace)]
        }
        guard dependencies.count <= ManifestForm.dependencyCount else {
            return [
                Refusal(
                    PromptGenFault.tooManyDependencies, "there are \(dependencies.count) dependencies", at: listPlace)
            ]
        }
        var found: [Refusal] = []
        for (index, dependency) in dependencies.enumerated() {
            func place(_ key: String) -> Place {
                var place = self.place(of: key, in: dependency, at: "dependencies[\(index)]")
                if place.line == nil { (place.line, place.column) = (listPlace.line, listPlace.column) }
                return place
            }
            switch dependency["package"]?.string {
            case nil:
                found.append(
                    Refusal(
                        PromptGenFault.dependencyPackage, "dependency package field is required", at: place("package")))
            case .some(let package) where !package.utf8.contains(UInt8(ascii: ".")):
                found.append(
                    Refusal(
                        PromptGenFault.dependencyForm, "dependency package must be in format \"namespace.name\"",
                        at: place("package")))
            default: break
            }
            if dependency["version"]?.string?.nonEmpty == nil {
                found.append(
                    Refusal(
                        PromptGenFault.dependencyVersion, "dependency version field is required", at: place("version")))
            }
        }
        return found
    }

    /// The place of a key of a mapping that itself stands at a key path.
    private static func place(of key: String, in mapping: Value, at path: String) -> Place {
        var place = mapping.place(of: key)
        place.key = "\(path).\(key)"
        return place
    }

    /// The manifest of a document without violations.
    static func manifest(of root: Value) -> Manifest {
        var manifest = Manifest(identity: root["id"]?.string ?? "", version: root["version"]?.string ?? "")
        let metadata = root["metadata"] ?? .null
        manifest.kind = "prompt-gen"
        manifest.title = metadata["name"]?.string
        manifest.summary = metadata["description"]?.string ?? ""
        manifest.authors = metadata["authors"]?.texts?.filter { !$0.isEmpty } ?? []
        manifest.author = manifest.authors.first
        manifest.license = metadata["license"]?.string?.nonEmpty
        manifest.keywords = Value.merged([metadata["tags"], metadata["keywords"]])
        manifest.publishedAt = metadata["published_at"]?.string
        manifest.dependencies = (root["dependencies"]?.list ?? []).map { dependency in
            Manifest.Dependency(
                identity: dependency["package"]?.string ?? "", range: dependency["version"]?.string ?? "")
        }
        manifest.contentCounts = contentCounts(of: root)
        return manifest
    }

    /// How many rulebooks, rules, prompt sections and data types all content namespaces hold; a list counts its items.
    private static func contentCounts(of root: Value) -> Manifest.ContentCounts {
        var counts = Manifest.ContentCounts()
        for namespace in root["namespaces"]?.mapping ?? [] {
            func count(_ key: String) -> Int {
                switch namespace.value[key] {
                case .mapping(let members): members.count
                case .list(let elements): elements.count
                default: 0
                }
            }
            counts.rulebooks += count("rulebooks")
            counts.rules += count("rules")
            counts.promptSections += count("prompt_sections")
            counts.datatypes += count("datatypes")
        }
        return counts
    }
}
