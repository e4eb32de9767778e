/// A verdict as a log of SARIF 2.1.0 (OASIS), for code scanning.
///
/// One run with the rules that have findings, a result for each finding, and suppressed results for what overrides have lifted.
/// Places are lines and columns in Unicode scalars. A finding about an archive's entry or without a line stands at line 1 of
/// its file, with the place in its text and as a logical location: GitHub does not take a result without a line.
struct SARIFLog {
    private let verdict: Verdict
    private let rules: [RuleHelp]
    private let program: String
    private var fingerprints = FindingFingerprint()

    private init(_ verdict: Verdict, help: [RuleHelp], program: String) {
        self.verdict = verdict
        self.program = program
        var known: [String: RuleHelp] = [:]
        for rule in help { known[rule.id] = rule }
        var used: [String: RuleHelp] = [:]
        for finding in verdict.findings + verdict.lifted.map(\.finding) where used[finding.rule] == nil {
            used[finding.rule] = known[finding.rule] ?? RuleHelp(finding)
        }
        rules = used.values.sorted { TextOrder.precedes([$0.id], [$1.id]) }
    }

    /// The log; `help` is what is known about rules, `program` the version of the program.
    static func bytes(of verdict: Verdict, help: [RuleHelp], program: String) -> [UInt8] {
        var log = SARIFLog(verdict, help: help, program: program)
        return SafeJSON.bytes(JSONWriter.object { log.write(&$0) })
    }

    private mutating func write(_ log: inout JSONWriter) {
        log.member(
            "$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
        log.list("runs") { runs in runs.object { run in write(run: &run) } }
        log.member("version", "2.1.0")
    }

    private mutating func write(run: inout JSONWriter) {
        run.member("columnKind", "unicodeCodePoints")
        run.list("invocations") { list in
            list.object { invocation in
                invocation.member("executionSuccessful", verdict.isBaseTrusted)
                invocation.member("exitCode", verdict.outcome.rawValue)
            }
        }
        run.object("properties") { properties in
            properties.member("base", Self.plain(verdict.base))
            properties.member("head", Self.plain(verdict.head))
            properties.member("mayMerge", verdict.merge.answer.description)
            properties.member("registry", verdict.registry?.text)
        }
        run.list("results") { results in
            for finding in verdict.findings { write(finding, nil, to: &results) }
            for (finding, override) in verdict.lifted { write(finding, override, to: &results) }
        }
        run.object("tool") { $0.object("driver") { write(driver: &$0) } }
    }

    private func write(driver: inout JSONWriter) {
        driver.member("name", "promptuary")
        driver.list("rules", of: rules) { list, rule in
            list.object { one in
                one.object("defaultConfiguration") { $0.member("level", rule.severity.rawValue) }
                one.object("fullDescription") { $0.member("text", Self.plain(rule.summary)) }
                one.object("help") { $0.member("text", Self.plain(rule.summary + ". Instead: " + rule.remedy + ".")) }
                one.member("id", ShownText.line(rule.id))
                one.object("shortDescription") { $0.member("text", Self.plain(rule.summary)) }
            }
        }
        driver.member("version", ShownText.line(program))
    }

    private mutating func write(_ finding: Finding, _ override: Verdict.Override?, to results: inout JSONWriter) {
        let (digest, occurrence) = fingerprints.next(of: finding)
        results.object { result in
            result.member("level", finding.severity.rawValue)
            result.list("locations") { list in list.object { Self.write(location: finding, to: &$0) } }
            result.object("message") { $0.member("text", Self.text(of: finding)) }
            result.object("partialFingerprints") {
                $0.member("primaryLocationLineHash", "\(digest.hex.prefix(16)):\(occurrence)")
                $0.member("promptuary/v1", "\(digest.hex):\(occurrence)")
            }
            result.member("ruleId", ShownText.line(finding.rule))
            result.member("ruleIndex", rules.firstIndex { $0.id.hasSameBytes(as: finding.rule) })
            guard let override else { return }
            result.list("suppressions") { list in
                list.object { suppression in
                    suppression.member(
                        "justification", Self.plain("\(override.reason) (\(override.approver), \(override.file))"))
                    suppression.member("kind", "external")
                }
            }
        }
    }

    private static func write(location finding: Finding, to location: inout JSONWriter) {
        let place = finding.place
        if place.entry != nil || place.key != nil {
            location.list("logicalLocations") { list in
                list.object { $0.member("fullyQualifiedName", plain(place.description)) }
            }
        }
        location.object("physicalLocation") { physical in
            physical.object("artifactLocation") {
                $0.member("uri", reference(to: finding.reportFile))
                $0.member("uriBaseId", "%SRCROOT%")
            }
            physical.object("region") { region in
                let line = finding.reportLine
                if line != nil { region.member("startColumn", place.column.map { max(1, $0) }) }
                region.member("startLine", line ?? 1)
            }
        }
    }

    private static func text(of finding: Finding) -> String {
        let entry = finding.place.entry.map { _ in "\(finding.place): " } ?? ""
        return plain("\(entry)\(finding.message); \(finding.remedy)")
    }

    /// Text in which nothing is a link: `[words](target)` is one in SARIF.
    private static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in ShownText.line(text, limit: 4000).unicodeScalars {
            if scalar == "(", plain.unicodeScalars.last == "]" { plain.unicodeScalars.append(" ") }
            plain.unicodeScalars.append(scalar)
        }
        return plain
    }

    /// A path as a relative URI reference: all but letters, digits, `-`, `.`, `_`, `~` and slashes is percent-encoded.
    ///
    /// Empty parts and leading slashes vanish, so that it stays relative; what is empty then is `registry.yaml`.
    static func reference(to path: String) -> String {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"))
        guard !parts.isEmpty else { return "registry.yaml" }
        let digits = Array("0123456789ABCDEF".utf8)
        var units: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if index > 0 { units.append(UInt8(ascii: "/")) }
            for unit in part {
                switch unit {
                case 48...57, 65...90, 97...122, 45, 46, 95, 126: units.append(unit)
                default: units += [UInt8(ascii: "%"), digits[Int(unit >> 4)], digits[Int(unit & 15)]]
                }
            }
        }
        return String(decoding: units, as: UTF8.self)
    }
}
