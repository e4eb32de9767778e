import Testing

@testable import PromptuaryCore

@Suite("TUF: who is asked for a path")
struct DelegationTests {
    /// A pattern, a path, and whether python-tuf says that they match.
    static let patterns: [(String, String, Bool)] = [
        ("keys/*.json", "keys/00.json", true), ("keys/*.json", "keys/.json", true),
        ("keys/*.json", "keys/a/b.json", false), ("keys/*.json", "keys/00.jso", false),
        ("keys/*.json", "xkeys/00.json", false), ("*", "a", true), ("*", "", true), ("*", "a/b", false),
        ("*/*", "a/b", true), ("*/*", "a/b/c", false), ("@*/*/-/*", "@a/b/-/b-1.pdpkg", true),
        ("@*/*/-/*", "@a/b/+/b-1.pdpkg", false), ("@a/*/-/*", "@ab/c/-/d", false), ("a*b*c", "aXbYbZc", true),
        ("a*b*c", "aXbYbZ", false), ("**", "abc", true), ("**", "a/b", false), ("a**b", "ab", true), ("", "", true),
        ("", "a", false), ("a", "", false), ("a?c", "abc", true), ("a?c", "a/c", false), ("a?c", "ac", false),
        ("?", "\u{e9}", true), ("?", "e\u{301}", false), ("[ab]x", "ax", true), ("[ab]x", "cx", false),
        ("[a-c]", "b", true), ("[a-c]", "d", false), ("[!a-c]", "d", true), ("[!a-c]", "b", false),
        ("[!a]", "/", false), ("[/]", "/", false), ("a[/]b", "a/b", false), ("[]]", "]", true), ("[!]]", "a", true),
        ("[!]]", "]", false), ("[a-]", "-", true), ("[-a]", "-", true), ("[c-a]", "b", false), ("[", "[", true),
        ("[a", "[a", true), ("[a", "a", false), ("[a/b]", "[a/b]", true), ("*[0-9].x", "a1.x", true),
        ("*[0-9].x", "a1b2.x", true), ("*[0-9].x", "ab.x", false), ("a/*/b", "a//b", true), ("a/", "a/", true),
        ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false), ("\\*", "\\x", true), ("\\*", "*", false),
        ("x*/y", "x/y", true), ("*x/*y", "ax/by", true), ("*x/*y", "ax/bz", false), ("{a,b}", "a", false),
    ]

    @Test("a pattern matches as in the shell, and no wildcard crosses a slash", arguments: patterns)
    func pattern(_ pattern: String, _ path: String, _ matches: Bool) {
        #expect(PathPattern(pattern).matches(path) == matches)
    }

    @Test("patterns of few letters match as trying everything does")
    func exhaustive() {
        func slow(_ pattern: ArraySlice<Character>, _ path: ArraySlice<Character>) -> Bool {
            guard let first = pattern.first else { return path.isEmpty }
            let rest = pattern.dropFirst()
            if first == "*", slow(rest, path) { return true }
            guard let head = path.first else { return false }
            switch first {
            case "*": return head != "/" && slow(pattern, path.dropFirst())
            case "?": return head != "/" && slow(rest, path.dropFirst())
            default: return first == head && slow(rest, path.dropFirst())
            }
        }
        func words(_ letters: [Character], upTo length: Int) -> [[Character]] {
            var (all, last): ([[Character]], [[Character]]) = ([[]], [[]])
            for _ in 0..<length {
                last = last.flatMap { word in letters.map { word + [$0] } }
                all += last
            }
            return all
        }
        for pattern in words(["a", "*", "/"], upTo: 4) {
            for path in words(["a", "/"], upTo: 4) {
                #expect(PathPattern(String(pattern)).matches(String(path)) == slow(pattern[...], path[...]))
            }
        }
    }

    @Test(
        "bins are named as TAP 15 says",
        arguments: [
            (1, 0, "bin-0"), (1, 1, "bin-1"), (4, 15, "bin-f"), (5, 0, "bin-00"), (8, 10, "bin-0a"), (8, 255, "bin-ff"),
            (10, 3, "bin-003"), (10, 1023, "bin-3ff"), (16, 65_535, "bin-ffff"), (32, 4_294_967_295, "bin-ffffffff"),
        ])
    func binName(_ bits: Int, _ bin: Int, _ name: String) {
        let bins = SuccinctRoles(bits: bits, namePrefix: "bin", keys: RoleKeys(keyIDs: [], threshold: 1))
        #expect(bins.name(ofBin: bin) == name)
        #expect(bins.contains(name))
        #expect(bins.count == 1 << bits)
    }

    @Test("the first bits of the sha256 of a path number its bin", arguments: 1...32)
    func binNumber(_ bits: Int) {
        let bins = SuccinctRoles(bits: bits, namePrefix: "b", keys: RoleKeys(keyIDs: [], threshold: 1))
        for path in ["", "a", "@a/b/-/b-1.0.0.pdpkg", "caf\u{e9}"] {
            let digits = SHA256Digest(of: Array(path.utf8)).bytes.flatMap { byte in
                (0..<8).map { byte >> (7 - $0) & 1 }
            }
            #expect(bins.bin(of: path) == digits.prefix(bits).reduce(0) { $0 * 2 + Int($1) })
            #expect(bins.contains(bins.name(ofBin: bins.bin(of: path))))
        }
    }

    @Test(
        "what is no bin is not taken for one",
        arguments: [
            "bin", "bin-", "bin-0", "bin-000", "bin-0A", "bin-+1", "bin--1", "bin-0g", "nib-00", "bin_00",
            "bin-0\u{301}a", "",
        ])
    func noBin(_ name: String) {
        let bins = SuccinctRoles(bits: 8, namePrefix: "bin", keys: RoleKeys(keyIDs: [], threshold: 1))
        #expect(!bins.contains(name))
        let delegations = Delegations(keys: [], roles: .succinct(bins))
        #expect(delegations.keys(of: name) == nil)
        #expect(delegations.keys(of: "bin-0a") == bins.keys)
    }

    @Test("all bins have a name, in order")
    func binNames() {
        let bins = SuccinctRoles(bits: 10, namePrefix: "x", keys: RoleKeys(keyIDs: [], threshold: 1))
        let names = Array(bins.names)
        #expect(Set(names).count == 1024)
        #expect(names == names.sorted())
    }

    @Test("a prefix of the hash names a role", arguments: 0..<64)
    func prefixes(_ number: Int) {
        let path = "file \(number)"
        let hash = SHA256Digest(of: Array(path.utf8)).hex
        func covers(_ prefixes: [String]) -> Bool {
            DelegatedRole(
                name: "a", keys: RoleKeys(keyIDs: [], threshold: 1), scope: .pathHashPrefixes(prefixes),
                isTerminating: false
            ).covers(path)
        }
        #expect(covers([String(hash.prefix(1))]))
        #expect(covers(["zz", String(hash.prefix(3))]))
        #expect(covers([hash]))
        #expect(covers([""]))
        #expect(!covers([]))
        #expect(!covers([hash + "0"]))
        #expect(covers([String(hash.prefix(4)).uppercased()]) == !hash.prefix(4).contains { $0.isLetter })
        #expect((0..<16).filter { covers([String($0, radix: 16)]) }.count == 1)
    }

    @Test(
        "a file keeps its folder when its hash goes before its name",
        arguments: [
            ("a", "HASH.a"), ("a/b", "a/HASH.b"), ("@n/p/-/p-1.pdpkg", "@n/p/-/HASH.p-1.pdpkg"), ("a/", "a/HASH."),
        ])
    func storedPath(_ path: String, _ stored: String) {
        let file = TargetFile(length: 0, sha256: SHA256Digest(of: []))
        #expect(file.storedPath(of: path) == stored.replacing("HASH", with: file.sha256.hex))
    }

    @Test(
        "names of files are safe in URLs",
        arguments: [
            ("bin-0a", 3, "3.bin-0a.json"), ("timestamp", nil, "timestamp.json"), ("../a", 1, "1...%2Fa.json"),
            ("a?b#c%d", 1, "1.a%3Fb%23c%25d.json"), ("@x y", 1, "1.%40x%20y.json"),
        ] as [(String, Int?, String)])
    func metadataPath(_ role: String, _ version: Int?, _ path: String) {
        #expect(MetadataPath.file(of: role, version: version) == path)
    }
}
