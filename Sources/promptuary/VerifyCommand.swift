internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary verify`.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Say which guarantees of a signed site hold, and which do not.",
        discussion: """
            Every file is fetched and compared, every release checked against the keys of its owners and the log. What was \
            verified is remembered, so that the next verification sees what was taken back.

            Exit code 3 when a guarantee does not hold; nothing is remembered then.

            EXAMPLE: promptuary verify https://prompts.example.org --root root.json
            """)

    @Argument(help: "The directory of the site, or its address.") var site: String
    @Option(
        help: ArgumentHelp("A root of the registry that you trust, in place of the remembered one.", valueName: "file"))
    var root: String?
    @Option(help: ArgumentHelp("Judge expiries for this date or time, such as 2026-11-22.", valueName: "date"))
    var asOf: String?
    @Option(help: ArgumentHelp("Where the registry is remembered.", valueName: "dir")) var state: String?
    @Flag(help: "Remember nothing, and use nothing that is remembered.") var noState = false
    @Option(help: ArgumentHelp("Verify this package only; may be given again.", valueName: "@ns/name"))
    var package: [String] = []
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if noState, state != nil { throw ValidationError("Give --state or --no-state, not both.") }
        if let asOf, Self.time(asOf) == nil {
            throw ValidationError("--as-of takes a date or a time such as 2026-11-22 or 2026-11-22T10:30:00Z.")
        }
    }

    func run() async throws {
        let source = try SitePlace.source(site)
        var options = SiteVerification.Options(at: asOf.flatMap(Self.time) ?? Timestamp(seconds: Glibc.time(nil)))
        if let root { options.root = (root, try FileContents.read(root, upTo: MetadataLimits.root)) }
        options.state = try place()
        options.packages = try package.map {
            try PackageID(
                identity: $0.hasPrefix("@") ? $0 : "@" + $0, default: try NamespaceName("main"), dotted: false)
        }
        let progress = Progress { Console.progress(label: $0, done: $1, total: $2) }
        let verification = SiteVerification(source, options, progress: progress)
        let report = try await Interruption.cancelling { try await verification.run() }
        progress.end()
        if output.json { Console.result(report.json) } else { Self.show(report) }
        guard report.isTrusted else {
            Self.warn(of: report)
            throw ExitCode(ExitStatus.distrust.rawValue)
        }
    }

    /// A date, which is its first second, or a time.
    private static func time(_ text: String) -> Timestamp? {
        Timestamp(text.utf8.count == 10 ? text + "T00:00:00Z" : text)
    }

    private func place() throws -> VerificationState.Place {
        if noState { return .none }
        if let state { return .folder(state) }
        func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        let base = VerificationState.defaultBase(stateHome: variable("XDG_STATE_HOME"), home: variable("HOME"))
        guard let base else {
            throw ValidationError("There is no home directory to remember the registry in; give --state or --no-state.")
        }
        return .below(base)
    }

    private static func show(_ report: VerificationReport) {
        Console.result("\(report.registry ?? "unknown registry") at \(report.site), as of \(report.asOf)")
        for guarantee in report.guarantees {
            let standing =
                switch guarantee.standing {
                case .holds: "holds        "
                case .broken: "DOES NOT HOLD"
                case .unproven: "not proven   "
                }
            let name = guarantee.name.rawValue
            Console.result(
                "  \(standing)  \(name)\(String(repeating: " ", count: 12 - name.utf8.count)) \(guarantee.sentence)")
        }
    }

    private static func warn(of report: VerificationReport) {
        for promise in report.broken.first { Console.say("promptuary: distrust: \(promise)") }
        if report.broken.count > report.broken.first.count {
            Console.say("promptuary: distrust: and \(report.broken.count - report.broken.first.count) more")
        }
        Console.say("promptuary: this site is not to be trusted; nothing was changed")
    }
}
