import Testing

@testable import PromptuaryCore

@Suite("The target of a redirect")
struct RedirectTargetTests {
    private static func isPage(_ path: String) -> Bool {
        ["/", "/dashboard", "/dashboard/tokens", "/oauth/authorize", "/publish", "/namespaces/@acme/"].contains(path)
    }

    @Test(
        "is the page of ours that a request asks for",
        arguments: [
            "/", "/dashboard", "/publish", "/dashboard/tokens", "/dashboard?tab=1", "/%64ashboard",
            "/namespaces/@acme/",
            "/namespaces/%40acme/", "/publish?next=//evil.example", "/publish?next=%2F%2Fevil.example",
            "/oauth/authorize?client_id=a&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&state=%0A&scope=read:packages+write:packages",
        ])
    func pages(_ next: String) {
        #expect(RedirectTarget.local(next, isPage: Self.isPage).text == next)
    }

    /// What browsers, proxies or people have taken for another site, and what is no page.
    static let elsewhere: [String?] = [
        nil, "", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\/evil.example",
        "\\\\evil.example",
        "https://evil.example", "https:evil.example", "https:/evil.example", "http://127.0.0.1/",
        "HTTPS://evil.example",
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example/dashboard",
        "/%2Fevil.example",
        "/%2fevil.example", "/%5Cevil.example", "/%5cevil.example", "/%09/evil.example", "/\t/evil.example",
        "\t//evil.example",
        " //evil.example", " /dashboard", "/dashboard ", "/dashboard\r\nSet-Cookie: a=b",
        "/dashboard%0d%0aSet-Cookie:%20a=b",
        "/dashboard\n", "/dashboard\0", "/dashboard%00", "/.//evil.example", "/..//evil.example", "/../dashboard",
        "/dashboard/../..//evil.example", "/%2e%2e/dashboard", "/dashboard/%2e", "/dashboard/.", "/dashboard//tokens",
        "/dashboard/tokens//", "/;@evil.example", "/@evil.example", "@evil.example", ".evil.example", "evil.example",
        "dashboard", "?next=/", "#", "/dashboard#", "/dashboard#//evil.example", "/dashboard%", "/dashboard%2",
        "/dashboard%zz",
        "/dashboard?a=%", "/dashboard?a=\\", "/dashboard?a=<script>", "/dashboard?a=b c", "/unknown", "/Dashboard",
        "/dashboard\u{301}", "/dаshboard", "/dashboard%25", "/%252F/evil.example", "/dashboard%E2%80%AE",
        "/%C0%AFevil.example",
        "/dashboard?a=é", "/\u{FF0F}evil.example", "/\u{2028}", "/dashboard?" + String(repeating: "a", count: 5000),
    ]

    @Test("is the dashboard for everything else", arguments: elsewhere)
    func stays(_ next: String?) {
        #expect(RedirectTarget.local(next, isPage: Self.isPage) == .dashboard)
    }

    @Test("is a local path for every text at all of four hostile characters, even where every path is a page")
    func exhaustive() {
        let letters = ["/", "\\", ".", ":", "%2f", "%5c", "%2e", "a", "\t", "@", "?", "#"]
        for a in letters {
            for b in letters {
                for c in letters {
                    for d in letters {
                        let target = RedirectTarget.local(a + b + c + d, isPage: { _ in true }).text
                        let units = Array(target.utf8)
                        #expect(units[0] == UInt8(ascii: "/"))
                        #expect(units.count < 2 || units[1] != UInt8(ascii: "/") && units[1] != UInt8(ascii: "\\"))
                        #expect(!target.contains("\\") && !target.contains("#") && !target.contains("\t"))
                        #expect(!target.prefix { $0 != "?" }.contains("//"))
                    }
                }
            }
        }
    }

    @Test("carries parameters as forms do, and gives them back unchanged")
    func parameters() throws {
        let uri = try RedirectURI("https://app.example/cb")
        #expect(RedirectTarget(uri).text == "https://app.example/cb")
        #expect(
            RedirectTarget(
                uri,
                adding: [
                    ("error", "access_denied"), ("error_description", "User denied authorization"), ("state", "a b+c"),
                ]
            ).text
                == "https://app.example/cb?error=access_denied&error_description=User+denied+authorization&state=a+b%2Bc"
        )
        let state = "\r\nLocation: //evil\0&code=x#=%\u{301}é\"<>*-._~"
        #expect(
            RedirectTarget(try RedirectURI("https://app.example/cb?tenant=7"), adding: [("state", state)]).text
                == "https://app.example/cb?tenant=7&state=%0D%0ALocation%3A+%2F%2Fevil%00%26code%3Dx%23%3D%25%CC%81%C3%A9%22%3C%3E"
                + "*-._%7E")
        #expect(RedirectTarget(page: "/login", adding: [("next", "/a?b=c")]).text == "/login?next=%2Fa%3Fb%3Dc")
    }

    @Test("has no byte that a header could not have, whatever is added")
    func bytes() throws {
        let uri = try RedirectURI("promptgen://oauth/callback")
        for unit in UInt8.min...UInt8.max {
            let text = String(decoding: [unit], as: UTF8.self)
            let target = RedirectTarget(uri, adding: [(text, text)]).text
            #expect(target.utf8.allSatisfy { (0x21...0x7E).contains($0) })
        }
    }
}
