internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary hook`.
struct HookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hook",
        abstract: "Let a bare repository judge what is pushed to its branches, as `check --base` does.",
        subcommands: [Install.self, Remove.self, Receive.self])

    /// What both the installation and the hook are told.
    struct Protection: ParsableArguments {
        @Option(
            name: .customLong("branch"),
            help: ArgumentHelp("A branch that is protected (default: main); may be repeated.", valueName: "name"))
        var branches: [String] = []
        @Option(
            help: ArgumentHelp(
                "`questions`: whoever may push to the branch is the person who decides, and only errors stop a push.",
                valueName: "what"))
        var allow: Allowance?
        @Option(help: "A published site: keys and waiting periods count by its log.") var site: String?
        @Option(
            help: ArgumentHelp(
                "How long a push is judged before it is refused (default: \(PushHook.Options.timeLimit)).",
                valueName: "seconds"))
        var timeLimit: Int?

        func validate() throws {
            guard timeLimit.map({ (1...86_400).contains($0) }) ?? true else {
                throw ValidationError("--time-limit takes 1 to 86,400 seconds.")
            }
        }

        /// The branches, by their names without `refs/heads/`.
        var names: [String] {
            branches.isEmpty
                ? ["main"] : branches.map { $0.hasPrefix("refs/heads/") ? String($0.dropFirst(11)) : $0 }
        }

        /// Who decides.
        var decider: Verdict.Decider { allow == .questions ? .person : .policy }
    }

    /// `promptuary hook install`.
    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "install",
            abstract: "Write the pre-receive hook of a bare repository.",
            discussion: """
                A push to a protected branch is accepted when the change may merge without a person, and refused with \
                the verdict otherwise; the branch is never removed, and only moves forward. Other branches and tags are \
                pushed freely. Another hook is never overwritten.

                EXAMPLE: promptuary hook install registry.git --branch main
                """)

        @Argument(help: "The bare repository.") var repository: String
        @OptionGroup var protection: Protection

        func run() async throws {
            var options = PushHook.Options(program: try Program.path, branches: protection.names)
            options.decider = protection.decider
            options.timeLimit = protection.timeLimit
            if let site = protection.site {
                guard let path = Program.absolute(site) else { throw StorageError("open", site) }
                options.site = path
            }
            let path = try await PushHook(repository).install(options)
            Console.result("\(path) judges pushes to \(protection.names.joined(separator: ", "))")
        }
    }

    /// `promptuary hook remove`.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Remove the pre-receive hook that `hook install` has written.",
            discussion: "EXAMPLE: promptuary hook remove registry.git")

        @Argument(help: "The bare repository.") var repository: String

        func run() async throws {
            if let path = try await PushHook(repository).remove() {
                Console.result("\(path) is gone")
            } else {
                Console.say("there is no hook")
            }
        }
    }

    /// `promptuary hook receive`, which the hook calls.
    struct Receive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "receive", abstract: "Judge the push that git tells a pre-receive hook about.",
            discussion: """
                Standard input has a line OLD NEW REFERENCE for each branch and tag. Exit code 0 accepts the push.

                EXAMPLE: promptuary hook receive . --branch main
                """)

        @Argument(help: "The bare repository.") var repository: String
        @OptionGroup var protection: Protection

        func run() async throws {
            var lines: [String] = []
            while lines.count <= PushCheck.limit, let line = readLine() { lines.append(line) }
            let scratch = try TemporaryFolder()
            var options = PushCheck.Options(
                repository: repository, branches: protection.names, scratch: scratch.path, now: Clock.now)
            options.decider = protection.decider
            options.site = protection.site
            let (check, pushed) = (PushCheck(options), lines)
            let seconds = protection.timeLimit ?? PushHook.Options.timeLimit
            let limit = Interruption.Limit(
                seconds: seconds, refusal: Refusal(HookFault.time, "the push was judged for \(seconds) seconds"))
            let answers = try await Interruption.cancelling(removing: scratch, within: limit) {
                try await check.run(pushed)
            }
            for answer in answers {
                if let report = answer.check {
                    Console.result(
                        report.verdict.bytes(as: .text, VerdictOptions.presentation(report, hasColour: false)))
                }
                if let refusal = answer.refusal { Console.result("\(answer.reference): refused: \(refusal)") }
            }
            if answers.contains(where: { $0.refusal != nil }) { throw ExitCode(ExitStatus.findings.rawValue) }
        }
    }
}

/// The program that is running.
private enum Program {
    /// Its path.
    static var path: String {
        get throws {
            guard let path = absolute("/proc/self/exe") else { throw StorageError("open", "/proc/self/exe") }
            return path
        }
    }

    /// A path without links and without a working directory; nil when nothing is there.
    static func absolute(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
