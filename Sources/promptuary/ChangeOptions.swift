internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// A form of a verdict and the file that it is written to: `sarif=FILE`.
struct VerdictOutput: ExpressibleByArgument {
    /// The form.
    let form: VerdictForm
    /// The path of the file.
    let file: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), let form = VerdictForm(rawValue: String(argument[..<sign]))
        else { return nil }
        self.form = form
        file = String(argument[argument.index(after: sign)...])
        if file.isEmpty { return nil }
    }
}

/// How a verdict is shown.
struct VerdictOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            How the verdict on a change is written: text, json, sarif, markdown, junit, github, gitlab, gitea or \
            forgejo.
            """, valueName: "form"),
        transform: { text in
            guard let form = VerdictForm(rawValue: text) else {
                let all = VerdictForm.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("There is no form \(text); there are \(all).")
            }
            return form
        })
    var format: VerdictForm?
    @Option(
        name: .customLong("output"),
        help: ArgumentHelp("Write the verdict on a change to a file, too; may be repeated.", valueName: "form=file"))
    var outputs: [VerdictOutput] = []

    /// Whether one of them is given.
    var isGiven: Bool { format != nil || !outputs.isEmpty }

    /// Shows a verdict in a form, and writes the files that are asked for.
    func show(_ report: ChangeCheck.Report, as form: VerdictForm?) throws {
        if let form {
            Console.result(
                report.verdict.bytes(as: form, Self.presentation(report, hasColour: Console.resultHasColour)))
        }
        for output in outputs {
            try DurableFile.write(
                report.verdict.bytes(as: output.form, Self.presentation(report, hasColour: false)), to: output.file)
        }
    }

    /// What a form may show besides a verdict.
    static func presentation(_ report: ChangeCheck.Report, hasColour: Bool) -> Verdict.Presentation {
        let texts = report.texts
        return Verdict.Presentation(program: ProgramVersion.text, hasColour: hasColour) { path, entry in
            entry == nil ? texts[path] : nil
        }
    }
}

/// Which change is judged, and how the verdict is shown.
struct ChangeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Judge a change: what differs from this revision, whose policy and keys count.", valueName: "revision"))
    var base: String?
    @Option(help: ArgumentHelp("The revision that is judged (default: HEAD).", valueName: "revision"))
    var head: String?
    @Option(
        help: ArgumentHelp(
            "When the change was proposed, as the forge says: what is new in it waits from then on.", valueName: "time"),
        transform: { text in
            guard let time = Timestamp(text) else {
                throw ValidationError("\(text) is no time such as 2026-11-22T10:30:00Z.")
            }
            return time
        })
    var proposedAt: Timestamp?
    @OptionGroup var verdict: VerdictOptions
    @Flag(help: ArgumentHelp("Look at objects of a push that nobody has accepted yet.", visibility: .hidden))
    var quarantine = false

    func validate() throws {
        guard base == nil else { return }
        guard head == nil, !verdict.isGiven, proposedAt == nil, !quarantine else {
            throw ValidationError("--head, --format and --output are about a change; give --base, too.")
        }
    }

    /// Judges the change since `base` and shows the verdict; ends the command with its code.
    func judge(_ tree: String, since base: String, site: String?, json: Bool) async throws {
        var options = ChangeCheck.Options(tree: tree, base: base, scratch: TemporaryFolder.path, now: Clock.now)
        options.head = head ?? "HEAD"
        options.site = site
        options.proposedAt = proposedAt
        options.isHook = quarantine
        let check = ChangeCheck(options)
        let report = try await Interruption.cancelling { try await check.run() }
        try verdict.show(report, as: json ? .json : verdict.format ?? .text)
        guard report.verdict.outcome == .clean else { throw ExitCode(Int32(report.verdict.outcome.rawValue)) }
    }
}
