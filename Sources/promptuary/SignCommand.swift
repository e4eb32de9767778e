internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary sign`.
struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign a package file, a key set or the notes about a package.",
        discussion: """
            Writes FILE.minisig or FILE.sshsig, which `minisign -V` and `ssh-keygen -Y verify` accept.

            EXAMPLE: promptuary sign code-review-1.0.0.pdpkg --key acme.key --registry prompts.example.org
            EXAMPLE: promptuary sign keys.json --keys-of acme --key acme.key --tree .
            """)

    @Argument(help: "The file to sign.") var file: String
    @OptionGroup var signing: SigningOptions
    @Option(help: "The name of the registry that the signature is for.") var registry: String?
    @Option(help: "The tree whose registry the signature is for.") var tree: String?
    @Option(help: "The namespace of a package without a scope.") var defaultNamespace: String?
    @Option(help: ArgumentHelp("The file is keys.json of this namespace.", valueName: "namespace")) var keysOf: String?
    @Option(help: ArgumentHelp("The file is package.yaml of this package.", valueName: "@namespace/name")) var notesOf:
        String?
    @Option(help: "Which signature of this form it is, 1 to 16, where several owners sign.") var number = 1
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard registry != nil || tree != nil else { throw ValidationError("Give --registry NAME or --tree TREE.") }
        guard (1...16).contains(number) else { throw ValidationError("--number is between 1 and 16.") }
    }

    func run() throws {
        let settings = try tree.map { try TreeEditing($0).settings() }
        let name = try registry.map { try RegistryName($0) } ?? settings?.name
        guard let name else { throw ValidationError("Give --registry NAME or --tree TREE.") }
        let fallback =
            try defaultNamespace.map { try NamespaceName($0) } ?? settings?.defaultNamespace ?? NamespaceName("main")
        let bytes = try FileContents.read(file, upTo: PackageContents.sizeLimit)
        let fileName = file.split(separator: "/").last.map(String.init) ?? file
        let binding = try binding(of: bytes, fileName, registry: name, fallback: fallback)
        let signature = try signing.open().sign(bytes, named: fileName, number: number, binding: binding)
        let path = String(file.dropLast(fileName.count)) + signature.name.text
        try DurableFile.write(signature.bytes, to: path)
        if output.json {
            Console.result(
                JSONWriter.object {
                    $0.member("binding", binding.trustedComment)
                    $0.member("file", path)
                })
        } else {
            Console.result(path)
        }
    }

    private func binding(
        of bytes: [UInt8], _ fileName: String, registry: RegistryName, fallback: NamespaceName
    ) throws -> SignatureBinding {
        if let keysOf {
            let namespace = try NamespaceName(keysOf)
            let keys = try KeySet(try JSONReader.read(bytes))
            return try keys.binding(registry: registry, namespace: namespace)
        }
        if let notesOf {
            let id = try PackageID(
                identity: notesOf, default: fallback, dotted: !notesOf.hasPrefix("@") && notesOf.contains("."))
            _ = try PackageNotes(YAMLReader.read(bytes), of: id)
            return try .package(registry: registry.text, id: id.description)
        }
        guard let format = PackageFormat(fileName: fileName) else {
            throw ValidationError(
                "\(fileName) is no package file; for keys.json give --keys-of, for package.yaml --notes-of.")
        }
        let manifest = try PackageContents.read(bytes, format: format).manifest
        let id = try PackageID(identity: manifest.identity, default: fallback, dotted: format == .yaml)
        return try .release(registry: registry.text, id: id.description, version: manifest.version)
    }
}
