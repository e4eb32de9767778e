internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary init`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a new registry tree with a first namespace and its key.",
        discussion: """
            EXAMPLE: promptuary init prompts --name prompts.example.org --namespace acme --no-passphrase
            """)

    @Argument(help: "The directory of the new tree.") var tree: String
    @Option(help: "The name of the registry, to which all signatures are bound.") var name = "registry.example"
    @Option(help: "The name for people.") var title: String?
    @Option(help: "The first namespace.") var namespace = "main"
    @Option(help: "Who owns the namespace, such as \"Acme <prompts@acme.example>\".") var owner: String?
    @Option(help: ArgumentHelp("An existing secret key file; without it a minisign key is made.", valueName: "file"))
    var key: String?
    @Option(help: ArgumentHelp("Where a new key is written.", valueName: "file")) var keyOut: String?
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let registry = try RegistryName(name)
        let namespace = try NamespaceName(namespace)
        try TreeEditing(tree).refuseUnlessNew()
        var keyPath = key ?? ""
        let secret: SecretKey
        if let key {
            secret = try passphrase.open(key)
        } else {
            keyPath = keyOut ?? "\(tree.hasSuffix("/") ? String(tree.dropLast()) : tree)-\(namespace.text).key"
            secret = try KeyFiles.generate(minisign: true)
            let words = try passphrase.passphrase(
                prompt: "Passphrase for the new key (empty for none): ", confirm: true)
            try KeyFiles.write(
                secret, to: keyPath, comment: "\(namespace.text) key of \(registry.text)", passphrase: words)
        }
        try TreeEditing(tree).create(
            name: registry, title: title, namespace: namespace, owner: owner, key: secret,
            keyName: "\(namespace.text) 1")
        if output.json {
            Console.result(
                JSONWriter.object {
                    $0.member("fingerprint", secret.publicKey.fingerprint)
                    $0.member("key", keyPath)
                    $0.member("namespace", namespace.text)
                    $0.member("registry", registry.text)
                    $0.member("tree", tree)
                })
        } else {
            Console.result("made the tree \(tree) with the namespace \(namespace), signed by \(keyPath)")
            Console.say("Keep \(keyPath) safe and out of git. Next: promptuary build \(tree) site")
        }
    }
}
