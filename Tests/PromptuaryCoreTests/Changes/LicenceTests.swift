import Testing

@testable import PromptuaryCore

@Suite("A licence expression")
struct LicenceExpressionTests {
    @Test(
        "is read by the strength of its words and written with as few parentheses as it needs",
        arguments: [
            ("MIT", "MIT"), (" MIT ", "MIT"), ("(MIT)", "MIT"), ("((MIT))", "MIT"), ("GPL-2.0+", "GPL-2.0+"),
            ("LicenseRef-House.1", "LicenseRef-House.1"),
            ("DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2", "DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2"),
            ("MIT OR Apache-2.0 AND CC-BY-4.0", "MIT OR Apache-2.0 AND CC-BY-4.0"),
            ("MIT OR (Apache-2.0 AND CC-BY-4.0)", "MIT OR Apache-2.0 AND CC-BY-4.0"),
            ("(MIT OR Apache-2.0) AND CC-BY-4.0", "(MIT OR Apache-2.0) AND CC-BY-4.0"),
            ("MIT or Apache-2.0 and CC0-1.0", "MIT OR Apache-2.0 AND CC0-1.0"),
            ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
            ("GPL-2.0+ WITH Bison-exception-2.2 OR 0BSD", "GPL-2.0+ WITH Bison-exception-2.2 OR 0BSD"),
        ])
    func fine(_ text: String, _ written: String) throws {
        let expression = try LicenceExpression(text)
        #expect(expression.description == written)
        #expect(try LicenceExpression(written).description == written)
    }

    @Test(
        "is refused when it is none",
        arguments: [
            ("", "form"), (" ", "form"), ("MIT License", "form"), ("MIT OR", "form"), ("OR MIT", "form"),
            ("MIT AND OR MIT", "form"), ("(MIT", "form"), ("MIT)", "form"), ("()", "form"), ("MIT, Apache-2.0", "form"),
            ("MIT/Apache-2.0", "form"), ("MIT Or Apache-2.0", "form"), ("+", "form"), ("MIT++", "form"),
            ("MIT +", "form"),
            ("MIT WITH", "form"), ("MIT WITH x+", "form"), ("(MIT OR 0BSD) WITH x", "form"), ("LicenseRef-", "form"),
            ("LicenseRef-a+", "form"), ("DocumentRef-a", "form"), ("DocumentRef-a:MIT", "form"), ("a:b", "form"),
            ("MIT\u{A0}OR 0BSD", "form"), ("MIT\n", "form"), ("МIT", "form"), ("SEE LICENSE IN LICENSE", "form"),
            ("-", "form"), ("<script>", "form"), ("MIT OR NONE", "form"),
            ("NONE", "none"), ("NOASSERTION", "none"),
        ])
    func malformed(_ text: String, _ reason: String) {
        let code = refusalCode { try LicenceExpression(text) }
        #expect(code == (reason == "form" ? LicenceFault.form : .none).rawValue)
    }

    @Test("is refused when it is larger than anybody's licence")
    func large() throws {
        let many = Array(repeating: "MIT", count: 64).joined(separator: " OR ")
        #expect(try LicenceExpression(many).licences.count == 64)
        #expect(refusalCode { try LicenceExpression(many + " OR MIT") } == LicenceFault.size.rawValue)
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "MIT" + String(repeating: ")", count: depth)
        }
        #expect(try LicenceExpression(nested(16)).description == "MIT")
        #expect(refusalCode { try LicenceExpression(nested(17)) } == LicenceFault.size.rawValue)
        #expect(refusalCode { try LicenceExpression(nested(100_000)) } == LicenceFault.size.rawValue)
    }
}

@Suite("A policy of licences")
struct LicencePolicyTests {
    private static let policy = LicencePolicy(
        allowed: ["MIT", "apache-2.0", "CC-BY-*", "GPL-2.0-only WITH Classpath-exception-2.0", "LicenseRef-House"],
        denied: ["CC-BY-NC-*", "GPL-*"])

    @Test(
        "takes an expression that somebody can satisfy with allowed licences",
        arguments: [
            ("MIT", []), ("mit", []), ("MIT+", []), ("Apache-2.0", []), ("CC-BY-4.0", []), ("LicenseRef-House", []),
            ("LicenseRef-Other", ["LicenseRef-Other"]), ("0BSD", ["0BSD"]), ("CC-BY-NC-4.0", ["CC-BY-NC-4.0"]),
            ("GPL-2.0-only", ["GPL-2.0-only"]), ("GPL-2.0-only WITH Classpath-exception-2.0", []),
            ("GPL-2.0-only WITH Bison-exception-2.2", ["GPL-2.0-only WITH Bison-exception-2.2"]),
            ("GPL-3.0-only OR MIT", []), ("GPL-3.0-only AND MIT", ["GPL-3.0-only"]),
            ("0BSD OR (MIT AND 0BSD)", ["0BSD"]), ("(0BSD OR MIT) AND (GPL-2.0+ OR Apache-2.0)", []),
            ("(0BSD OR ISC) AND MIT", ["0BSD", "ISC"]),
        ])
    func allowed(_ text: String, _ refused: [String]) throws {
        let answer = Self.policy.answer(for: try LicenceExpression(text))
        if case .refused(let licences) = answer {
            #expect(licences.map(\.description) == refused)
            #expect(!refused.isEmpty)
        } else {
            #expect(refused.isEmpty)
        }
    }

    @Test("without a list takes all but what is denied")
    func open() throws {
        #expect(LicencePolicy().answer(for: try LicenceExpression("LicenseRef-x")) == .acceptable)
        let policy = LicencePolicy(denied: ["LicenseRef-*", "DocumentRef-*"])
        #expect(policy.answer(for: try LicenceExpression("Anything-1.0")) == .acceptable)
        #expect(policy.answer(for: try LicenceExpression("LicenseRef-x")) != .acceptable)
        #expect(policy.answer(for: try LicenceExpression("DocumentRef-a:LicenseRef-x")) != .acceptable)
    }
}
