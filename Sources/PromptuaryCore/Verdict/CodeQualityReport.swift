/// A verdict as a Code Quality report, which GitLab shows in merge requests.
///
/// A list of issues: errors are `critical`, warnings `minor`, notes `info`; lifted findings are `info` and say who lifted them. An issue
/// needs a line; without one it is line 1.
enum CodeQualityReport {
    static func bytes(of verdict: Verdict) -> [UInt8] {
        var fingerprints = FindingFingerprint()
        var report = JSONWriter()
        report.list { list in
            for finding in verdict.findings {
                write(finding, severity(of: finding), finding.annotation, fingerprints.unique(of: finding), to: &list)
            }
            for (finding, override) in verdict.lifted {
                write(
                    finding, "info", finding.annotation(liftedBy: override), fingerprints.unique(of: finding), to: &list
                )
            }
        }
        return SafeJSON.bytes(report.finish())
    }

    private static func write(
        _ finding: Finding, _ severity: String, _ words: String, _ fingerprint: String, to list: inout JSONWriter
    ) {
        list.object { issue in
            issue.member("check_name", ShownText.line(finding.rule))
            issue.member("description", ShownText.line(words, limit: 4000))
            issue.member("fingerprint", fingerprint)
            issue.object("location") { location in
                location.object("lines") { $0.member("begin", finding.reportLine ?? 1) }
                location.member("path", finding.reportFile)
            }
            issue.member("severity", severity)
        }
    }

    private static func severity(of finding: Finding) -> String {
        switch finding.severity {
        case .error: "critical"
        case .warning: "minor"
        case .note: "info"
        }
    }
}
