extension PromptInterface {
    /// The most bytes of front matter in one package: 4 MiB.
    static let frontMatterLimit = 4 << 20

    /// The interface of the package that bytes hold.
    ///
    /// Of an archive only the manifest and the `.prmd` files are inflated. Refused as the archive, the document or the
    /// manifest is, and with a ``PromptInterfaceFault`` or a ``YAMLFault`` for the front matter of a prompt, with its
    /// path, line and column.
    public static func read(_ bytes: [UInt8], format: PackageFormat) throws(Refusal) -> PromptInterface {
        switch format {
        case .pdpkg: try readArchive(bytes)
        case .yaml: try readYAML(bytes)
        }
    }

    private static func readArchive(_ bytes: [UInt8]) throws(Refusal) -> PromptInterface {
        var manifestBytes: [UInt8]?
        var prompts: [Part] = []
        var frontMatter = 0
        var inflater = Inflater()
        let archive = try ZIPArchive.read(
            bytes, inflater: &inflater,
            where: { $0.name == "manifest.json" || $0.name.hasSuffix(".prmd") },
            visit: { (entry: ZIPArchive.Entry, content: UnsafeRawBufferPointer) throws(Refusal) in
                if entry.name == "manifest.json" {
                    manifestBytes = Array(content)
                } else {
                    let prompt = try PromptFile(Array(content), path: entry.name, room: frontMatterLimit - frontMatter)
                    frontMatter += prompt.frontMatterSize
                    prompts.append(try prompt.part())
                }
            })
        guard let manifestBytes else {
            throw Refusal(PdpkgFault.manifestMissing, "the archive has no manifest.json at its root")
        }
        let manifest = try PdpkgManifest.read(manifestBytes) { path in archive.entries.contains { $0.name == path } }
        let paths = prompts.map(\.name).sorted { $0.precedesInBytes($1) }
        let main = manifest.main.flatMap { paths.contains($0) ? $0 : nil } ?? paths.first
        return PromptInterface(parts: prompts + [part(of: manifest)], manifest: manifest, main: main)
    }

    /// What the manifest itself asks for.
    private static func part(of manifest: Manifest) -> Part {
        var part = Part(.package, "")
        part.tools = Set(manifest.tools ?? [])
        var names: Set<String> = []
        part.parameters = manifest.parameters.filter { names.insert($0.name).inserted }.map { stated in
            var parameter = Parameter(stated.name)
            parameter.type = stated.type
            parameter.default = stated.default.flatMap { $0.isNull ? nil : $0.unplaced }
            parameter.isRequired = stated.required && parameter.default == nil
            return parameter
        }
        return part
    }

    private static func readYAML(_ bytes: [UInt8]) throws(Refusal) -> PromptInterface {
        let root = try YAMLReader.read(bytes)
        if let violation = PromptGenPackage.violations(in: root).first { throw violation }
        var parts: [Part] = []
        for namespace in root["namespaces"]?.mapping ?? [] {
            parts += PromptGenParts(namespace: namespace.key, namespace.value).all
        }
        return PromptInterface(parts: parts, manifest: PromptGenPackage.manifest(of: root))
    }
}
