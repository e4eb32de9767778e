internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary propose`.
struct ProposeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose",
        abstract: "Put a package file on a branch of its own, signed and judged, ready to be pushed.",
        discussion: """
            Signs the file with --key, or takes signatures that are there, and commits both in their places on a new \
            branch. What is checked out stays as it is. The branch is judged as `promptuary check --base` does; with \
            an error there is no branch, and the exit code is 1; some errors can be lifted (promptuary approve \
            --override), and --for-review makes the branch for that.

            EXAMPLE: promptuary propose code-review-1.2.0.pdpkg --tree registry --key acme.key
            """)

    @Argument(help: "The package file.") var file: String
    @OptionGroup var request: RequestOptions
    @OptionGroup var evidence: EvidenceOptions
    @Flag(help: "Do everything but make the branch.") var dryRun = false
    @Flag(help: "Make the branch even if there are errors, so that a reviewer may lift them.") var forReview = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var options = Proposal.Options(
            tree: request.tree, file: file, scratch: TemporaryFolder.parent, now: Clock.now)
        options.key = try evidence.open()
        options.signatures = evidence.signatures
        options.branch = request.branch
        options.base = request.base
        options.remote = request.remote
        options.isTrial = dryRun
        options.isForReview = forReview
        let scratch = try TemporaryFolder()
        options.scratch = scratch.path
        let proposal = Proposal(options)
        let report = try await Interruption.cancelling(removing: scratch) { try await proposal.run() }
        if output.json { Console.result(json(report)) } else { show(report) }
        let outcome = report.check?.verdict.outcome ?? .clean
        guard outcome == .clean else { throw ExitCode(Int32(outcome.rawValue)) }
    }

    private func show(_ report: Proposal.Report) {
        let name = "\(report.id) \(report.version)"
        if let check = report.check { Console.result(check.bytes(as: .text, hasColour: Console.resultHasColour)) }
        switch report.outcome {
        case .refused: Console.say("there is no branch: the check of \(name) found errors")
        case .released: Console.say("\(name) is in the base already, with these files; there is nothing to propose")
        case .trial: Console.say("\(name) would go to the branch \(report.branch)")
        case .proposed:
            Console.say("\(name) is on the branch \(report.branch); this sends it:")
            Console.result(request.push(report.branch))
        case .unchanged:
            Console.say("\(name) is on the branch \(report.branch) already; this sends it:")
            Console.result(request.push(report.branch))
        }
    }

    private func json(_ report: Proposal.Report) -> [UInt8] {
        JSONWriter.object { object in
            object.member("branch", report.branch)
            object.member("commit", report.commit)
            object.member("files", report.paths)
            object.member("id", report.id.description)
            object.member("outcome", report.outcome.rawValue)
            if report.outcome == .proposed || report.outcome == .unchanged {
                object.member("push", request.push(report.branch))
            }
            object.member("sha256", report.digest.hex)
            if let check = report.check { object.member("verdict", raw: check.json) }
            object.member("version", report.version.description)
        }
    }
}
