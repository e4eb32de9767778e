internal import ArgumentParser
internal import PromptuaryEngine

/// The program: a registry of signed prompt packages, made only of files.
@main
struct PromptuaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promptuary",
        abstract: "Turns a git tree of signed prompt packages into a registry made only of files.",
        discussion: """
            EXAMPLE: promptuary build sample-registry site && promptuary serve site

            Exit codes: 0 done, 1 findings, 3 distrust, 64 wrong use, 70 our bug, 74 disk, 75 network or busy (try again).
            """,
        version: "promptuary \(ProgramVersion.text)",
        subcommands: [
            InitCommand.self, KeyCommand.self, PackCommand.self, SignCommand.self, AddCommand.self, InspectCommand.self,
            CheckCommand.self, MergeCommand.self, HookCommand.self, BuildCommand.self, PublishJobCommand.self,
            ServeCommand.self, TrustCommand.self,
            LogCommand.self, VerifyCommand.self, DoctorCommand.self, TUFClientCommand.self, BenchSigningCommand.self,
            BenchStateCommand.self, RulesCommand.self, CompletionsCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Failure.end(with: error)
        }
    }
}
