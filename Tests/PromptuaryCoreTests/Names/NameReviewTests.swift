import Testing

@testable import PromptuaryCore

@Suite("The review of a name")
struct NameReviewTests {
    private static func names() throws -> NameReview.Surroundings {
        var policy = ChangePolicy()
        policy.names = NamePolicy([
            NamePolicy.Entry(blocked: try NamePolicy.Subject("paypal"), reason: "a brand"),
            NamePolicy.Entry(reserved: try NamePolicy.Subject("openai-*"), for: [try NamespaceName("acme")]),
            NamePolicy.Entry(blocked: try NamePolicy.Subject("@official")),
        ])
        policy.elsewhere = ["other": [NameForm.folded("@acme/borrowed"), NameForm.folded("loner")]]
        let packages = ["@acme/tool", "@acme/code-review", "@city/base"]
        return NameReview.Surroundings(
            namespaces: [try NamespaceName("acme"), try NamespaceName("city"), try NamespaceName("main")],
            packages: try packages.map { try PackageID(scoped: $0) }, policy: policy,
            defaultNamespace: try NamespaceName("main"))
    }

    private static func codes(_ name: String, _ names: NameReview.Surroundings) throws -> (Set<String>, Bool) {
        let subject = try NameReview.Subject(name, default: NamespaceName("main"))
        let review = NameReview(subject, among: names)
        return (Set(review.remarks.map(\.code)), review.isFree)
    }

    @Test(
        "says what stands against it, and whether it is free all the same",
        arguments: [
            ("@acme/entirely-new", ["namespace-owned"], true), ("@fresh/thing", [], true), ("@fresh", [], true),
            ("@acme/tool", ["name-taken", "namespace-owned"], false), ("@acme", ["name-taken"], false),
            ("@city/c0de-review", ["namespace-owned"], true), ("@acrne/tool", ["name-confusable"], false),
            ("@acmee", ["name-similar"], true), ("@fresh/pay-pal", ["name-reserved"], false),
            ("@fresh/paypa1", ["name-reserved"], false), ("@fresh/openai-kit", ["name-reserved"], false),
            ("@acme/openai-kit", ["namespace-owned"], true), ("@0fficial", [], false),
            ("@official", ["name-reserved"], false),
            ("@acme/borrowed", ["name-elsewhere", "namespace-owned"], true),
            ("loner", ["name-elsewhere", "namespace-owned"], true), ("@acme/loner", ["namespace-owned"], true),
        ] as [(String, Set<String>, Bool)])
    func table(name: String, codes: Set<String>, isFree: Bool) throws {
        guard name != "@0fficial" else {
            #expect(throws: Refusal.self) { try Self.codes(name, try Self.names()) }
            return
        }
        let found = try Self.codes(name, try Self.names())
        #expect(found.0 == codes, "\(name)")
        #expect(found.1 == isFree, "\(name)")
    }

    @Test("says nothing of a policy that nobody knows")
    func withoutPolicy() throws {
        var names = try Self.names()
        names.policy = nil
        #expect(try Self.codes("@fresh/paypal", names) == ([], true))
    }

    @Test("lets owners call packages of one namespace alike")
    func own() throws {
        #expect(try Self.codes("@acme/t00l", try Self.names()).0 == ["namespace-owned"])
        #expect(try Self.codes("@acm3/tool", try Self.names()).0.contains("name-similar"))
    }

    @Test("tells what is worst first")
    func order() throws {
        let subject = try NameReview.Subject("@acme/tool", default: NamespaceName("main"))
        let severities = NameReview(subject, among: try Self.names()).remarks.map(\.severity)
        #expect(severities == [.error, .note])
    }

    @Test(
        "refuses what is no name",
        arguments: ["@", "", "@acme/", "@acme/a/b", "@Acme", "@acme/Tool", "a b", "@nul", "é"])
    func malformed(text: String) {
        #expect(throws: Refusal.self) { try NameReview.Subject(text, default: NamespaceName("main")) }
    }
}
