internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary trust`.
struct TrustCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Hold the ceremonies by which people vouch for a registry.",
        discussion: """
            People with offline keys, the holders, sign what a registry's trust hangs on: who they are, which keys its server
            has, and the keys of its publishers. One of them proposes a change; each looks at it and signs it on their own
            machine, by a file that travels in a pull request or on a stick; when enough have signed, it is published.

            EXAMPLE: promptuary trust init . --holder ada=ada.pub --holder bea=bea.pub --holder cyr=cyr.pub \\
              --threshold 2 --online ~/online
            EXAMPLE: promptuary trust sign . --key ada.key
            EXAMPLE: promptuary trust publish-root .
            """,
        subcommands: [
            TrustInitCommand.self, TrustStatusCommand.self, TrustAddKeyCommand.self, TrustRemoveKeyCommand.self,
            TrustRotateCommand.self, TrustConfirmCommand.self, TrustRenewCommand.self, TrustWitnessesCommand.self,
            TrustClaimCommand.self, TrustSignCommand.self, TrustPublishCommand.self, TrustKeyCommand.self,
        ])
}

/// The time that a ceremony goes by.
struct CeremonyTime: ParsableArguments {
    @Option(help: ArgumentHelp("The time, instead of the clock's.", valueName: "time", visibility: .hidden))
    var at: String?

    /// The time given, or that of the clock.
    func now() throws -> Timestamp {
        guard let at else { return Timestamp(seconds: time(nil)) }
        guard let moment = Timestamp(at) else {
            throw ValidationError("--at takes a time such as 2026-11-22T10:30:00Z.")
        }
        return moment
    }
}

/// What all commands that propose a change have in common.
struct ProposalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("For how many days the changed roles are valid: 365 unless given.", valueName: "days"))
    var validDays: Int?
    @Option(help: "Who proposes it, for those who read the proposal.") var by: String?
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Sign at once with these holders' keys, and publish when they are enough.", valueName: "file"))
    var signWith: [String] = []
    @OptionGroup var clock: CeremonyTime
    @OptionGroup var output: OutputOptions

    func ceremony(_ tree: String) throws -> TrustCeremony {
        try TrustCeremony(tree: tree, at: try clock.now(), validDays: validDays, by: by)
    }

    /// Signs and publishes, when that is wanted, and says what was done.
    func end(_ proposal: TrustProposal, _ ceremony: TrustCeremony, passphrase: PassphraseOptions) throws {
        var published: [String] = []
        if !signWith.isEmpty {
            for file in signWith { _ = try ceremony.store.keep(try proposal.sign(with: try passphrase.open(file))) }
            let signed = try ceremony.store.proposal(after: proposal.base)
            if signed?.isComplete ?? false { published = try ceremony.store.publish() }
        }
        let status = try ceremony.status()
        if output.json {
            Console.result(TrustDocument.write(status, tree: ceremony.store.tree))
        } else if published.isEmpty {
            Console.result(TrustReview(of: proposal, registry: ceremony.settings.name).text)
            Console.result("proposed in \(ceremony.store.tree)/trust/pending")
            for step in status.steps(tree: ceremony.store.tree) { Console.say("next: \(step)") }
        } else {
            for path in published { Console.result("\(ceremony.store.tree)/\(path)") }
        }
    }
}

/// A holder's name and public key file, as `NAME=FILE`.
struct HolderArgument: ExpressibleByArgument {
    let name: String
    let file: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        (name, file) = (String(parts[0]), String(parts[1]))
    }

    /// The holder; a key of the demonstration is for a demonstration only.
    func holder(isDemo: Bool) throws -> TrustTerms.Holder {
        let key = try KeyFiles.publicKey(file, passphrase: nil)
        guard isDemo || !DemoKeys.contains(key) else {
            throw Refusal(KeyFiles.KeyFileFault.demo, "\(file) is a key of the demonstration")
        }
        return TrustTerms.Holder(name: try HolderName(name), key: key.key)
    }
}
