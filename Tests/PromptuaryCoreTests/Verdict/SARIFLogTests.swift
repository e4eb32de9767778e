import Foundation
import Testing

@testable import PromptuaryCore

@Suite("SARIF 2.1.0")
struct SARIFLogTests {
    /// What the schema requires and what code scanning reads: the path of an object, a member, and its type.
    private static let required: [(path: String, member: String, type: String)] = [
        ("", "version", "string"), ("", "runs", "list"), ("", "$schema", "string"), ("runs", "tool", "object"),
        ("runs", "results", "list"), ("runs", "columnKind", "string"), ("runs", "invocations", "list"),
        ("runs/tool", "driver", "object"), ("runs/tool/driver", "name", "string"),
        ("runs/tool/driver", "rules", "list"),
        ("runs/tool/driver", "version", "string"), ("runs/tool/driver/rules", "id", "string"),
        ("runs/tool/driver/rules", "help", "object"), ("runs/tool/driver/rules/help", "text", "string"),
        ("runs/tool/driver/rules", "shortDescription", "object"),
        ("runs/tool/driver/rules/shortDescription", "text", "string"),
        ("runs/tool/driver/rules", "fullDescription", "object"),
        ("runs/tool/driver/rules/fullDescription", "text", "string"),
        ("runs/tool/driver/rules", "defaultConfiguration", "object"),
        ("runs/tool/driver/rules/defaultConfiguration", "level", "string"),
        ("runs/invocations", "executionSuccessful", "number"), ("runs/invocations", "exitCode", "number"),
        ("runs/results", "ruleId", "string"), ("runs/results", "ruleIndex", "number"),
        ("runs/results", "level", "string"),
        ("runs/results", "message", "object"), ("runs/results/message", "text", "string"),
        ("runs/results", "locations", "list"), ("runs/results/locations", "physicalLocation", "object"),
        ("runs/results/locations/physicalLocation", "artifactLocation", "object"),
        ("runs/results/locations/physicalLocation/artifactLocation", "uri", "string"),
        ("runs/results/locations/physicalLocation", "region", "object"),
        ("runs/results/locations/physicalLocation/region", "startLine", "number"),
        ("runs/results", "partialFingerprints", "object"),
        ("runs/results/partialFingerprints", "primaryLocationLineHash", "string"),
    ]

    /// The members that an object may have; the schema allows no others.
    private static let allowed: [String: Set<String>] = [
        "": ["$schema", "runs", "version"],
        "runs": ["columnKind", "invocations", "properties", "results", "tool"],
        "runs/tool": ["driver"], "runs/tool/driver": ["name", "rules", "version"],
        "runs/tool/driver/rules": ["defaultConfiguration", "fullDescription", "help", "id", "shortDescription"],
        "runs/invocations": ["executionSuccessful", "exitCode"],
        "runs/results": [
            "level", "locations", "message", "partialFingerprints", "ruleId", "ruleIndex", "suppressions",
        ],
        "runs/results/suppressions": ["justification", "kind"],
        "runs/results/locations": ["logicalLocations", "physicalLocation"],
        "runs/results/locations/logicalLocations": ["fullyQualifiedName"],
        "runs/results/locations/physicalLocation": ["artifactLocation", "region"],
        "runs/results/locations/physicalLocation/artifactLocation": ["uri", "uriBaseId"],
        "runs/results/locations/physicalLocation/region": ["startColumn", "startLine"],
    ]

    private static func log(_ verdict: Verdict) throws -> [String: Any] {
        let bytes = verdict.bytes(as: .sarif, Verdict.Presentation(program: "1.0.0"))
        return try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    /// The objects at a path; lists on the way stand for all of their elements.
    private static func objects(_ path: String, in log: [String: Any]) -> [[String: Any]] {
        path.split(separator: "/").reduce([log]) { found, name in
            found.flatMap { object -> [[String: Any]] in
                switch object[String(name)] {
                case let list as [[String: Any]]: list
                case let one as [String: Any]: [one]
                default: []
                }
            }
        }
    }

    private static func type(of value: Any?) -> String {
        switch value {
        case is String: "string"
        case is [Any]: "list"
        case is [String: Any]: "object"
        case is NSNumber: "number"
        default: "nothing"
        }
    }

    private static func verdicts() throws -> [Verdict] {
        try [VerdictSpecimen.full(), VerdictSpecimen.clean()]
            + VerdictSpecimen.hostileTexts.map(VerdictSpecimen.hostile)
    }

    @Test("has each member that it must have, with the right type, and no others")
    func structure() throws {
        for verdict in try Self.verdicts() {
            let log = try Self.log(verdict)
            for (path, member, type) in Self.required {
                for object in Self.objects(path, in: log) {
                    let found = Self.type(of: object[member])
                    #expect(found == type, "\(path)/\(member): \(found)")
                }
            }
            for (path, members) in Self.allowed {
                for object in Self.objects(path, in: log) {
                    #expect(members.isSuperset(of: object.keys), "\(path): \(object.keys)")
                }
            }
        }
    }

    @Test("uses the words and numbers that the schema allows")
    func values() throws {
        for verdict in try Self.verdicts() {
            let log = try Self.log(verdict)
            #expect(log["version"] as? String == "2.1.0")
            let rules = Self.objects("runs/tool/driver/rules", in: log).compactMap { $0["id"] as? String }
            #expect(Set(rules).count == rules.count)
            for result in Self.objects("runs/results", in: log) {
                #expect(["none", "note", "warning", "error"].contains(result["level"] as? String))
                #expect(rules[try #require(result["ruleIndex"] as? Int)] == result["ruleId"] as? String)
            }
            for region in Self.objects("runs/results/locations/physicalLocation/region", in: log) {
                #expect(try #require(region["startLine"] as? Int) >= 1)
                #expect(region["startColumn"] as? Int ?? 1 >= 1)
            }
            for suppression in Self.objects("runs/results/suppressions", in: log) {
                #expect(["inSource", "external"].contains(suppression["kind"] as? String))
            }
        }
    }

    @Test("says whether the check could be made at all", arguments: [true, false])
    func success(_ isTrusted: Bool) throws {
        let verdict = Verdict(
            registry: nil, base: "b", head: "h", isBaseTrusted: isTrusted, changes: [], findings: [],
            merge: Verdict.Merge(.yes, reasons: []))
        let text = String(
            decoding: verdict.bytes(as: .sarif, Verdict.Presentation(program: "1.0.0")), as: UTF8.self)
        #expect(text.contains(#"{"executionSuccessful":\#(isTrusted),"exitCode":\#(isTrusted ? 0 : 3)}"#))
    }

    @Test("suppresses what overrides have lifted, with the reason and who gave it, and nothing else")
    func suppressions() throws {
        let results = Self.objects("runs/results", in: try Self.log(VerdictSpecimen.full()))
        let lifted = results.filter { $0["suppressions"] != nil }
        #expect(lifted.count == 1 && results.count == 5)
        #expect(lifted.first?["ruleId"] as? String == "name-collision")
        let why = Self.objects("suppressions", in: lifted.first ?? [:]).first?["justification"] as? String
        #expect(why == "the old name is retired (ada@example.org, overrides/acme/too1.yaml)")
    }

    @Test("says about a rule what the rule says about itself, and for a rule that nobody knows what its finding says")
    func help() throws {
        let rules = Self.objects("runs/tool/driver/rules", in: try Self.log(VerdictSpecimen.full()))
        let known = try #require(rules.first { $0["id"] as? String == "hidden-text" })
        let summary = try #require(Rule.named("hidden-text")).summary
        #expect((known["fullDescription"] as? [String: Any])?["text"] as? String == summary)
        let unknown = Finding(rule: "never-heard-of", severity: .note, path: "a", message: "m", remedy: "do this")
        let verdict = Verdict(
            registry: nil, base: "b", head: "h", changes: [], findings: [unknown],
            merge: Verdict.Merge(.yes, reasons: []))
        let help = Self.objects("runs/tool/driver/rules/help", in: try Self.log(verdict)).first?["text"] as? String
        #expect(help == "do this. Instead: do this.")
    }

    @Test("keeps the fingerprint of a finding that moves, and gives equal findings different ones")
    func fingerprints() throws {
        func prints(_ findings: [Finding]) throws -> [String] {
            let verdict = Verdict(
                registry: nil, base: "b", head: "h", changes: [], findings: findings,
                merge: Verdict.Merge(.yes, reasons: []))
            return Self.objects("runs/results/partialFingerprints", in: try Self.log(verdict)).compactMap {
                $0["promptuary/v1"] as? String
            }
        }
        func finding(_ line: Int, _ message: String = "m", path: String = "a") -> Finding {
            Finding(rule: "r", severity: .note, path: path, place: Place(line: line), message: message, remedy: "x")
        }
        #expect(try prints([finding(3)]) == prints([finding(9)]))
        #expect(try prints([finding(3)]) != prints([finding(3, "n")]))
        #expect(try Set(prints([finding(3), finding(9), finding(12)])).count == 3)
        // Parts may not flow into each other.
        #expect(try prints([finding(1, "bc", path: "a")]) != prints([finding(1, "c", path: "ab")]))
    }

    @Test(
        "names files by relative references",
        arguments: [
            ("packages/acme/a b.yaml", "packages/acme/a%20b.yaml"), ("", "registry.yaml"), ("/", "registry.yaml"),
            ("//evil.example/x", "evil.example/x"), ("c:/x", "c%3A/x"), ("a%20b", "a%2520b"), ("é", "%C3%A9"),
            ("a?b#c", "a%3Fb%23c"), ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ])
    func references(_ path: String, _ reference: String) {
        #expect(SARIFLog.reference(to: path) == reference)
    }
}
