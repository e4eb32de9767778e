internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The hidden command `promptuary bench-state`: a state of many packages that no disk has room for, to measure builds on.
///
/// It is a full build whose packages from a number on are made on the fly; see ``StateRehearsal``. What it takes is printed by
/// whoever measures the process.
struct BenchStateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-state", abstract: "Make the state of a build of very many packages, without their files.",
        discussion: "EXAMPLE: promptuary bench-state tree site --from 200 --packages 200000", shouldDisplay: false)

    @Argument(help: "The tree, with the folders of all namespaces.") var tree: String
    @Argument(help: "The directory of the site.") var site: String
    @Option(help: "The first package that is made, a multiple of 20; those before are in the tree.") var from: Int
    @Option(help: "How many packages the registry has.") var packages: Int
    @OptionGroup var build: BuildOptions
    @OptionGroup var publishing: PublishingOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard from >= 0, from % 20 == 0, packages >= from, packages <= 2_000_000 else {
            throw ValidationError("--from is a multiple of 20, --packages at least as many and at most 2000000.")
        }
    }

    func run() async throws {
        var options = try build.options(tree: tree, site: site)
        options.signing = try publishing.signing(tree: tree, time: Clock.now)
        let generated = try GeneratedPackages(from..<packages, registry: try TrustStore(tree).settings().name)
        let rehearsal = StateRehearsal(generated.folders) { try generated.files($0) }
        let progress = Progress { Console.progress(label: $0, done: $1, total: $2) }
        let report = try await Interruption.cancelling { [options] in
            try await rehearsal.run(options, progress: progress)
        }
        progress.end()
        try BuildReport(report, site: site).show(verbose: false, json: output.json)
    }
}
