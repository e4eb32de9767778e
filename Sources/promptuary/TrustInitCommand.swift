internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary trust init`.
struct TrustInitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Propose the first trust of a registry, and make the keys of its server.",
        discussion: """
            The keys of the server are made in DIR, unless they are there already; the passphrase options are for them. Only the
            machine that publishes needs DIR. Everything else waits in TREE/trust/pending for the holders to sign.

            EXAMPLE: promptuary trust init . --holder ada=ada.pub --holder bea=bea.pub --holder cyr=cyr.pub \\
              --threshold 2 --online ~/online
            """)

    @Argument(help: "The tree.") var tree: String
    @Option(
        help: ArgumentHelp(
            "A holder: a name and the public key file, of minisign or OpenSSH.", valueName: "name=file"))
    var holder: [HolderArgument]
    @Option(help: "How many holders have to sign a change.") var threshold: Int
    @Option(help: ArgumentHelp("The folder for the server's secret keys, outside of the tree.", valueName: "dir"))
    var online: String
    @Option(help: "Spread the packages over 2^BITS signed files: 8, or 10 above 200,000 packages.") var bits = 8
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var proposal: ProposalOptions

    func run() throws {
        let ceremony = try proposal.ceremony(tree)
        let settings = ceremony.settings
        guard try ceremony.store.folder() == nil, try ceremony.store.proposal(after: nil) == nil else {
            throw Refusal(TrustFault.exists, "the tree has trust already, or a proposal of it")
        }
        if threshold < 2 || holder.count < 3 {
            Console.say(
                "warning: \(threshold) of \(holder.count) holders: one lost key ends the registry's trust, one stolen key takes it over. Have at least three holders, two of whom sign."
            )
        }
        let holders = try holder.map { try $0.holder(isDemo: settings.isDemo) }
        let keys = try OnlineKeys(online, tree: tree, isDemo: settings.isDemo).publicKeys(
            OnlineRole.allCases, settings, passphrase)
        guard let bins = keys[.bins], let snapshot = keys[.snapshot], let timestamp = keys[.timestamp],
            let log = keys[.log]
        else { throw ValidationError("A key of the server is missing.") }
        let origin = NoteName(logOf: settings.name)
        let terms = try TrustTerms(
            holders: holders, threshold: threshold,
            online: TrustTerms.OnlineKeys(bins: bins, snapshot: snapshot, timestamp: timestamp), bits: bits,
            log: LogDescription(origin: origin, keys: [NoteVerifier(name: origin, kind: .ed25519, key: log)]))
        try proposal.end(try ceremony.begin(terms), ceremony, passphrase: passphrase)
    }
}

extension OnlineKeys {
    /// The public keys of roles; says which secret keys were made, and how they are protected.
    func publicKeys(
        _ roles: [OnlineRole], _ settings: RegistrySettings, _ passphrase: PassphraseOptions
    ) throws -> [OnlineRole: Ed25519.PublicKey] {
        var isOpen = false
        let (keys, made) = try prepare(roles, registry: settings.name, isDemo: settings.isDemo) {
            let words = try passphrase.passphrase(
                prompt: "Passphrase for the server's keys (empty for none): ", confirm: true)
            isOpen = words == nil
            return words
        }
        for path in made { Console.say("made \(path)") }
        if isOpen {
            Console.say(
                "warning: the server's keys have no passphrase: whoever reads \(folder) can sign as the server.")
        }
        return keys
    }
}
