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
    @Flag(help: ArgumentHelp("Look at objects of a push that nobody has accepted yet.", visibility: .hidden))
    var quarantine = false

    func validate() throws {
        guard base == nil else { return }
        guard head == nil, format == nil, outputs.isEmpty, !quarantine else {
            throw ValidationError("--head, --format and --output are about a change; give --base, too.")
        }
    }

    /// The folder for temporary files that the system names.
    static var temporaryFolder: String {
        let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return named.isEmpty ? P_tmpdir : named
    }

    /// Judges the change since `base` and shows the verdict; ends the command with its code.
    func judge(_ tree: String, since base: String, site: String?, json: Bool) async throws {
        var options = ChangeCheck.Options(
            tree: tree, base: base, scratch: Self.temporaryFolder, now: Clock.now)
        options.head = head ?? "HEAD"
        options.site = site
        options.isHook = quarantine
        let check = ChangeCheck(options)
        let report = try await Interruption.cancelling { try await check.run() }
        let form = json ? VerdictForm.json : format ?? .text
        Console.result(report.verdict.bytes(as: form, presentation(report, hasColour: Console.resultHasColour)))
        for output in outputs {
            try DurableFile.write(
                report.verdict.bytes(as: output.form, presentation(report, hasColour: false)), to: output.file)
        }
        guard report.verdict.outcome == .clean else { throw ExitCode(Int32(report.verdict.outcome.rawValue)) }
    }

    private func presentation(_ report: ChangeCheck.Report, hasColour: Bool) -> Verdict.Presentation {
        let texts = report.texts
        return Verdict.Presentation(program: ProgramVersion.text, hasColour: hasColour) { path, entry in
            entry == nil ? texts[path] : nil
        }
    }
}
