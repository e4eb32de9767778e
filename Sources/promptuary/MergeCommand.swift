internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// What may get in besides what may merge without a person.
enum Allowance: String, ExpressibleByArgument, CaseIterable {
    /// Whatever has no error: the person who merges or pushes has decided.
    case questions
}

/// The command `promptuary merge`.
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Judge a change as `check --base` does, and move the branch to it when it may merge.",
        discussion: """
            What gets in is exactly what was judged, made of objects: nothing is checked out, no file is merged by \
            lines, and no filter, hook or merge driver runs. The branch moves only when it is still where it was.

            EXAMPLE: promptuary merge registry.git --base main --head refs/heads/publish/tool-1.2.0
            EXAMPLE: promptuary merge registry.git --base main --head refs/heads/new-namespace --expect "$SEEN" \
            --allow questions

            Exit codes: 0 merged, or there already; 1 the change may not merge; 3 the base cannot be trusted; 64 there \
            is nothing to judge or to move; 75 it may merge later, or the branch has moved meanwhile: try again.
            """)

    @Argument(help: "The tree, or a bare repository.") var tree: String
    @Option(help: ArgumentHelp("The branch that moves; its policy and keys count.", valueName: "branch")) var base:
        String
    @Option(help: ArgumentHelp("The revision that is merged.", valueName: "revision")) var head = "HEAD"
    @Option(
        help: ArgumentHelp(
            "The number of the commit that you have looked at: when the head is another one, nothing is merged.",
            valueName: "commit"))
    var expect: String?
    @Option(help: "A published site: keys and waiting periods count by its log.") var site: String?
    @Option(
        help: ArgumentHelp(
            "When the forge saw the head (not when the request was opened): what is new waits from then on.",
            valueName: "time"),
        transform: { text in
            guard let time = Timestamp(text) else {
                throw ValidationError("\(text) is no time such as 2026-11-22T10:30:00Z.")
            }
            return time
        })
    var proposedAt: Timestamp?
    @Option(
        help: ArgumentHelp(
            "`questions`: whoever runs this is the person who decides, and only errors stop the change.",
            valueName: "what"))
    var allow: Allowance?
    @Flag(help: "Move the branch to the head where it can go on, else make a merge commit.") var ff = false
    @Flag(help: "Move the branch to the head, or not at all.") var ffOnly = false
    @Flag(help: "Make one commit of the change, without its history.") var squash = false
    @OptionGroup var verdict: VerdictOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard [ff, ffOnly, squash].count(where: { $0 }) <= 1 else {
            throw ValidationError("--ff, --ff-only and --squash exclude each other.")
        }
        guard expect.map({ [40, 64].contains($0.utf8.count) && Hex.decode($0) != nil }) ?? true else {
            throw ValidationError(
                "--expect takes the whole number of a commit; another one may begin with the same digits.")
        }
    }

    func run() async throws {
        let scratch = try TemporaryFolder()
        var change = ChangeCheck.Options(tree: tree, base: base, scratch: scratch.path, now: Clock.now)
        change.head = head
        change.site = site
        change.proposedAt = proposedAt
        change.hasDossier = verdict.hasDossier
        var options = ChangeMerge.Options(change, program: ProgramVersion.text)
        options.form = ff ? .head : ffOnly ? .forward : squash ? .squash : .commit
        options.expected = expect?.lowercased()
        options.decider = allow == .questions ? .person : .policy
        let merge = ChangeMerge(options)
        let report = try await Interruption.cancelling(removing: scratch) { try await merge.run() }
        try verdict.show(report.check, as: output.json ? nil : verdict.format ?? .text)
        if output.json {
            Console.result(report.merge.json)
        } else if verdict.format ?? .text == .text {
            Console.result(report.merge.sentence)
        } else {
            Console.say(report.merge.sentence)
        }
        switch report.merge.outcome {
        case .merged, .contained: return
        case .waiting: throw ExitCode(ExitStatus.tryAgain.rawValue)
        case .refused:
            throw ExitCode(
                report.merge.verdict.outcome == .distrust
                    ? ExitStatus.distrust.rawValue : ExitStatus.findings.rawValue)
        }
    }
}
