internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine
internal import Synchronization

/// Where a server's keys are, and what a publication signs besides.
struct PublishingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder with the server's secret keys (bins, snapshot, timestamp, log).", valueName: "dir"))
    var keys: String?
    @OptionGroup var passphrase: PassphraseOptions
    @Option(
        help: ArgumentHelp(
            "A folder with checkpoints that witnesses have cosigned (`promptuary log witness`).", valueName: "dir"))
    var cosigned: String?
    @Option(
        help: ArgumentHelp(
            "Where the publisher remembers what it has published, instead of `.SITE.promptuary` beside the site.",
            valueName: "dir"))
    var state: String?

    /// How a site is signed; nil without keys.
    ///
    /// The passphrase is asked for once, for all keys, and not again when `asked` has one that opened them.
    func signing(
        tree: String, time: Timestamp, asked: AskedPassphrase = AskedPassphrase()
    ) throws -> SiteBuild.Signing? {
        guard let keys else { return nil }
        let store = TrustStore(tree)
        let settings = try store.settings()
        guard let trust = try store.folder() else { throw Refusal(PublishFault.trust, "\(tree) has no trust/") }
        let folder = try OnlineKeys(keys, tree: tree, isDemo: settings.isDemo)
        var words: SecretBytes?? = asked.words
        let opened = try PublishingKeys(folder, for: trust) { path in
            do {
                return try KeyFiles.open(path, passphrase: words ?? nil)
            } catch let refusal as Refusal where refusal.code == SecretKeyFault.passphraseNeeded.rawValue {
                if words == nil {
                    words = .some(try passphrase.passphrase(prompt: "Passphrase of \(keys): ", confirm: false))
                }
                return try KeyFiles.open(path, passphrase: words ?? nil)
            }
        }
        asked.words = words
        return SiteBuild.Signing(trust: trust, keys: opened, time: time, cosigned: try checkpoints(), state: state)
    }

    private func checkpoints() throws -> [SignedCheckpoint] {
        guard let cosigned else { return [] }
        let folder = try Directory(cosigned)
        return try folder.entries().filter { $0.kind == .file && !$0.name.hasPrefix(".") }.map { entry in
            do {
                return try SignedCheckpoint(bytes: try folder.contents(of: entry.name, upTo: SignedNote.sizeLimit))
            } catch let refusal as Refusal {
                var refusal = refusal
                refusal.place.entry = cosigned + "/" + entry.name
                throw refusal
            }
        }
    }
}

/// A passphrase that somebody has typed, for as long as a job runs: nobody is there to type it at night.
final class AskedPassphrase: Sendable {
    private let value = Mutex<SecretBytes??>(nil)

    /// What was typed; nil before.
    var words: SecretBytes?? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

/// The command `promptuary publish-job`.
struct PublishJobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish-job", abstract: "Build, sign and publish a site, and keep its signatures fresh.",
        discussion: """
            The job looks at the tree every --interval seconds, publishes when it has changed, and signs again once a day, long
            before anything expires. In a git checkout a change is a new commit, or one of registry.yaml, trust/ or the
            templates: what is committed is what is published. Without git, or with --changes files, it is any file, and the job
            begins two seconds after the last one was saved. A run may stop at any moment: readers see the old state or the new one, and the next run
            goes on. Only one job works on a site. A tree with error findings is reported and not published; the job goes on and
            publishes the next state that is in order. With --judge-changes that is a state to which the rules for changes have led
            from the one that is published.

            EXAMPLE: promptuary publish-job registry /srv/site --keys ~/online --passphrase-file ~/online/passphrase
            """)

    @Argument(help: "The tree.") var tree: String
    @Argument(help: "The directory of the site.") var site: String
    @OptionGroup var publishing: PublishingOptions
    @Flag(help: "Publish once and end.") var once = false
    @Option(help: ArgumentHelp("How often the job looks at the tree.", valueName: "seconds")) var interval = 60
    @OptionGroup var build: BuildOptions
    @Option(help: .hidden) var at: String?
    @Flag(help: "Show warnings and notes too.") var verbose = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard publishing.keys != nil else {
            throw ValidationError("--keys DIR is missing: without keys, `promptuary build` makes an unsigned preview.")
        }
        guard (1...86_400).contains(interval) else { throw ValidationError("--interval takes 1 to 86400 seconds.") }
        guard build.base == nil || once else {
            throw ValidationError("--base goes with --once; --judge-changes is for a job that goes on.")
        }
        guard at == nil || once else { throw ValidationError("--at goes with --once.") }
    }

    func run() async throws {
        let time = try BuildOptions.time(at)
        if once {
            try await Interruption.cancelling {
                try await publish(at: time ?? Clock.now, AskedPassphrase(), isFirst: true)
            }
            return
        }
        let job = PublishLoop(
            tree: tree, templates: build.templates, changes: build.changes.source, interval: interval,
            say: { Console.say("promptuary: \($0)") })
        let asked = AskedPassphrase()
        try await Interruption.cancelling {
            try await job.run({ try await publish(at: Clock.now, asked, isFirst: $0) }, onFailure: Self.reaction)
        }
    }

    /// What the job does when a publication failed: a state that is not in order waits for the next one, what may pass is
    /// tried again, and distrust, wrong use and a start that never succeeded end the job.
    private static func reaction(to error: any Error, hasPublished: Bool) -> PublishLoop.Reaction {
        // The findings were shown already.
        if let code = error as? ExitCode { return code.rawValue == ExitStatus.findings.rawValue ? .wait : .stop }
        let status = ExitStatus.of(error)
        if hasPublished, let refusal = error as? Refusal, refusal.code == ChangeFault.uncommitted.rawValue {
            // A checkout writes its files first and moves to its commit then, or the other way round.
            Console.say("promptuary: error: \(refusal); the job goes on")
            return .retry
        }
        switch status {
        case .findings where hasPublished, .disk where hasPublished, .tryAgain where hasPublished:
            Console.say("promptuary: error: \(error); the job goes on")
            return status == .findings ? .wait : .retry
        default: return .stop
        }
    }

    private func publish(at time: Timestamp, _ asked: AskedPassphrase, isFirst: Bool) async throws {
        var options = try build.options(tree: tree, site: site, isFirst: isFirst)
        options.signing = try publishing.signing(tree: tree, time: time, asked: asked)
        options.judging = build.door(log: site)
        let progress = Progress { Console.progress(label: $0, done: $1, total: $2) }
        let build = SiteBuild(options, progress: progress)
        let report = try await build.run()
        progress.end()
        try BuildReport(report, site: site).show(verbose: verbose, json: output.json)
    }
}
