internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary build`.
struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Turn a tree into a site that any web server can host.",
        discussion: """
            With error findings nothing is written. Files that stay the same keep their inode and modification time.

            EXAMPLE: promptuary build sample-registry site --server-config conf
            """)

    @Argument(help: "The tree.") var tree: String
    @Argument(help: "The directory of the site.") var site: String
    @Option(help: ArgumentHelp("Where private namespaces go; without it they are left out.", valueName: "dir"))
    var privateSite: String?
    @Option(help: ArgumentHelp("Page templates and assets that replace the embedded ones.", valueName: "dir"))
    var templates: String?
    @Option(help: ArgumentHelp("Write configurations for nginx, Caddy and Apache here.", valueName: "dir"))
    var serverConfig: String?
    @Flag(help: "Write compressed neighbours (.gz) for servers that send them.") var compress = false
    @Option(help: ArgumentHelp("The time that the site describes, instead of the commit's.", valueName: "time")) var at:
        String?
    @Flag(help: "Show warnings and notes too.") var verbose = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var options = SiteBuild.Options(tree: tree, site: site)
        options.privateSite = privateSite
        options.templates = templates
        options.serverConfigurations = serverConfig
        options.compress = compress
        if let at {
            guard let time = Timestamp(at) else {
                throw ValidationError("--at takes a time such as 2026-11-22T10:30:00Z.")
            }
            options.at = time
        }
        let progress = Progress { Console.progress(label: $0, done: $1, total: $2) }
        let build = SiteBuild(options, progress: progress)
        let report = try await Interruption.cancelling { try await build.run() }
        progress.end()
        if output.json {
            Console.result(json(report))
        } else {
            Console.show(report.findings.filter { verbose || $0.severity == .error })
            if report.isBuilt {
                Console.result(
                    "\(site): \(report.packages) packages, \(report.releases) releases; \(report.written) files written, \(report.unchanged) unchanged, \(report.removed) removed"
                )
            } else {
                Console.result("\(site) was not built: \(Console.summary(report.findings))")
            }
        }
        if !report.isBuilt { throw ExitCode(ExitStatus.findings.rawValue) }
    }

    private func json(_ report: SiteBuild.Report) -> [UInt8] {
        JSONWriter.object { object in
            object.member("built", report.isBuilt)
            object.member("bytes", report.bytes)
            object.list("findings", of: report.findings) { FindingDocument.write($1, to: &$0) }
            object.member("packages", report.packages)
            object.member("releases", report.releases)
            object.member("removed", report.removed)
            object.member("unchanged", report.unchanged)
            object.member("written", report.written)
        }
    }
}
