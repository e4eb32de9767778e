import Testing

@testable import PromptuaryCore

@Suite("The name of a package")
struct PackageNameTests {
    @Test(
        "keeps its text",
        arguments: [
            "a", "1", "0", "tool", "code-review", "a_b", "a.b", "a.b-c_d", "index", "html", "keys", "systems", "feed",
            "consul",
            "com", "a" + String(repeating: "b", count: 63),
        ])
    func fine(_ text: String) throws {
        let name = try PackageName(text)
        #expect(name.text == text)
        #expect(name.description == text)
    }

    @Test(
        "is refused when it is not portable",
        arguments: [
            "", "-", "_", ".", "..", "A", "aB", "-a", "_a", ".a", "a-", "a_", "a.", "a..b", "a__b", "a--b", "a._b",
            "a-_b",
            "a b", "a/b", "a\\b", "a%2f", "a:b", "a+b", "a@1", "@a", "a\n", "\ta", "a\0", "é", "e\u{301}", "а",
            "a\u{200D}b",
            "a" + String(repeating: "b", count: 64),
        ])
    func malformed(_ text: String) {
        #expect(refusalCode { try PackageName(text) } == NameFault.package.rawValue)
    }

    @Test(
        "is reserved when it is a device or a file of the site",
        arguments: [
            "index.html", "feed.atom", "keys.json", "allowed_signers", "system", "admin", "node_modules", "favicon.ico",
            "con",
            "nul", "aux.md", "com1", "com1.tar", "lpt0",
        ])
    func reserved(_ text: String) {
        #expect(refusalCode { try PackageName(text) } == NameFault.packageReserved.rawValue)
    }

    @Test("every name of one or two characters has the same verdict as the rule written out")
    func oracle() {
        let letters = Array("abz019")
        let separators = Array("-._")
        for first in letters + separators + ["A", "/", " "] {
            #expect(((try? PackageName(String(first))) != nil) == letters.contains(first))
            for second in letters + separators + ["A", "/", " "] {
                let fine = letters.contains(first) && letters.contains(second)
                #expect(((try? PackageName(String([first, second]))) != nil) == fine, "\(first)\(second)")
                for third in letters {
                    let fine = letters.contains(first) && (letters + separators).contains(second)
                    #expect(
                        ((try? PackageName(String([first, second, third]))) != nil) == fine, "\(first)\(second)\(third)"
                    )
                }
            }
        }
    }
}

@Suite("The identity of a package")
struct PackageIDTests {
    private static func id(_ identity: String, dotted: Bool) throws -> String {
        try PackageID(identity: identity, default: try NamespaceName("main"), dotted: dotted).description
    }

    @Test(
        "is the same in every notation",
        arguments: [
            ("@acme/tool", false, "@acme/tool"), ("tool", false, "@main/tool"),
            ("@city.library/base", false, "@city.library/base"),
            ("a.b", false, "@main/a.b"), ("city.library.base", true, "@city.library/base"), ("ab.c", true, "@ab/c"),
            ("@acme/tool", true, "@acme/tool"), ("ab.c-d", true, "@ab/c-d"),
        ])
    func fine(_ identity: String, _ dotted: Bool, _ expected: String) throws {
        #expect(try Self.id(identity, dotted: dotted) == expected)
    }

    @Test(
        "is refused when it names nothing",
        arguments: [
            ("", false), ("@acme", false), ("@acme/", false), ("@/tool", false), ("@acme/tool/x", false),
            ("@acme//tool", false),
            ("/tool", false), ("acme/tool", false), ("@acme/../tool", false), ("@acme/tool@1.0.0", false), ("@", false),
            ("tool", true), ("", true), (".", true), ("ab.", true), (".ab", true), ("ab..c", true), ("@a.b", true),
            ("Ab.c", true),
            ("@@acme/tool", false), ("@acme/to\u{301}ol", false), ("@acme/\u{301}tool", false),
            ("@acme\u{301}/tool", false),
        ])
    func refused(_ identity: String, _ dotted: Bool) {
        #expect(refusalCode { try Self.id(identity, dotted: dotted) } != nil)
    }

    @Test("with a combining mark on its @ is refused")
    func combiningMark() {
        do { #expect(refusalCode { try Self.id("@\u{301}acme/tool", dotted: false) } != nil) }
    }

    @Test("goes through the dotted notation and back")
    func roundTrip() throws {
        for (namespace, name) in [("acme", "tool"), ("city.library", "base"), ("a.b.c", "d-e")] {
            let id = PackageID(try NamespaceName(namespace), try PackageName(name))
            #expect(try Self.id(id.dotted, dotted: true) == id.description)
        }
    }

    @Test("is ordered by namespace, then name")
    func order() throws {
        let ids = try ["@b/a", "@aa/b", "@aa/a", "@aa.b/a"].map {
            try PackageID(identity: $0.replacingFirst("@b/", "@bb/"), default: try NamespaceName("main"), dotted: false)
        }
        #expect(ids.sorted().map(\.description) == ["@aa/a", "@aa/b", "@aa.b/a", "@bb/a"])
    }
}

extension String {
    fileprivate func replacingFirst(_ prefix: String, _ other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
