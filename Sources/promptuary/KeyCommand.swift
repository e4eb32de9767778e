internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary key`.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make, import and show publisher keys, as minisign and OpenSSH know them.",
        discussion: "EXAMPLE: promptuary key generate --type ssh --out acme.key",
        subcommands: [Generate.self, Import.self, Show.self, Demo.self])

    /// The tools whose keys are made.
    enum KeyType: String, ExpressibleByArgument, CaseIterable { case minisign, ssh }

    /// The command `promptuary key generate`.
    struct Generate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "generate", abstract: "Make a key pair: FILE and FILE.pub.",
            discussion: "EXAMPLE: promptuary key generate --type minisign --out acme.key")

        @Option(help: "The tool that the key is for.") var type = KeyType.minisign
        @Option(help: ArgumentHelp("Where the secret key is written.", valueName: "file")) var out: String
        @Option(help: "A comment in the key file.") var comment = "promptuary key"
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let words = try passphrase.passphrase(
                prompt: "Passphrase for the new key (empty for none): ", confirm: true)
            let key = try KeyFiles.generate(minisign: type == .minisign)
            try KeyFiles.write(key, to: out, comment: comment, passphrase: words)
            KeyCommand.show(key.publicKey, file: out, json: output.json)
        }
    }

    /// The command `promptuary key import`.
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Take over a secret key of minisign or OpenSSH into a file of your own.",
            discussion: """
                The key is opened, checked and written again, encrypted with the passphrase you give. The keys of the
                demonstration registry are refused, unless --tree names a demonstration tree.

                EXAMPLE: promptuary key import ~/.ssh/id_ed25519 --out acme.key
                """)

        @Argument(help: "The secret key file.") var file: String
        @Option(help: ArgumentHelp("Where the key is written.", valueName: "file")) var out: String
        @Option(help: "The tree that the key will be used for.") var tree: String?
        @Option(help: "A comment in the key file.") var comment = "promptuary key"
        @Option(help: ArgumentHelp("Read the passphrase of the imported file from a file.", valueName: "file"))
        var oldPassphraseFile: String?
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            var old: SecretBytes?
            if let oldPassphraseFile {
                old = SecretBytes(Array(try FileContents.read(oldPassphraseFile, upTo: 4096).prefix { $0 != 10 }))
            }
            let key = try SecretKey(file: try FileContents.read(file, upTo: 16 << 10), passphrase: old)
            if DemoKeys.contains(key.publicKey) {
                let isDemo = try tree.map { try TreeEditing($0).settings().isDemo } ?? false
                guard isDemo else { throw Refusal(KeyFiles.KeyFileFault.demo, "this is a key of the demonstration") }
            }
            let words = try passphrase.passphrase(prompt: "Passphrase for the file (empty for none): ", confirm: true)
            try KeyFiles.write(key, to: out, comment: comment, passphrase: words)
            KeyCommand.show(key.publicKey, file: out, json: output.json)
        }
    }

    /// The command `promptuary key show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show the public half of a key: type, fingerprint and the line for keys.json.",
            discussion: "EXAMPLE: promptuary key show acme.key.pub")

        @Argument(help: "A public or secret key file.") var file: String
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let key = try passphrase.publicKey(file)
            KeyCommand.show(key, file: file, json: output.json)
        }
    }

    /// `promptuary key demo`: the key files of the demonstration registry.
    struct Demo: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "demo", abstract: "Write the demonstration's key files, which are worthless.",
            discussion: "EXAMPLE: promptuary key demo sample-registry/demo-keys", shouldDisplay: false)

        @Argument(help: "The folder.") var folder: String

        func run() throws {
            for (namespace, count) in DemoKeys.owners {
                for owner in 1...count {
                    try write(
                        DemoKeys.key(of: namespace, owner: owner), "\(namespace).\(owner)", "\(namespace) \(owner)")
                }
            }
            for name in DemoKeys.holders {
                try write(DemoKeys.key(ofHolder: name), "holders/\(name)", "holder \(name)")
            }
            for role in OnlineRole.allCases {
                try write(DemoKeys.key(of: role), "online/\(role.rawValue)", "online \(role.rawValue)")
            }
        }

        private func write(_ key: SecretKey, _ name: String, _ comment: String) throws {
            let path = "\(folder)/\(name).key"
            try KeyFiles.write(
                key, to: path, comment: "DEMO KEY, worthless: \(comment)", passphrase: nil, checkNumber: 0)
            Console.result(path)
        }
    }

    fileprivate static func show(_ key: PublisherKey, file: String, json: Bool) {
        if json {
            Console.result(
                JSONWriter.object {
                    $0.member("demo", DemoKeys.contains(key))
                    $0.member("file", file)
                    $0.member("fingerprint", key.fingerprint)
                    $0.member("key", key.text)
                    $0.member("type", key.type)
                })
        } else {
            Console.result(
                "\(key.type) \(key.fingerprint)\(DemoKeys.contains(key) ? " (demonstration key: worthless)" : "")\n\(key.text)"
            )
        }
    }
}
