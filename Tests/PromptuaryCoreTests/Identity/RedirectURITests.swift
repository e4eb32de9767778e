import Testing

@testable import PromptuaryCore

@Suite("A redirect URI")
struct RedirectURITests {
    @Test(
        "is registered for pages, for the own machine and for programs",
        arguments: [
            ("https://signatur3-git.github.io/prompt-gen-web/oauth/callback", "https://signatur3-git.github.io"),
            ("http://localhost:5173/oauth/callback", "http://localhost:5173"),
            ("promptgen://oauth/callback", "promptgen:"),
            ("http://127.0.0.1/cb", "http://127.0.0.1"), ("http://127.0.0.1:8080/cb", "http://127.0.0.1:8080"),
            ("http://[::1]/cb", "http://[::1]"), ("https://app.example", "https://app.example"),
            ("https://app.example/cb?tenant=7", "https://app.example"),
            ("https://app.example?x=//y", "https://app.example"),
            ("com.example.app:/oauth", "com.example.app:"),
            ("https://app.example:8443/a%20b", "https://app.example:8443"),
        ])
    func fine(_ text: String, _ source: String) throws {
        let uri = try RedirectURI(text)
        #expect(uri.text == text && uri.source == source)
        #expect(uri.admitting(text) == uri)
    }

    static let refused: [RefusedCase<String>] = [
        RefusedCase("nothing", "", "redirect-form"), RefusedCase("no scheme", "app.example/cb", "redirect-scheme"),
        RefusedCase("a path", "/cb", "redirect-scheme"),
        RefusedCase("two slashes", "//app.example/cb", "redirect-scheme"),
        RefusedCase("a fragment", "https://app.example/cb#x", "redirect-form"),
        RefusedCase("an empty fragment", "https://app.example/cb#", "redirect-form"),
        RefusedCase("a blank", "https://app.example/c b", "redirect-form"),
        RefusedCase("a line break", "https://app.example/cb\r\nSet-Cookie: a=b", "redirect-form"),
        RefusedCase("an encoded line break", "https://app.example/%0d%0a", "redirect-form"),
        RefusedCase("a NUL", "https://app.example/\0", "redirect-form"),
        RefusedCase("a backslash", "https://app.example\\@evil.example/", "redirect-form"),
        RefusedCase("half an encoding", "https://app.example/%2", "redirect-form"),
        RefusedCase("no encoding", "https://app.example/%zz", "redirect-form"),
        RefusedCase("another script", "https://аpp.example/", "redirect-form"),
        RefusedCase("quotes", "https://app.example/\"", "redirect-form"),
        RefusedCase("a wildcard host", "https://*.example/", "redirect-host"),
        RefusedCase("no host", "https:///cb", "redirect-host"),
        RefusedCase("no slashes", "https:app.example", "redirect-host"),
        RefusedCase("a user", "https://user@app.example/", "redirect-host"),
        RefusedCase("a user that looks like a host", "https://app.example@evil.example/", "redirect-host"),
        RefusedCase("a port that is none", "https://app.example:70000/", "redirect-host"),
        RefusedCase("no port after a colon", "https://app.example:/", "redirect-host"),
        RefusedCase("plain text", "http://app.example/cb", "redirect-transport"),
        RefusedCase(
            "plain text to what begins as the own machine", "http://localhost.evil.example/", "redirect-transport"),
        RefusedCase("plain text to a number", "http://127.0.0.1.evil.example/", "redirect-transport"),
        RefusedCase("plain text to another loopback address", "http://127.0.0.2/", "redirect-transport"),
        RefusedCase("script", "javascript:alert(1)", "redirect-scheme"),
        RefusedCase("script in upper case", "JavaScript:alert(1)", "redirect-scheme"),
        RefusedCase("data", "data:text/html,x", "redirect-scheme"),
        RefusedCase("a file", "file:///etc/passwd", "redirect-scheme"),
        RefusedCase("a blob", "blob:https://app.example/1", "redirect-scheme"),
        RefusedCase("a scheme alone", "promptgen:", "redirect-scheme"),
        RefusedCase("a scheme in upper case", "HTTPS://app.example/", "redirect-scheme"),
        RefusedCase("a code in its query", "https://app.example/?code=1", "redirect-form"),
        RefusedCase("a state in its query", "https://app.example/?a=b&state", "redirect-form"),
        RefusedCase("a long one", "https://app.example/" + String(repeating: "a", count: 2048), "redirect-form"),
    ]

    @Test("is refused when it could lead elsewhere, run script or show the code", arguments: refused)
    func refusal(_ row: RefusedCase<String>) {
        #expect(refusalCode { try RedirectURI(row.input) } == row.code)
    }

    @Test(
        "is compared byte by byte",
        arguments: [
            "https://app.example/cb/", "https://app.example/CB", "https://APP.example/cb", "https://app.example/cb?",
            "",
            "https://app.example/cb?x=1", "https://app.example/cb#", "https://app.example/c%62",
            "https://app.example:443/cb",
            "https://app.example/cb/../evil", "https://app.example/cb.evil", "http://app.example/cb",
            "https://app.example//cb",
            "https://app.example/cb ", " https://app.example/cb", "https://app.example.evil.example/cb",
            "https://app.example",
            "https://app.example@evil.example/cb", "https://evil.example/https://app.example/cb", "//app.example/cb",
            "https://app.example/cb\r\nX: y", "https:\\\\app.example/cb", "https://app.example/cb\0",
            "javascript:alert(1)",
            "https://app.example/cb\u{301}", "https://аpp.example/cb",
        ])
    func otherBytes(_ requested: String) throws {
        #expect(try RedirectURI("https://app.example/cb").admitting(requested) == nil)
    }

    @Test(
        "of a loopback address is admitted with any port, and nothing else of it differs",
        arguments: [
            ("http://127.0.0.1/cb", "http://127.0.0.1:1/cb", true),
            ("http://127.0.0.1/cb", "http://127.0.0.1:65535/cb", true),
            ("http://127.0.0.1:80/cb", "http://127.0.0.1/cb", true),
            ("http://127.0.0.1:1/cb", "http://127.0.0.1:2/cb", true),
            ("http://[::1]/cb?a=b", "http://[::1]:4711/cb?a=b", true),
            ("http://127.0.0.1", "http://127.0.0.1:4711", true),
            ("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:0/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:080/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:8a/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:80/cb2", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:80@evil.example/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:80.evil.example/cb", false),
            ("http://127.0.0.1/cb", "http://localhost:80/cb", false),
            ("http://127.0.0.1/cb", "http://[::1]:80/cb", false),
            ("http://127.0.0.1/cb", "https://127.0.0.1:80/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.2/cb", false),
            ("http://localhost:5173/cb", "http://localhost:5174/cb", false),
            ("http://localhost/cb", "http://localhost:80/cb", false),
            ("https://127.0.0.1/cb", "https://127.0.0.1:1/cb", false), ("promptgen://a", "promptgen://a:1", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:1234567890123456789012/cb", false),
        ])
    func ports(_ registered: String, _ requested: String, _ isAdmitted: Bool) throws {
        let admitted = try RedirectURI(registered).admitting(requested)
        #expect((admitted != nil) == isAdmitted)
        if let admitted { #expect(try admitted.text == requested && RedirectURI(requested) == admitted) }
    }
}
