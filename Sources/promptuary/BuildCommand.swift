internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// The options of every command that builds a site.
struct BuildOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where private namespaces go; without it they are left out.", valueName: "dir"))
    var privateSite: String?
    @Option(help: ArgumentHelp("Page templates and assets that replace the embedded ones.", valueName: "dir"))
    var templates: String?
    @Option(help: ArgumentHelp("Write configurations for nginx, Caddy and Apache here.", valueName: "dir"))
    var serverConfig: String?
    @Flag(help: "Write compressed neighbours (.gz) for servers that send them.") var compress = false

    /// The options for a tree and a site.
    func options(tree: String, site: String) throws -> SiteBuild.Options {
        var options = SiteBuild.Options(tree: tree, site: site)
        options.privateSite = privateSite
        options.templates = templates
        options.serverConfigurations = serverConfig
        options.compress = compress
        return options
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

            EXAMPLE: promptuary build sample-registry site --keys sample-registry/demo-keys/online
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
    @Flag(help: "Show warnings and notes too.") var verbose = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var options = try build.options(tree: tree, site: site)
        if let logOf {
            options.log = try PublishedLog.read(logOf)
            guard options.log != nil else { throw ValidationError("\(logOf) has no log.") }
        }
        options.at = try BuildOptions.time(at)
        options.signing = try publishing.signing(tree: tree, time: options.at ?? Clock.now)
        let progress = Progress { Console.progress(label: $0, done: $1, total: $2) }
        let build = SiteBuild(options, progress: progress)
        let report = try await Interruption.cancelling { try await build.run() }
        progress.end()
        try BuildReport(report, site: site).show(verbose: verbose, json: output.json)
    }
}
