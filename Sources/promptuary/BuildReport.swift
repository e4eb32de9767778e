internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// What a build or a publication says at its end.
struct BuildReport {
    private let report: SiteBuild.Report
    private let site: String

    init(_ report: SiteBuild.Report, site: String) {
        self.report = report
        self.site = site
    }

    /// Shows it; ends the command with the code for findings when nothing was built.
    ///
    /// With the time that it took, in milliseconds, it is one line of many.
    func show(verbose: Bool, json: Bool, took milliseconds: Int? = nil) throws {
        if json {
            Console.result(document(milliseconds))
        } else if let verdict = report.verdict, verdict.outcome != .clean {
            let presentation = Verdict.Presentation(
                program: ProgramVersion.text, hasColour: Console.resultHasColour)
            Console.result(verdict.bytes(as: .text, presentation))
            Console.result("\(site) was not built: \(Console.summary(verdict.findings))")
            throw ExitCode(Int32(verdict.outcome.rawValue))
        } else {
            let waiting = Set(report.waiting)
            Console.show(report.findings.filter { verbose || $0.severity == .error || waiting.contains($0) })
            let outcome =
                if !report.isBuilt {
                    "\(site) was not built: \(Console.summary(report.findings))"
                } else {
                    milliseconds == nil ? summary : "\(site): \(files)"
                }
            Console.result(outcome + (milliseconds.map { "; \($0) ms" } ?? ""))
        }
        if let outcome = report.verdict?.outcome, outcome != .clean { throw ExitCode(Int32(outcome.rawValue)) }
        if !report.isBuilt { throw ExitCode(ExitStatus.findings.rawValue) }
    }

    private var files: String {
        "\(report.written) files written, \(report.unchanged) unchanged, \(report.removed) removed"
    }

    private var summary: String {
        let judged = report.verdict.map { "\njudged since \($0.base): \($0.tally)" } ?? ""
        let content = "\(site): \(report.packages) packages, \(report.releases) releases; \(files)" + judged
        guard let signed = report.signed else {
            return content + "\nThis is an unsigned preview: nobody can verify it. Give --keys DIR to sign it."
        }
        let log = "\(signed.newEntries) new entries in the log of \(signed.logSize)"
        return content + "\nsigned until \(signed.expires): \(signed.bins) bins, \(log)"
    }

    private func document(_ milliseconds: Int?) -> [UInt8] {
        let document = JSONWriter.object { object in
            object.member("built", report.isBuilt)
            object.member("bytes", report.bytes)
            object.list("findings", of: report.findings) { FindingDocument.write($1, to: &$0) }
            if let milliseconds { object.member("milliseconds", milliseconds) }
            object.member("packages", report.packages)
            object.member("releases", report.releases)
            object.member("removed", report.removed)
            if let signed = report.signed {
                object.object("signed") {
                    $0.member("bins", signed.bins)
                    $0.member("expires", signed.expires.description)
                    $0.member("logSize", signed.logSize)
                    $0.member("newEntries", signed.newEntries)
                }
            }
            object.member("unchanged", report.unchanged)
            if let verdict = report.verdict { object.object("verdict") { verdict.write(to: &$0) } }
            object.member("written", report.written)
        }
        return SafeJSON.bytes(document)
    }
}
