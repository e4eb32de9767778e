internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// The options of every command that builds a site.
struct BuildOptions: ParsableArguments {
    /// How it is found out what has changed.
    enum Changes: String, ExpressibleByArgument, CaseIterable {
        case auto, git, files

        /// The same for a build.
        var source: ChangeSource {
            switch self {
            case .auto: .auto
            case .git: .git
            case .files: .files
            }
        }
    }

    @Option(help: ArgumentHelp("Where private namespaces go; without it they are left out.", valueName: "dir"))
    var privateSite: String?
    @Option(help: ArgumentHelp("Page templates and assets that replace the embedded ones.", valueName: "dir"))
    var templates: String?
    @Option(help: ArgumentHelp("Write configurations for nginx, Caddy and Apache here.", valueName: "dir"))
    var serverConfig: String?
    @Flag(help: "Write compressed neighbours (.gz) for servers that send them.") var compress = false
    @Option(
        help: ArgumentHelp(
            """
            How it is found out what has changed since the last build: git looks only at what is committed since then, files at \
            the size and times of every file; auto is git for signed sites and files for previews.
            """, valueName: "auto|git|files"))
    var changes = Changes.auto
    @Flag(help: "Read and make everything again, and remove from the site what does not belong.") var rebuild = false
    @Option(
        help: ArgumentHelp(
            "First judge what has changed since this revision, as `check --base` does; with errors nothing is built.",
            valueName: "revision"))
    var base: String?
    @Flag(help: "The same since the commit that the site was built from: all of it is one change.")
    var judgeChanges = false

    func validate() throws {
        guard base == nil || !judgeChanges else {
            throw ValidationError(
                "--judge-changes is about what the site was built from, and --base names another commit.")
        }
    }

    /// Whether a change is judged first.
    var isJudging: Bool { base != nil || judgeChanges }

    /// The options for a tree and a site; what is made anew once is not made anew after the first success.
    func options(tree: String, site: String, isFirst: Bool = true) throws -> SiteBuild.Options {
        var options = SiteBuild.Options(tree: tree, site: site)
        options.privateSite = privateSite
        options.templates = templates
        options.serverConfigurations = serverConfig
        options.compress = compress
        options.changes = changes.source
        options.isRebuild = rebuild && isFirst
        return options
    }

    /// The door that the change has to pass first; nil when none is asked for.
    ///
    /// `log` is the site whose log counts.
    func door(log: String) -> ChangeDoor? {
        let since: ChangeDoor.Base
        if let base {
            since = .revision(base)
        } else if judgeChanges {
            since = .published
        } else {
            return nil
        }
        return ChangeDoor(since: since, site: log, scratch: TemporaryFolder.parent, now: Clock.now)
    }

    /// The time that an option spells.
    static func time(_ text: String?) throws -> Timestamp? {
        guard let text else { return nil }
        guard let time = Timestamp(text) else {
            throw ValidationError("--at takes a time such as 2026-11-22T10:30:00Z.")
        }
        return time
    }
}

/// The clock, which only commands look at.
enum Clock {
    /// Now.
    static var now: Timestamp { Timestamp(seconds: Glibc.time(nil)) }
}

/// The command `promptuary build`.
struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Turn a tree into a site that any web server can host.",
        discussion: """
            With error findings nothing is written. Files that stay the same keep their inode and modification time. Without keys
            the site is an unsigned preview; with --keys the command does once what `promptuary publish-job` does.

            A build reads what has changed since the last one, and makes the documents that follow from it. What it must know for
            that is in `.SITE.promptuary/build.db` beside the site, which may be deleted: the next build reads everything.

            With --watch it builds, and builds again when something is saved, until Ctrl-C, for a writer who looks at the site
            with `promptuary serve`. A tree with error findings is told, and the old site stays.

            With --base or --judge-changes the commits are judged first, by the policy and the keys of the base, and what is built
            must be what is committed.

            EXAMPLE: promptuary build sample-registry site --keys sample-registry/demo-keys/online
            EXAMPLE: promptuary build registry site --watch
            EXAMPLE: promptuary build registry site --base HEAD^1
            """)

    @Argument(help: "The tree.") var tree: String
    @Argument(help: "The directory of the site.") var site: String
    @OptionGroup var build: BuildOptions
    @OptionGroup var publishing: PublishingOptions
    @Option(
        help: ArgumentHelp(
            "For a preview: the signed site whose log says which releases are older than the revocation of a key.",
            valueName: "site"))
    var logOf: String?
    @Option(help: ArgumentHelp("The time that the site describes, instead of the commit's.", valueName: "time")) var at:
        String?
    @Flag(help: "Build again whenever the tree or the templates change.") var watch = false
    @Flag(help: "Show warnings and notes too.") var verbose = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !watch || publishing.keys == nil else {
            throw ValidationError("--watch is for previews: `promptuary publish-job` publishes again and again.")
        }
        guard !watch || !build.isJudging else {
            throw ValidationError("--watch builds what is not committed yet, and a change is judged from commits.")
        }
    }

    func run() async throws {
        guard !watch else { return try await watchTree() }
        let report = try await Interruption.cancelling { try await make(isFirst: true) }
        try BuildReport(report, site: site).show(verbose: verbose, json: output.json)
    }

    private func make(isFirst: Bool) async throws -> SiteBuild.Report {
        var options = try build.options(tree: tree, site: site, isFirst: isFirst)
        if let logOf {
            options.log = try PublishedLog.read(logOf)
            guard options.log != nil else { throw ValidationError("\(logOf) has no log.") }
        }
        options.at = try BuildOptions.time(at)
        options.judging = build.door(log: logOf ?? site)
        options.signing = try publishing.signing(tree: tree, time: options.at ?? Clock.now)
        let progress = Progress { Console.progress(label: $0, done: $1, total: $2) }
        defer { progress.end() }
        return try await SiteBuild(options, progress: progress).run()
    }

    // MARK: - Again and again

    private func watchTree() async throws {
        let loop = WatchLoop(
            tree: tree, templates: build.templates, changes: build.changes.source,
            say: { Console.say("promptuary: \($0)") })
        try await Interruption.cancelling {
            try await loop.run { isFirst in
                let start = ContinuousClock().now
                do {
                    let report = try await make(isFirst: isFirst)
                    try BuildReport(report, site: site).show(
                        verbose: verbose, json: output.json, took: Self.time(since: start))
                } catch  where Self.reaction(to: error, isFirst: isFirst) == .wait {
                    if !(error is ExitCode) { tell(error, took: Self.time(since: start)) }
                    throw error
                }
            } onFailure: { error, isFirst in
                Self.reaction(to: error, isFirst: isFirst)
            }
        }
    }

    private static func time(since start: ContinuousClock.Instant) -> Int {
        Int((ContinuousClock().now - start) / .milliseconds(1))
    }

    /// A build that was not in order waits for the next change, and so does one that the disk or another build forbade, or
    /// whose tree is gone for a moment; wrong use, and a start that never succeeded for these, end the command.
    private static func reaction(to error: any Error, isFirst: Bool) -> WatchLoop.Reaction {
        // The findings were shown already.
        if error is ExitCode { return .wait }
        if let refusal = error as? Refusal, PublishFault(rawValue: refusal.code) != nil { return .stop }
        switch ExitStatus.of(error) {
        case .findings: return .wait
        case .disk where !isFirst, .tryAgain where !isFirst, .usage where !isFirst: return .wait
        default: return .stop
        }
    }

    private func tell(_ error: any Error, took milliseconds: Int) {
        guard output.json else {
            return Console.say("promptuary: error: \(error); the next change is another attempt")
        }
        Console.result(
            JSONWriter.object {
                $0.member("built", false)
                $0.member("error", "\(error)")
                $0.member("milliseconds", milliseconds)
            })
    }
}
