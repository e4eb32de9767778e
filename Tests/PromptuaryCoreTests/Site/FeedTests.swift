import Testing

@testable import PromptuaryCore

@Suite("Feeds")
struct FeedTests {
    private static func registry(_ views: CatalogViews) -> String {
        String(decoding: Feed.registry(views.registry, views.context), as: UTF8.self)
    }

    private static func namespace(_ name: String, _ views: CatalogViews) throws -> String {
        let view = try #require(views.namespaces.first { $0.namespace.name.text == name })
        return String(decoding: Feed.namespace(view, views.context), as: UTF8.self)
    }

    @Test("of a package is this Atom document")
    func golden() throws {
        let views = Specimen.views(
            try Specimen.catalog(
                [
                    Specimen.package(
                        [
                            Specimen.release("@acme/tool", "1.0.0", published: "2026-01-02T03:04:05Z"),
                            Specimen.release("@acme/tool", "1.1.0"),
                        ], notes: "yanked: [{version: 1.1.0, reason: \"a < b & c\"}]\n")
                ],
                settings: "name: prompts.example\ntitle: \"Prompts <&> \\\"Example\\\"\"\n"))
        let text = String(decoding: Feed.package(views.packages[0], views.context), as: UTF8.self)
        #expect(
            text == """
                <?xml version="1.0" encoding="utf-8"?>
                <feed xmlns="http://www.w3.org/2005/Atom">
                <id>tag:prompts.example,2026:package/@acme/tool</id>
                <title>@acme/tool – Prompts &lt;&amp;&gt; &quot;Example&quot;</title>
                <updated>2026-01-02T03:04:05Z</updated>
                <link rel="self" href="feed.atom"/>
                <link rel="alternate" href="./"/>
                <generator>Promptuary test</generator>
                <entry>
                <id>tag:prompts.example,2026:release/@acme/tool/1.0.0</id>
                <title>@acme/tool 1.0.0</title>
                <updated>2026-01-02T03:04:05Z</updated>
                <link rel="alternate" href="../../@acme/tool/"/>
                <author>
                <name>Ada Example</name>
                </author>
                <summary>A package for tests</summary>
                </entry>
                <entry>
                <id>tag:prompts.example,2026:release/@acme/tool/1.1.0</id>
                <title>@acme/tool 1.1.0 (yanked)</title>
                <updated>1970-01-01T00:00:00Z</updated>
                <link rel="alternate" href="../../@acme/tool/"/>
                <author>
                <name>Ada Example</name>
                </author>
                <summary>Yanked: a &lt; b &amp; c</summary>
                </entry>
                </feed>

                """)
    }

    @Test("have absolute links where the base URL is known, and relative ones that fit their folder where it is not")
    func links() throws {
        let known = try SiteFixture.views()
        #expect(Self.registry(known).contains("<link rel=\"self\" href=\"https://prompts.example/r/feed.atom\"/>"))
        #expect(try Self.namespace("acme", known).contains("href=\"https://prompts.example/r/@acme/feed.atom\""))
        let unknown = Specimen.views(try Specimen.catalog([Specimen.package("@acme/tool", ["1.0.0"])]))
        #expect(Self.registry(unknown).contains("<link rel=\"alternate\" href=\"@acme/tool/\"/>"))
        #expect(try Self.namespace("acme", unknown).contains("<link rel=\"alternate\" href=\"../@acme/tool/\"/>"))
    }

    @Test("show the newest 50 releases, newest first, and equal times in one order only")
    func bounded() throws {
        let packages = try (0..<30).map { number in
            try Specimen.package([
                Specimen.release(
                    "@acme/p\(number)x", "1.0.0", published: "2026-01-\(number < 9 ? "0" : "")\(number + 1)T00:00:00Z"),
                Specimen.release("@acme/p\(number)x", "2.0.0", published: "2026-02-01T00:00:00Z"),
            ])
        }
        let text = Self.registry(Specimen.views(try Specimen.catalog(packages)))
        #expect(text == Self.registry(Specimen.views(try Specimen.catalog(packages.reversed()))))
        let updated = text.split(separator: "\n").filter { $0.hasPrefix("<updated>") }.dropFirst()
        #expect(updated.count == 50 && Array(updated) == updated.sorted(by: >))
        #expect(!text.contains("release/@acme/p0x/1.0.0<"))
    }

    @Test("have the newest of all releases, although they are made from few packages", arguments: [1, 2, 3])
    func newest(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let packages = try (0..<150).map { number in
            try Specimen.package(
                (0..<Int.random(in: 1...3, using: &generator)).map { version in
                    let hour = Int.random(in: 0..<40, using: &generator)
                    return try Specimen.release(
                        "@acme/p\(number)x", "1.\(version).0",
                        published: hour == 0
                            ? nil : Timestamp(seconds: 1_767_225_600 + 3600 * hour).description)
                })
        }
        let releases = packages.flatMap(\.releases).sorted {
            let (a, b) = ($0.publishedAt?.seconds ?? -1, $1.publishedAt?.seconds ?? -1)
            if a != b { return a > b }
            return $0.package != $1.package ? $0.package < $1.package : $1.version < $0.version
        }
        let views = Specimen.views(try Specimen.catalog(packages))
        for text in [Self.registry(views), try Self.namespace("acme", views)] {
            let shown = text.split(separator: "\n").filter { $0.contains(",2026:release/") }
            let expected = releases.prefix(50).map {
                "<id>tag:prompts.example,2026:release/\($0.package)/\($0.version)</id>"
            }
            #expect(shown.map(String.init) == expected)
        }
    }

    @Test("stay the same when the site is built at another time")
    func time() throws {
        let catalog = try SiteFixture.catalog()
        let (one, other) = (Specimen.views(catalog), Specimen.views(catalog, builtAt: Timestamp(seconds: 5)))
        #expect(Self.registry(one) == Self.registry(other))
    }

    @Test(
        "are well-formed whatever a publisher writes",
        arguments: ["</summary><script>", "]]>", "&amp;", "\"'<>&", "\"\u{301}", "<\u{338}b", "é\u{20E3}"])
    func hostile(_ text: String) throws {
        let release = try Specimen.release("@acme/tool", "1.0.0") { ($0.summary, $0.author) = (text, text) }
        let feed = Self.registry(Specimen.views(try Specimen.catalog([Specimen.package([release])])))
        var depth = 0
        for piece in Array(feed.utf8).split(separator: UInt8(ascii: "<")).dropFirst() {
            guard let close = piece.firstIndex(of: UInt8(ascii: ">")) else {
                Issue.record("an open tag")
                return
            }
            if piece.first == UInt8(ascii: "?") || piece[close - 1] == UInt8(ascii: "/") { continue }
            depth += piece.first == UInt8(ascii: "/") ? -1 : 1
            #expect(depth >= 0 && depth < 5)
            #expect(!piece[piece.index(after: close)...].contains(UInt8(ascii: ">")))
        }
        #expect(depth == 0)
    }
}

@Suite("Badges")
struct BadgeTests {
    private static func text(_ versions: [String], _ notes: String = "") throws -> String {
        String(decoding: Badge.version(of: try Specimen.package("@acme/tool", versions, notes: notes)), as: UTF8.self)
    }

    @Test("are this image")
    func golden() throws {
        #expect(
            try Self.text(["1.0.0"]) == """
                <svg xmlns="http://www.w3.org/2000/svg" width="123" height="20" role="img" aria-label="@acme/tool 1.0.0"><title>@acme/tool 1.0.0</title>\
                <rect width="123" height="20" rx="3" fill="#1a7f37"/><path d="M3 0h75v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#444c56"/>\
                <g fill="#fff" font-family="ui-monospace,Menlo,Consolas,monospace" font-size="11"><text x="6" y="14">@acme/tool</text>\
                <text x="84" y="14">1.0.0</text></g></svg>

                """)
    }

    @Test("say what matters most by text and colour")
    func states() throws {
        #expect(try Self.text(["1.0.0-rc.1"]).contains("#8250df"))
        let deprecated = try Self.text(["1.0.0"], "deprecated: {reason: old}\n")
        #expect(deprecated.contains(">deprecated<") && deprecated.contains("#9a6700") && !deprecated.contains("1.0.0"))
    }
}
