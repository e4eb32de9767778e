internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// A form of a verdict and the file that it is written to: `sarif=FILE`.
struct VerdictOutput: ExpressibleByArgument {
    /// What is written.
    enum Form {
        /// The verdict by itself.
        case verdict(VerdictForm)
        /// The page for a reviewer, with what the change brings.
        case dossier
    }

    /// The form.
    let form: Form
    /// The path of the file.
    let file: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "=") else { return nil }
        let name = String(argument[..<sign])
        guard let form = name == "dossier" ? .dossier : VerdictForm(rawValue: name).map({ Form.verdict($0) }) else {
            return nil
        }
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
        help: ArgumentHelp(
            """
            Write the verdict on a change to a file, too, in one of these forms or as `dossier`, an HTML page for \
            reviewers; may be repeated.
            """, valueName: "form=file"))
    var outputs: [VerdictOutput] = []

    /// Whether one of them is given.
    var isGiven: Bool { format != nil || !outputs.isEmpty }

    /// Whether a page for reviewers is to be written.
    var hasDossier: Bool { outputs.contains { if case .dossier = $0.form { true } else { false } } }

    /// Shows a verdict in a form, and writes the files that are asked for.
    func show(_ report: ChangeCheck.Report, as form: VerdictForm?) throws {
        if let form {
            Console.result(
                report.verdict.bytes(as: form, Self.presentation(report, hasColour: Console.resultHasColour)))
        }
        for output in outputs { try DurableFile.write(try Self.bytes(of: report, as: output.form), to: output.file) }
    }

    private static func bytes(of report: ChangeCheck.Report, as form: VerdictOutput.Form) throws -> [UInt8] {
        switch form {
        case .verdict(let form): report.verdict.bytes(as: form, presentation(report, hasColour: false))
        case .dossier:
            try DossierPage.embedded().bytes(
                of: report.dossier ?? Dossier(report.verdict), program: ProgramVersion.text)
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
            "When the forge saw the head (not when the request was opened): what is new waits from then on.",
            valueName: "time"),
        transform: { text in
            guard let time = Timestamp(text) else {
                throw ValidationError("\(text) is no time such as 2026-11-22T10:30:00Z.")
            }
            return time
        })
    var proposedAt: Timestamp?
    @OptionGroup var verdict: VerdictOptions

    func validate() throws {
        guard base == nil else { return }
        guard head == nil, !verdict.isGiven, proposedAt == nil else {
            throw ValidationError("--head, --format and --output are about a change; give --base, too.")
        }
    }

    /// Judges the change since `base` and shows the verdict; ends the command with its code.
    func judge(_ tree: String, since base: String, site: String?, json: Bool) async throws {
        let scratch = try TemporaryFolder()
        var options = ChangeCheck.Options(tree: tree, base: base, scratch: scratch.path, now: Clock.now)
        options.head = head ?? "HEAD"
        options.site = site
        options.proposedAt = proposedAt
        options.hasDossier = verdict.hasDossier
        let check = ChangeCheck(options)
        let report = try await Interruption.cancelling(removing: scratch) { try await check.run() }
        try verdict.show(report, as: json ? .json : verdict.format ?? .text)
        guard report.verdict.outcome == .clean else { throw ExitCode(Int32(report.verdict.outcome.rawValue)) }
    }
}
