import Testing

@testable import PromptuaryCore

@Suite("The claims of a publisher")
struct PublisherClaimsTests {
    static let github = """
        {"environment":"release","job_workflow_ref":"acme/tool/.github/workflows/release.yml","repository_id":"74",\
        "repository_owner_id":"65"}
        """
    static let gitlab = """
        {"ci_config_ref_uri":"gitlab.com/acme/tool//.gitlab-ci.yml","environment":"*","namespace_id":"72","project_id":"20"}
        """

    /// What GitHub says of a build, in the form of its documentation.
    static let build = [
        "actor": "\"anna\"", "environment": "\"release\"", "event_name": "\"push\"", "repository": "\"acme/tool\"",
        "job_workflow_ref": "\"acme/tool/.github/workflows/release.yml@refs/heads/main\"", "repository_id": "\"74\"",
        "repository_owner": "\"acme\"", "repository_owner_id": "\"65\"", "run_id": "\"123\"",
    ]

    private static func claims(_ text: String, of issuer: PublisherIssuer) throws -> PublisherClaims {
        try PublisherClaims(JSONReader.read(text.bytes), of: issuer)
    }

    /// The proven claims of a token of an issuer.
    private static func proven(_ issuer: String, _ members: [String: String]) throws -> JSONWebToken.Claims {
        let text = TokenForge.claims(members.merging(["iss": "\"\(issuer)\""]) { $1 })
        return try JSONWebToken.Claims(
            proven: JSONReader.read(text.bytes),
            expecting: JSONWebToken.Expectation(issuer: issuer, audience: .audience([TokenForge.audience])),
            now: TokenForge.now)
    }

    private static func isMet(_ changes: [String: String], claims text: String = github) throws -> Bool {
        let token = try proven("https://token.actions.githubusercontent.com", build.merging(changes) { $1 })
        return try claims(text, of: .github).areMet(by: token)
    }

    @Test("are met by a build that says all of them, whatever else it says")
    func met() throws {
        #expect(try Self.isMet([:]))
        for (name, value) in [
            ("repository", "\"acme/renamed\""), ("repository_owner", "\"other\""), ("actor", "\"bob\""),
            ("ref", "\"refs/tags/v1\""),
            ("job_workflow_ref", "\"acme/tool/.github/workflows/release.yml@refs/tags/v1\""),
            ("job_workflow_ref", "\"acme/tool/.github/workflows/release.yml@\(String(repeating: "a", count: 40))\""),
            ("repository_id", "74"),
        ] { #expect(try Self.isMet([name: value]), "\(name) \(value)") }
    }

    static let unmet: [(String, String)] = [
        ("repository_id", ""), ("repository_id", "\"75\""), ("repository_id", "\"074\""), ("repository_id", "75"),
        ("repository_id", "74.0"), ("repository_id", "[\"74\"]"), ("repository_id", "\"74 \""),
        ("repository_id", "\"\""),
        ("repository_id", "null"), ("repository_id", "true"),
        ("repository_owner_id", ""), ("repository_owner_id", "\"66\""), ("repository_owner_id", "{\"65\":1}"),
        ("environment", ""), ("environment", "\"\""), ("environment", "\"Release\""), ("environment", "\"release \""),
        ("environment", "\"*\""), ("environment", "null"), ("environment", "\"relea\\u0301se\""),
        ("job_workflow_ref", ""), ("job_workflow_ref", "\"acme/tool/.github/workflows/release.yml\""),
        ("job_workflow_ref", "\"acme/tool/.github/workflows/test.yml@refs/heads/main\""),
        ("job_workflow_ref", "\"acme/fork/.github/workflows/release.yml@refs/heads/main\""),
        ("job_workflow_ref", "\"acme/tool/.github/workflows/release.yml@evil.yml@refs/heads/main\""),
        ("job_workflow_ref", "\"acme/tool/.github/workflows/release.yml@refs/heads/a@b\""),
        ("job_workflow_ref", "\"@refs/heads/main\""),
        ("job_workflow_ref", "\"x/acme/tool/.github/workflows/release.yml@a\""),
        ("job_workflow_ref", "\"ACME/tool/.github/workflows/release.yml@refs/heads/main\""),
    ]

    @Test("are not met by a build of another repository, owner, workflow or environment", arguments: unmet)
    func refusedBuild(_ name: String, _ value: String) throws {
        #expect(try !Self.isMet([name: value]))
    }

    @Test("are not met by the same words of another issuer")
    func issuer() throws {
        let claims = try Self.claims(Self.github, of: .github)
        let token = try Self.proven("https://gitlab.com", Self.build)
        #expect(!claims.areMet(by: token))
    }

    @Test("with any environment are met by each and by none")
    func anyEnvironment() throws {
        let text = Self.github.replacing("\"release\"", with: "\"*\"")
        for environment in ["", "\"release\"", "\"other\"", "\"*\"", "null", "7"] {
            #expect(try Self.isMet(["environment": environment], claims: text))
        }
    }

    @Test("of GitLab and of an issuer of one's own are compared the same way")
    func otherIssuers() throws {
        let token = try Self.proven(
            "https://gitlab.com",
            [
                "ci_config_ref_uri": "\"gitlab.com/acme/tool//.gitlab-ci.yml@refs/heads/main\"",
                "namespace_id": "\"72\"", "project_id": "\"20\"",
            ])
        #expect(try Self.claims(Self.gitlab, of: .gitlab).areMet(by: token))
        let own = try PublisherIssuer(name: "forge", issuer: "https://ci.example/", claims: ["sub", "repository_id"])
        let claims = try Self.claims(#"{"repository_id":"7","sub":"repo:a@b"}"#, of: own)
        #expect(
            try claims.areMet(
                by: Self.proven("https://ci.example/", ["sub": "\"repo:a@b\"", "repository_id": "\"7\""])))
        #expect(
            try !claims.areMet(by: Self.proven("https://ci.example/", ["sub": "\"repo:a\"", "repository_id": "\"7\""])))
        #expect(
            try !claims.areMet(
                by: Self.proven("https://ci.example", ["sub": "\"repo:a@b\"", "repository_id": "\"7\""])))
    }

    @Test(
        "have one text, whatever the order in which they are stated",
        arguments: [(github, PublisherIssuer.github), (gitlab, .gitlab)])
    func canonical(_ text: String, _ issuer: PublisherIssuer) throws {
        let claims = try Self.claims(text, of: issuer)
        #expect(claims.canonical == text)
        guard let members = try JSONReader.read(text.bytes).mapping else { return }
        let reversed = try PublisherClaims(.mapping(members.reversed()), of: issuer)
        #expect(reversed == claims && reversed.canonical == text)
    }

    static let refused: [RefusedCase<String>] = [
        RefusedCase("no mapping", "[]", "publisher-claim-value"), RefusedCase("nothing", "{}", "publisher-claim-name"),
        RefusedCase(
            "no environment", github.replacing("\"environment\":\"release\",", with: ""), "publisher-claim-name"),
        RefusedCase("a claim more", github.replacing("{", with: "{\"actor\":\"anna\","), "publisher-claim-name"),
        RefusedCase(
            "a name in the place of a number", github.replacing("\"74\"", with: "\"acme/tool\""),
            "publisher-claim-value"),
        RefusedCase("any repository", github.replacing("\"74\"", with: "\"*\""), "publisher-claim-value"),
        RefusedCase(
            "an @ in a workflow", github.replacing("acme/tool/.github", with: "@"),
            "publisher-claim-value"),
        RefusedCase(
            "a workflow with its revision", github.replacing(".yml", with: ".yml@refs/heads/main"),
            "publisher-claim-value"),
        RefusedCase("a number", github.replacing("\"74\"", with: "74"), "publisher-claim-value"),
        RefusedCase("an empty text", github.replacing("\"release\"", with: "\"\""), "publisher-claim-value"),
        RefusedCase(
            "a long text", github.replacing("\"release\"", with: "\"\(String(repeating: "r", count: 513))\""),
            "publisher-claim-value"),
        RefusedCase("null", github.replacing("\"release\"", with: "null"), "publisher-claim-value"),
    ]

    @Test("are all stated, and no others, each in a form that a token can have", arguments: refused)
    func refusal(_ row: RefusedCase<String>) {
        #expect(refusalCode { try Self.claims(row.input, of: .github) } == row.code)
    }

    @Test(
        "belong to an issuer with a word, an https address and claims that say something of a build",
        arguments: [
            ("", "https://ci.example", ["sub"], "publisher-issuer"),
            ("Forge", "https://ci.example", ["sub"], "publisher-issuer"),
            ("forge", "http://ci.example", ["sub"], "publisher-issuer"),
            ("forge", "ci.example", ["sub"], "publisher-issuer"),
            ("forge", "https://a@ci.example", ["sub"], "publisher-issuer"),
            ("forge", "https://ci.example?x", ["sub"], "publisher-issuer"),
            ("forge", "https://ci.example", [], "publisher-claim-name"),
            ("forge", "https://ci.example", ["sub", "sub"], "publisher-claim-name"),
            ("forge", "https://ci.example", ["jti"], "publisher-claim-name"),
            ("forge", "https://ci.example", ["exp"], "publisher-claim-name"),
            ("forge", "https://ci.example", [""], "publisher-claim-name"),
            ("forge", "https://ci.example", ["a b"], "publisher-claim-name"),
            ("forge", "https://ci.example/", ["sub"], nil), ("forge", "http://127.0.0.1:9400", ["sub"], nil),
        ] as [(String, String, [String], String?)])
    func issuers(_ name: String, _ issuer: String, _ claims: [String], _ code: String?) {
        #expect(refusalCode { try PublisherIssuer(name: name, issuer: issuer, claims: claims) } == code)
    }
}
