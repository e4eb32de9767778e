internal import ArgumentParser

/// The command `promptuary completions`.
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Write the completion script for a shell.",
        discussion: "EXAMPLE: promptuary completions bash > /etc/bash_completion.d/promptuary")

    /// The shells that there are scripts for.
    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    @Argument(help: "bash, zsh or fish") var shell: Shell

    func run() throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Console.result(PromptuaryCommand.completionScript(for: kind))
    }
}
