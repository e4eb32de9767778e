internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary trust sign`.
struct TrustSignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Look at a proposed change and sign it.",
        discussion: """
            Shows what would change and writes a small file for each role, TREE/trust/pending/ROLE-VERSION.KEYID.sig.json, or all
            in one file with -o; a file that somebody brings is put into TREE/trust/pending. A signature of minisign is taken
            over when it was made with `minisign -S -l -m TREE/trust/pending/ROLE-VERSION.signed`.

            EXAMPLE: promptuary trust sign . --key ada.key
            """)

    @Argument(help: "The tree.") var tree: String
    @Option(help: ArgumentHelp("The secret key file, of minisign or OpenSSH.", valueName: "file")) var key: String?
    @Option(help: ArgumentHelp("A signature made by minisign -S -l.", valueName: "file")) var minisignSignature: String?
    @Option(help: "The role that minisign signed.") var role: String?
    @Flag(help: "Do not ask.") var yes = false
    @Option(name: .shortAndLong, help: ArgumentHelp("Write all signatures to one file.", valueName: "file"))
    var output: String?
    @OptionGroup var passphrase: PassphraseOptions

    func validate() throws {
        guard (key == nil) != (minisignSignature == nil) else {
            throw ValidationError("Give --key FILE, or --minisign-signature FILE with --role ROLE.")
        }
        guard (minisignSignature == nil) == (role == nil) else {
            throw ValidationError("--minisign-signature and --role belong together.")
        }
    }

    func run() throws {
        let store = TrustStore(tree)
        let settings = try store.settings()
        guard let proposal = try store.proposal(after: try store.folder()) else {
            throw Refusal(TrustFault.noProposal, "nothing is proposed")
        }
        let signatures: [TrustSignature]
        if let minisignSignature, let role {
            let file = try FileContents.read(minisignSignature, upTo: SignatureFile.sizeLimit)
            signatures = [try proposal.signature(minisign: file, role: role)]
        } else {
            Console.say(TrustReview(of: proposal, registry: settings.name).text)
            for name in try store.deviations(of: proposal, settings: settings) {
                Console.say("warning: the tree has other keys for \(name) than would be confirmed.")
            }
            try confirm()
            signatures = try proposal.sign(with: try passphrase.open(key ?? ""))
        }
        if let output {
            try DurableFile.write(TrustSignatureFile(signatures).bytes, to: output)
            Console.result(output)
        } else {
            for path in try store.keep(signatures) { Console.result(path) }
        }
    }

    private func confirm() throws {
        if yes { return }
        guard isatty(0) == 1 else { throw ValidationError("There is no terminal to ask; give --yes to sign.") }
        Console.say("Sign this? Type yes: ")
        guard readLine() == "yes" else {
            Console.say("Nothing was signed.")
            throw ExitCode(ExitStatus.findings.rawValue)
        }
    }
}

/// The command `promptuary trust publish-root`.
struct TrustPublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish-root", abstract: "Take over a proposed change that enough holders have signed.",
        discussion: """
            Not only the root, but all roles of the proposal, or none. May be run again when it was interrupted.

            EXAMPLE: promptuary trust publish-root . && git add trust
            """)

    @Argument(help: "The tree.") var tree: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let paths = try TrustStore(tree).publish()
        if output.json {
            Console.result(JSONWriter.object { $0.member("files", paths) })
        } else {
            for path in paths { Console.result(path) }
            Console.say("Commit trust/; the next `promptuary publish-job` publishes it.")
        }
    }
}

/// The command `promptuary trust key`.
struct TrustKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Show the key id by which a holder's key is known.",
        discussion: "EXAMPLE: promptuary trust key ada.pub")

    @Argument(help: "A public or secret key file.") var file: String
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let key = try passphrase.publicKey(file)
        let id = TUFKey(key.key).id
        let fingerprint = PublisherKey(scheme: .ssh, key: key.key).fingerprint
        if output.json {
            Console.result(
                JSONWriter.object {
                    $0.member("fingerprint", fingerprint)
                    $0.member("keyid", id)
                })
        } else {
            Console.result("\(id) \(fingerprint)")
        }
    }
}
