internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary approve`.
struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Say, with a reviewer's signature, that a request is good, or that a finding does not count.",
        discussion: """
            Without a key the command shows what there is to approve. With one it adds a signed statement for each \
            subject to the branch of the request; several reviewers sign the same statements. With --override the \
            findings of a rule are lifted instead. With --output the files are written to a folder, to be signed by \
            `minisign` or `ssh-keygen` and committed by hand. Statements are read from the request only if \
            `policy.reviewers` of the base names the key.

            EXAMPLE: promptuary approve refs/heads/publish/@acme/code-review/1.2.0 --tree registry --key rita.key
            EXAMPLE: promptuary approve refs/remotes/origin/change --override version-skipped --subject '@acme/tool 1.4.0' \
            --reason 'the versions between were lost' --key rita.key
            """)

    @Argument(help: "The request: a branch, or a commit.") var revision: String
    @OptionGroup var request: RequestOptions
    @OptionGroup var evidence: EvidenceOptions
    @Option(
        name: .customLong("subject"),
        help: ArgumentHelp(
            "What is spoken about: a release, package, namespace or path of the request (default: all of it).",
            valueName: "subject"))
    var subjects: [String] = []
    @Option(help: ArgumentHelp("Lift the findings of this rule.", valueName: "rule")) var override: String?
    @Option(help: "Why the findings are lifted, for everybody to read.") var reason: String?
    @Option(
        name: .customLong("output"),
        help: ArgumentHelp("Write the files below this folder; commit nothing.", valueName: "folder"))
    var folder: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (override == nil) == (reason == nil) else {
            throw ValidationError("--override and --reason belong together.")
        }
        guard override == nil || subjects.count == 1 else { throw ValidationError("--override needs one --subject.") }
    }

    func run() async throws {
        var options = Approval.Options(
            tree: request.tree, request: revision, scratch: TemporaryFolder.parent, now: Clock.now)
        options.base = request.base
        options.remote = request.remote
        options.branch = request.branch
        options.subjects = subjects
        if let override, let reason { options.override = (override, reason) }
        options.key = try evidence.open()
        options.signatures = evidence.signatures
        options.output = folder
        let scratch = try TemporaryFolder()
        options.scratch = scratch.path
        let approval = Approval(options)
        let report = try await Interruption.cancelling(removing: scratch) { try await approval.run() }
        if output.json { Console.result(json(report)) } else { show(report) }
    }

    private func show(_ report: Approval.Report) {
        for statement in report.statements {
            Console.result(
                Verdict.Change(.consent, .added, statement.subject).shownSubject
                    + (statement.digest.map { "  sha256 \($0.hex)" } ?? ""))
        }
        let who = report.reviewers.joined(separator: ", ")
        switch report.outcome {
        case .shown: Console.say("nothing is signed; give --key FILE to sign, or --output FOLDER for another tool")
        case .unchanged: Console.say("\(who) had signed this already")
        case .written:
            for path in report.paths { Console.result((folder ?? ".") + "/" + path) }
            if report.reviewers.isEmpty { showTools(report) }
        case .committed:
            Console.result(report.check.bytes(as: .text, hasColour: Console.resultHasColour))
            Console.say("signed by \(who), on the branch \(report.branch ?? ""); this sends it:")
            if let branch = report.branch { Console.result(request.push(branch)) }
        }
    }

    /// How other tools sign what was written.
    private func showTools(_ report: Approval.Report) {
        for statement in report.statements {
            guard let binding = try? SignatureBinding.consent(registry: report.registry.text, path: statement.path)
            else { continue }
            let file = (folder ?? ".") + "/" + statement.path
            Console.say(
                "minisign -S -m \(file) -x \(file).minisig -t '\(binding.trustedComment)' -s KEY, or\n"
                    + "ssh-keygen -Y sign -n \(binding.sshNamespace) -f KEY \(file) && mv \(file).sig \(file).sshsig")
        }
    }

    private func json(_ report: Approval.Report) -> [UInt8] {
        JSONWriter.object { object in
            object.member("branch", report.branch)
            object.member("commit", report.commit)
            object.member("files", report.paths)
            object.member("outcome", report.outcome.rawValue)
            if report.outcome == .committed, let branch = report.branch {
                object.member("push", request.push(branch))
            }
            object.member("reviewers", report.reviewers)
            object.list("statements", of: report.statements) { list, statement in
                list.object {
                    $0.member("path", statement.path)
                    $0.member("sha256", statement.digest?.hex)
                    $0.member("subject", statement.subject)
                }
            }
            object.member("verdict", raw: report.check.json)
        }
    }
}
