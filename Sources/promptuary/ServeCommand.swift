internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine
internal import PromptuarySidecar

/// The command `promptuary serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Show a site on this machine: a read-only preview.",
        discussion: """
            With a tree and a site the tree is built first. Port 0 takes a free port and says which.

            EXAMPLE: promptuary serve site --port 8080
            EXAMPLE: promptuary serve sample-registry site
            """)

    @Argument(help: "A site, or a tree and a site.") var paths: [String]
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port to listen on.") var port = 8080
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...2).contains(paths.count) else { throw ValidationError("Give a site, or a tree and a site.") }
        guard (0...65_535).contains(port) else { throw ValidationError("--port is between 0 and 65535.") }
    }

    func run() async throws {
        let site = paths[paths.count - 1]
        if paths.count == 2 {
            let options = SiteBuild.Options(tree: paths[0], site: site)
            let report = try await Interruption.cancelling { try await SiteBuild(options).run() }
            Console.show(report.findings.filter { $0.severity == .error })
            guard report.isBuilt else { throw ExitCode(ExitStatus.findings.rawValue) }
        }
        let server = try PreviewServer(site: site, host: host, port: port)
        do {
            let json = output.json
            try await server.run { address in
                guard json else { return Console.result("serving \(site) at \(address)/") }
                Console.result(
                    JSONWriter.object {
                        $0.member("address", address + "/")
                        $0.member("site", site)
                    })
            }
        } catch let error as PreviewServer.ListenError {
            throw SystemFailure(description: error.description)
        }
    }
}
