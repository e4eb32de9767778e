internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary trust add-key`.
struct TrustAddKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-key", abstract: "Propose a new holder.",
        discussion: """
            Steps that follow each other before anybody signs become one change: add-key and remove-key replace a holder.

            EXAMPLE: promptuary trust add-key . --holder dan=dan.pub
            """)

    @Argument(help: "The tree.") var tree: String
    @Option(help: ArgumentHelp("The holder: a name and the public key file.", valueName: "name=file"))
    var holder: HolderArgument
    @Option(help: "How many holders have to sign from then on.") var threshold: Int?
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var proposal: ProposalOptions

    func run() throws {
        let ceremony = try proposal.ceremony(tree)
        let new = try holder.holder(isDemo: ceremony.settings.isDemo)
        let change = try ceremony.change("add the holder \(new.name)") { try $0.add(new, threshold: threshold) }
        try proposal.end(change, ceremony, passphrase: passphrase)
    }
}

/// The command `promptuary trust remove-key`.
struct TrustRemoveKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-key", abstract: "Propose that a holder's key counts no more.",
        discussion: "EXAMPLE: promptuary trust remove-key . --holder bea")

    @Argument(help: "The tree.") var tree: String
    @Option(help: "The name of the holder.") var holder: String
    @Option(help: "How many holders have to sign from then on.") var threshold: Int?
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var proposal: ProposalOptions

    func run() throws {
        let ceremony = try proposal.ceremony(tree)
        let name = try HolderName(holder)
        let change = try ceremony.change("remove the holder \(name)") {
            try $0.removeHolder(name, threshold: threshold)
        }
        try proposal.end(change, ceremony, passphrase: passphrase)
    }
}

/// The command `promptuary trust rotate`.
struct TrustRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Propose new keys of the server, and make them.",
        discussion: """
            The new keys are made in DIR, a folder that does not have the current ones. After publish-root they take the
            places of the old files. When keys were stolen, rotate snapshot and timestamp together: then clients forget the
            version numbers that the thief may have used up.

            EXAMPLE: promptuary trust rotate . --role snapshot --role timestamp --online ~/online-new
            """)

    @Argument(help: "The tree.") var tree: String
    @Option(
        help: "bins, snapshot, timestamp or log; may be given more than once.",
        transform: { text in
            guard let role = OnlineRole(rawValue: text) else {
                throw ValidationError("The server signs bins, snapshot, timestamp and log.")
            }
            return role
        })
    var role: [OnlineRole]
    @Option(help: ArgumentHelp("The folder for the new keys, outside of the tree.", valueName: "dir"))
    var online: String
    @Flag(help: "The log's earlier keys go on counting: right for a routine change, wrong after a theft.")
    var keepLogKeys = false
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var proposal: ProposalOptions

    func run() throws {
        let ceremony = try proposal.ceremony(tree)
        let settings = ceremony.settings
        let roles = OnlineRole.allCases.filter { role.contains($0) }
        let keys = try OnlineKeys(online, tree: tree, isDemo: settings.isDemo).publicKeys(roles, settings, passphrase)
        let names = roles.map(\.rawValue).joined(separator: ", ")
        let change = try ceremony.change("new keys of the server for \(names)") { terms in
            for (role, key) in keys.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                try terms.rotate(role, to: key, keepingLogKeys: keepLogKeys)
            }
        }
        try proposal.end(change, ceremony, passphrase: passphrase)
    }
}

/// The command `promptuary trust confirm`.
struct TrustConfirmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Propose to vouch for the current keys of namespaces.",
        discussion: """
            Until then clients take a new namespace's keys on first use, and warn. Private namespaces are left out. A namespace that
            has lost its keys goes on with new ones that nobody signed, when the holders confirm them with --unsigned: be sure
            that it is the owners who ask.

            EXAMPLE: promptuary trust confirm .
            """)

    @Argument(help: "The tree.") var tree: String
    @Argument(help: "The namespaces; without any, all whose current keys are not confirmed.") var namespaces: [String] =
        []
    @Flag(help: "Confirm keys that the keys before them did not sign.") var unsigned = false
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var proposal: ProposalOptions

    func validate() throws {
        guard !unsigned || !namespaces.isEmpty else {
            throw ValidationError("--unsigned is for namespaces that are named.")
        }
    }

    func run() throws {
        let ceremony = try proposal.ceremony(tree)
        let change = try ceremony.confirm(try namespaces.map { try NamespaceName($0) }, unsigned: unsigned)
        try proposal.end(change, ceremony, passphrase: passphrase)
    }
}

/// The command `promptuary trust renew`.
struct TrustRenewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Propose new dates for everything that the holders sign.",
        discussion: "EXAMPLE: promptuary trust renew .")

    @Argument(help: "The tree.") var tree: String
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var proposal: ProposalOptions

    func run() throws {
        let ceremony = try proposal.ceremony(tree)
        try proposal.end(try ceremony.renew(), ceremony, passphrase: passphrase)
    }
}

/// The command `promptuary trust witnesses`.
struct TrustWitnessesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witnesses", abstract: "Propose who witnesses the log, and how many must have.",
        discussion: "EXAMPLE: promptuary trust witnesses . --key witness.example+12345678+BAkK… --threshold 1")

    @Argument(help: "The tree.") var tree: String
    @Option(help: ArgumentHelp("The key of a witness; all of them are given anew.", valueName: "key"))
    var key: [String] = []
    @Option(help: "How many of them must have cosigned what a client trusts.") var threshold = 0
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var proposal: ProposalOptions

    func run() throws {
        let ceremony = try proposal.ceremony(tree)
        let keys = try key.map { try NoteVerifier($0) }
        let change = try ceremony.change("have the log witnessed by \(threshold) of \(keys.count)") {
            try $0.setWitnesses(keys, threshold: threshold)
        }
        try proposal.end(change, ceremony, passphrase: passphrase)
    }
}

/// The command `promptuary trust claim`.
struct TrustClaimCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Propose that a namespace's owners sign a TUF role of their own.",
        discussion: """
            For owners who want every TUF client to see their signatures. From then on a release of the namespace is published
            when the owners have signed a role that lists it: run it again for each release. The holders sign the first time,
            and when the keys of the namespace change.

            EXAMPLE: promptuary trust claim . acme
            """)

    @Argument(help: "The tree.") var tree: String
    @Argument(help: "The namespace.") var namespace: String
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var proposal: ProposalOptions

    func run() async throws {
        let ceremony = try proposal.ceremony(tree)
        let change = try await ceremony.claim(try NamespaceName(namespace))
        try proposal.end(change, ceremony, passphrase: passphrase)
    }
}
