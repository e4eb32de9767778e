internal import PromptuaryCore

/// A package file with its signatures, read, and where they belong in a tree.
struct Submission: Sendable {
    /// The release.
    let id: PackageID
    /// Its version.
    let version: Version
    /// What was read of the package file.
    let contents: PackageContents
    /// The package file and its signatures, at their paths in the tree.
    let files: [CommitDraft.File]
    /// Who signed, in words: one line for each signature.
    let signers: [String]

    /// The folder of the release.
    var folder: String { "packages/\(id.namespace.text)/\(id.name.text)/\(version.pathText)" }

    /// Reads a package file and what signs it: signature files, and a key that signs it here.
    ///
    /// Without both, the signatures that lie beside the file count. Nothing is verified: the check of the change does
    /// that, with the keys of the base.
    init(_ path: String, signatures: [String], key: SecretKey?, settings: RegistrySettings) throws {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let format = PackageFormat(fileName: name) else {
            throw Refusal(TreeEditing.TreeFault.fileType, "\(name) is no package file")
        }
        let bytes = try FileContents.read(path, upTo: PackageContents.sizeLimit)
        contents = try PackageContents.read(bytes, format: format)
        id = try PackageID(
            identity: contents.manifest.identity, default: settings.defaultNamespace, dotted: format == .yaml)
        version = try Version(contents.manifest.version)
        let target = SiteLayout.fileName(id, version, format)
        var set = SignatureSet(signing: target)
        for file in signatures { try set.add(try FileContents.read(file, upTo: SignatureFile.sizeLimit)) }
        if let key {
            let binding = SignatureBinding.release(registry: settings.name, id: id, version: version)
            try set.add(key.sign(bytes, named: target, binding: binding).bytes)
        }
        if signatures.isEmpty, key == nil {
            for (_, bytes) in try TreeEditing.signatures(of: path, name: name).sorted(by: { $0.0.number < $1.0.number })
            {
                try set.add(bytes)
            }
        }
        guard !set.elements.isEmpty else { throw Refusal(ProposalFault.unsigned, "nothing signs \(name)") }
        let folder = "packages/\(id.namespace.text)/\(id.name.text)/\(version.pathText)"
        files =
            [CommitDraft.File(path: "\(folder)/\(target)", bytes: bytes)]
            + set.elements.map { CommitDraft.File(path: "\(folder)/\($0.file.name.text)", bytes: $0.bytes) }
        signers = set.elements.map(\.file.signer)
    }
}
