import Testing

@testable import PromptuarySidecar

@Suite("Canonical API paths")
struct CanonicalPathTests {
    private static func paths(_ path: String, _ query: String = "") -> [String] {
        CanonicalPath.candidates(for: path, query: query, defaultNamespace: "main").map(\.path)
    }

    @Test(
        "lead to the files that answer",
        arguments: [
            ("packages", "", "packages.json"), ("packages/", "", "packages.json"),
            ("packages/@acme/tool", "", "@acme/tool/package.json"), ("packages/tool", "", "@main/tool/package.json"),
            ("packages/@acme/tool/versions", "", "@acme/tool/versions.json"),
            ("packages/@acme/tool/versions", "as=list", "@acme/tool/versions.list.json"),
            ("packages/tool/versions", "x=1&as=list", "@main/tool/versions.list.json"),
            ("packages/tool/versions", "as=listing", "@main/tool/versions.json"),
            ("packages/tool/versions", "has=list", "@main/tool/versions.json"),
            ("packages/@acme/tool/download/1.0.0", "", "@acme/tool/-/tool-1.0.0.pdpkg"),
            ("packages/@acme/tool/download/1.0.0+b.1", "", "@acme/tool/-/tool-1.0.0_b.1.pdpkg"),
            ("packages/@acme/tool/download/1.0.0_b.1", "", "@acme/tool/-/tool-1.0.0_b.1.pdpkg"),
            ("packages/@acme/tool/download", "", "packages/@acme/tool/download/index.html"),
            ("packages/tool/download", "", "packages/@main/tool/download/index.html"),
            ("packages/@acme/tool@1.0.0", "", "@acme/tool/-/tool-1.0.0.pdpkg"),
            ("packages/tool@1.0.0-rc.1", "", "@main/tool/-/tool-1.0.0-rc.1.pdpkg"),
            ("api/v1/packages", "", "api/v1/packages/index.json"),
            ("api/v1/packages/city.library/base", "", "api/v1/packages/city.library/base/index.json"),
            ("api/v1/packages/city.library/base/1.0.0+b", "", "api/v1/packages/city.library/base/1.0.0_b/index.json"),
            ("api/v1/namespaces/acme", "", "api/v1/namespaces/acme/index.json"),
            (
                "api/v1/packages/city.library/base/1.0.0/download", "",
                "api/v1/packages/city.library/base/1.0.0/download"
            ), ("health", "", "health"),
        ])
    func answered(_ path: String, _ query: String, _ file: String) { #expect(Self.paths(path, query).first == file) }

    @Test(
        "are no others",
        arguments: [
            "", "package", "packagesx", "packages/@acme", "packages/@acme/tool/other",
            "packages/@acme/tool/versions/1.0.0", "packages/@acme/tool/download/1/2", "api", "api/v1",
            "api/v2/packages", "apiv1/x/y", "health/x", "@acme/tool", "index.html",
        ])
    func others(_ path: String) { #expect(Self.paths(path).isEmpty) }

    @Test("have the types and names that clients are used to")
    func headers() {
        let found = CanonicalPath.candidates(
            for: "packages/@acme/tool/download/1.0.0", query: "", defaultNamespace: "main"
        ).first
        #expect(found?.mediaType == "application/zip" && found?.attachment == "tool-1.0.0.pdpkg")
        #expect(
            CanonicalPath.candidates(for: "packages/tool/download", query: "", defaultNamespace: "main").first?
                .attachment == "tool.pdpkg")
        let yaml = CanonicalPath.candidates(
            for: "api/v1/packages/a.b/base/1.0.0/download", query: "", defaultNamespace: "main"
        ).first
        #expect(yaml?.mediaType == "text/yaml; charset=utf-8" && yaml?.attachment == "a.b-base-1.0.0.yaml")
        #expect(
            CanonicalPath.candidates(for: "packages", query: "", defaultNamespace: "main").first?.mediaType
                == "application/json; charset=utf-8")
    }
}

@Suite("A path of a request")
struct DecodedPathTests {
    @Test(
        "is decoded once",
        arguments: [
            ("/", ""), ("", ""), ("/a/b", "a/b"), ("/a/b/", "a/b/"), ("//a///b//", "a/b/"),
            ("/%40acme%2Ftool", "@acme/tool"), ("/%40acme%2ftool", "@acme/tool"), ("/a%20b", "a b"),
            ("/1.0.0%2Bb", "1.0.0+b"), ("/1.0.0+b", "1.0.0+b"),
            ("/%25%32%65", "%2e"), ("/a..b/c..", "a..b/c.."),
            ("/.well-known/registry.json", ".well-known/registry.json"), ("/é", "é"), ("/%C3%A9", "é"),
            ("/a/b?x", "a/b?x"), ("///", ""),
        ])
    func decoded(_ path: String, _ expected: String) { #expect(SitePreview.decoded(path) == expected) }

    @Test(
        "is refused when it leads outside, hides something or is malformed",
        arguments: [
            "/..", "/../x", "/a/..", "/a/../b", "/a/../../etc/passwd", "/./a", "/a/.", "/%2e%2e/x", "/%2E%2E%2Fetc",
            "/a%2F..%2Fb", "/..%2f..%2f", "/%2e/", "/.git/config", "/a/.git", "/.env", "/.site.promptuary/stage",
            "/a\\b", "/a%5Cb",
            "/..%5c..", "/%", "/%2", "/%zz", "/%2g", "/a%", "/%00", "/a%00.html", "/%0a", "/%0d%0aSet-Cookie:x", "/%7f",
            "/%09", "/%C3", "/%FF", "/%C0%AF", "/%C0%AE%C0%AE/", "/%E2%80%AE", "/%ED%A0%80", "/.well-known2", "/.../x",
            "/.%2e/x", "/%2e./x",
        ])
    func refused(_ path: String) { #expect(SitePreview.decoded(path) == nil) }

    @Test("of any bytes never has a part of two dots or an escape that was not there", .timeLimit(.minutes(1)))
    func random() {
        let pieces = ["/", ".", "..", "%2e", "%2F", "%5c", "%25", "a", "%", "\u{301}", "%CC%81", "//", "2e", "%00"]
        var number: UInt64 = 88_172_645_463_325_252
        for _ in 0..<20_000 {
            var path = "/"
            for _ in 0..<6 {
                number ^= number << 13
                number ^= number >> 7
                number ^= number << 17
                path += pieces[Int(number % UInt64(pieces.count))]
            }
            guard let decoded = SitePreview.decoded(path) else { continue }
            let parts = decoded.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            #expect(
                !parts.contains { $0.elementsEqual("..".utf8) || $0.elementsEqual(".".utf8) }
                    && !decoded.utf8.contains(0) && !decoded.hasPrefix("/"), "\(path)")
        }
    }
}

@Suite("A range of bytes")
struct ByteRangeTests {
    @Test(
        "is that of RFC 9110 section 14",
        arguments: [
            ("bytes=0-", 10, 0..<10), ("bytes=0-0", 10, 0..<1), ("bytes=2-5", 10, 2..<6), ("bytes=9-", 10, 9..<10),
            ("bytes=0-99", 10, 0..<10), ("bytes=-3", 10, 7..<10), ("bytes=-10", 10, 0..<10), ("bytes=-99", 10, 0..<10),
            ("bytes=5-999999999999999", 10, 5..<10), ("bytes=00-01", 10, 0..<2),
        ])
    func part(_ header: String, _ size: Int, _ range: Range<Int>) {
        #expect(ByteRange(header, size: size) == .part(range))
    }

    @Test(
        "that lies behind the end cannot be had",
        arguments: [
            ("bytes=10-", 10), ("bytes=10-20", 10), ("bytes=0-", 0), ("bytes=-0", 10), ("bytes=-5", 0),
            ("bytes=0-0", 0),
        ])
    func unsatisfiable(_ header: String, _ size: Int) { #expect(ByteRange(header, size: size) == .unsatisfiable) }

    @Test(
        "in any other form is ignored",
        arguments: [
            "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "bytes=5-2", "bytes=0-1,3-4", "bytes=--1",
            "bytes=1--2", "bytes= 0-1", "bytes=0 -1", "bytes=0-1 ", "items=0-1", "bytes:0-1", "bytes=+1-2",
            "bytes=0x1-2", "bytes=１-2",
            "bytes=99999999999999999999-", "bytes=-99999999999999999999", "bytes=0-99999999999999999999", "bytes=1-2-3",
        ])
    func ignored(_ header: String) { #expect(ByteRange(header, size: 10) == nil) }
}
