internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge a whole tree, or a change of it, by the rules that a build applies.",
        discussion: """
            Nothing of the tree is written. `promptuary rules` lists the rules. With --base only what a branch changes \
            is judged, by the policy and the keys of the base, and read from commits.

            EXAMPLE: promptuary check sample-registry
            EXAMPLE: promptuary check registry --base refs/remotes/origin/main --format markdown
            """)

    @Argument(help: "The tree.") var tree: String
    @Option(help: "A published site to compare with: no release may change or vanish; keys count by its log.") var site:
        String?
    @OptionGroup var change: ChangeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        if let base = change.base {
            return try await change.judge(tree, since: base, site: site, json: output.json)
        }
        let progress = Progress { Console.progress(label: $0, done: $1, total: $2) }
        let findings = try await TreeCheck(tree: tree, site: site, progress: progress).run()
        progress.end()
        if output.json {
            Console.result(
                JSONWriter.object { object in
                    object.list("findings", of: findings) { FindingDocument.write($1, to: &$0) }
                    object.member("valid", !findings.contains { $0.severity == .error })
                })
        } else {
            Console.show(findings)
            Console.result(Console.summary(findings))
        }
        if findings.contains(where: { $0.severity == .error }) { throw ExitCode(ExitStatus.findings.rawValue) }
    }
}
