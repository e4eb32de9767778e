internal import Glibc
public import PromptuaryCore

/// Changing a tree as maintainers do it: making one, adding a release, putting signatures in place.
public struct TreeEditing: Sendable {
    /// The path of the tree.
    public let tree: String

    /// Why a tree is not changed.
    public enum TreeFault: String, Fault {
        case exists = "tree-exists"
        case taken = "tree-release-taken"
        case signature = "tree-release-unsigned"
        case namespace = "tree-namespace-keys"
        case fileType = "tree-file-type"

        /// What the reason protects.
        public var summary: String {
            switch self {
            case .exists: "a new tree does not overwrite an old one"
            case .taken: "a release that is in the tree never changes"
            case .signature: "a release enters the tree with its signature"
            case .namespace: "a release enters a namespace whose keys are in the tree"
            case .fileType: "the tree takes package files"
            }
        }

        /// What a person does instead.
        public var remedy: String {
            switch self {
            case .exists: "give an empty or new directory"
            case .taken: "publish the change as a new version"
            case .signature: "sign the file with `promptuary sign`, and keep the signature beside it"
            case .namespace: "add namespaces/NAMESPACE with namespace.yaml and a signed keys.json first"
            case .fileType: "give a .pdpkg or .yaml file"
            }
        }
    }

    /// The tree at a path.
    public init(_ tree: String) { self.tree = tree.count > 1 && tree.hasSuffix("/") ? String(tree.dropLast()) : tree }

    /// The settings of the tree.
    public func settings() throws -> RegistrySettings {
        let root = try Directory(tree)
        guard let bytes = try root.contentsIfPresent(of: "registry.yaml", upTo: 1 << 20) else {
            throw BuildError.notATree(tree)
        }
        return try RegistrySettings(YAMLReader.read(bytes, limits: .package))
    }

    /// Refuses a directory that holds something already.
    public func refuseUnlessNew() throws(Refusal) {
        if let entries = try? Directory(tree).entries(), !entries.isEmpty {
            throw Refusal(TreeFault.exists, "\(tree) is not empty")
        }
    }

    /// Makes a tree with one namespace and its key set, signed by the key.
    public func create(
        name: RegistryName, title: String?, namespace: NamespaceName, owner: String?, key: SecretKey, keyName: String
    ) throws {
        try refuseUnlessNew()
        let folder = "\(tree)/namespaces/\(namespace.text)"
        try DurableFile.makeDirectories(folder)
        var text = "name: \(try Self.yaml(name.text))\n"
        text += "title: \(try Self.yaml(title ?? name.text))\n"
        text += "description: Signed prompt packages\n"
        text += "default-namespace: \(try Self.yaml(namespace.text))\n"
        text += "# base-url: https://\(name.text)\n"
        try DurableFile.write(Array(text.utf8), to: tree + "/registry.yaml")
        var description = "display-name: \(try Self.yaml(namespace.text))\n"
        if let owner { description += "owners:\n  - \(try Self.yaml(owner))\n" }
        description += "protection: protected\n"
        try DurableFile.write(Array(description.utf8), to: folder + "/namespace.yaml")
        let keys = try KeySet(
            keys: [KeySet.Key(key: key.publicKey, name: keyName)], threshold: 1, version: 1, previous: nil,
            namespace: namespace)
        try DurableFile.write(keys.file, to: folder + "/keys.json")
        let binding = try keys.binding(registry: name, namespace: namespace)
        let signature = key.sign(keys.file, named: "keys.json", binding: binding)
        try DurableFile.write(signature.bytes, to: folder + "/" + signature.name.text)
    }

    /// Text as a double-quoted YAML scalar.
    ///
    /// What our own reader would refuse is refused here.
    static func yaml(_ text: String) throws(Refusal) -> String {
        if let (fault, offset) = TextFault.first(in: Array(text.utf8), lines: false) {
            throw Refusal(fault, "the text cannot stand in a document of the tree", at: Place(offset: offset))
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// What adding a release did.
    public struct Addition: Sendable {
        /// The release.
        public let id: PackageID
        /// Its version.
        public let version: Version
        /// The files that are in the tree now, relative to it.
        public let paths: [String]
    }

    /// Puts a package file and the signatures beside it in their places.
    ///
    /// The same bytes again are fine; other bytes are refused.
    public func add(_ file: String) throws -> Addition {
        let settings = try settings()
        let name = file.split(separator: "/").last.map(String.init) ?? file
        guard let format = PackageFormat(fileName: name) else {
            throw Refusal(TreeFault.fileType, "\(name) is no package file")
        }
        let bytes = try FileContents.read(file, upTo: PackageContents.sizeLimit)
        let contents = try PackageContents.read(bytes, format: format)
        let id = try PackageID(
            identity: contents.manifest.identity, default: settings.defaultNamespace, dotted: format == .yaml)
        let version = try Version(contents.manifest.version)
        let target = SiteLayout.fileName(id, version, format)
        let signatures = try Self.signatures(of: file, name: name)
        guard !signatures.isEmpty else { throw Refusal(TreeFault.signature, "there is no signature beside \(name)") }
        try verify(signatures, of: bytes, id: id, version: version, settings: settings)
        let folder = "packages/\(id.namespace.text)/\(id.name.text)/\(version.pathText)"
        if let there = try? FileContents.read("\(tree)/\(folder)/\(target)", upTo: PackageContents.sizeLimit),
            there != bytes
        {
            throw Refusal(TreeFault.taken, "\(id) \(version) is in the tree with other bytes")
        }
        try DurableFile.makeDirectories("\(tree)/\(folder)")
        var paths: [String] = []
        for (signature, content) in signatures {
            let place = SignatureFileName(signed: target, number: signature.number, form: signature.form).text
            try DurableFile.write(content, to: "\(tree)/\(folder)/\(place)")
            paths.append("\(folder)/\(place)")
        }
        try DurableFile.write(bytes, to: "\(tree)/\(folder)/\(target)")
        paths.append("\(folder)/\(target)")
        return Addition(id: id, version: version, paths: paths.sorted())
    }

    /// Refuses signatures that are not by keys of the namespace.
    ///
    /// Fewer than it asks for are fine: other owners may follow.
    private func verify(
        _ signatures: [(SignatureFileName, [UInt8])], of bytes: [UInt8], id: PackageID, version: Version,
        settings: RegistrySettings
    ) throws {
        var findings: [Finding] = []
        let namespaces = try NamespaceFolder.readAll(
            in: try Directory(tree), settings: settings, log: nil, findings: &findings)
        guard let keys = namespaces.first(where: { $0.name == id.namespace })?.keys else {
            throw Refusal(TreeFault.namespace, "\(id.namespace) has no valid keys in this tree")
        }
        let binding = try SignatureBinding.release(
            registry: settings.name.text, id: id.description, version: version.description)
        let files = try signatures.map { try SignatureFile(name: $0.0, bytes: $0.1) }
        let verdict = keys.verify(file: bytes, signatures: files, binding: binding, at: nil)
        if let refusal = verdict.refusals.first { throw refusal }
    }

    /// The signatures that lie beside a file.
    static func signatures(of file: String, name: String) throws -> [(SignatureFileName, [UInt8])] {
        let slash = file.lastIndex(of: "/")
        let folder = try Directory(slash.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? ".")
        var found: [(SignatureFileName, [UInt8])] = []
        for entry in try folder.entries() where entry.kind == .file {
            guard let signature = SignatureFileName.parse(entry.name), signature.signed == name else { continue }
            let bytes = try folder.contents(of: entry.name, upTo: SignatureFile.sizeLimit)
            found.append((signature, bytes))
        }
        return found
    }
}
