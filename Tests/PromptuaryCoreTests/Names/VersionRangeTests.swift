import Testing

@testable import PromptuaryCore

@Suite("A range of versions")
struct VersionRangeTests {
    /// A range, the versions that satisfy it, and versions that do not, as npm's `semver` 7.6.2 decides.
    private static let vectors = [
        ("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0 2.0.0-0 1.3.0-beta"),
        ("^1.2", "1.2.0 1.9.9", "1.1.9 2.0.0"),
        ("^1", "1.0.0 1.9.0", "0.9.0 2.0.0"),
        ("^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2"),
        ("^0.0.3", "0.0.3", "0.0.4 0.0.2"),
        ("^0.0", "0.0.0 0.0.9", "0.1.0"),
        ("^0.0.x", "0.0.9", "0.1.0"),
        ("^0", "0.0.1 0.9.9", "1.0.0"),
        ("^0.x", "0.0.1 0.9.9", "1.0.0"),
        ("^0.1.x", "0.1.5", "0.2.0"),
        ("^1.x.x", "1.0.0 1.9.0", "2.0.0"),
        ("^*", "0.0.0 9.0.0", "1.0.0-a"),
        ("^1.2.3-beta.2", "1.2.3-beta.2 1.2.3-beta.10 1.2.3 1.9.0", "1.2.3-beta.1 1.2.4-beta.2 2.0.0-0"),
        ("^0.0.1-beta", "0.0.1-beta 0.0.1-gamma 0.0.1", "0.0.2"),
        ("^0.1.0-0", "0.1.0-0 0.1.0-a 0.1.9", "0.1.1-a 0.2.0"),
        ("~1.2.3", "1.2.3 1.2.9", "1.3.0 1.2.2 1.3.0-0"),
        ("~1.2", "1.2.0 1.2.9", "1.3.0"),
        ("~1", "1.0.0 1.9.9", "2.0.0"),
        ("~0", "0.9.9", "1.0.0"),
        ("~>1.2.3", "1.2.9", "1.3.0"),
        ("~1.2.3-beta.2", "1.2.3-beta.4 1.2.9", "1.2.4-beta.4 1.3.0"),
        ("~1.x.3", "1.0.0 1.9.0", "2.0.0"),
        ("~x", "0.0.0 9.9.9", ""),
        ("1.2.3", "1.2.3 1.2.3+build", "1.2.4 1.2.3-a"),
        ("=1.2.3", "1.2.3", "1.2.4"),
        ("v1.2.3", "1.2.3", "1.2.4"),
        ("1.2.3+a", "1.2.3 1.2.3+b", "1.2.4"),
        ("1.2.3-a", "1.2.3-a 1.2.3-a+x", "1.2.3-b 1.2.3"),
        ("1", "1.0.0 1.9.9", "2.0.0 2.0.0-0 0.9.9"),
        ("1.2", "1.2.0 1.2.9", "1.3.0"),
        ("1.x", "1.9.9", "2.0.0"),
        ("1.X", "1.9.9", "2.0.0"),
        ("1.*.7", "1.0.0 1.9.9", "2.0.0"),
        ("1.2.x", "1.2.9", "1.3.0"),
        ("1.2.x-beta", "1.2.0", "1.2.0-beta 1.3.0"),
        ("*.2.3", "0.0.0 7.0.0", ""),
        ("=1.2", "1.2.9", "1.3.0"),
        ("==1.2", "1.2.9", "1.3.0"),
        ("v1", "1.5.0", "2.0.0"),
        ("*", "0.0.0 9.9.9", "1.0.0-a"),
        ("", "0.0.0 9.9.9", "1.0.0-a"),
        ("x", "1.0.0", "1.0.0-a"),
        (">1", "2.0.0", "1.9.9 2.0.0-a"),
        (">1.2", "1.3.0", "1.2.9"),
        (">1.2.3", "1.2.4", "1.2.3 1.2.4-a"),
        (">1.2.3-a", "1.2.3-b 1.2.3", "1.2.4-b 1.2.3-a"),
        (">=1", "1.0.0 2.0.0", "0.9.9"),
        (">=1.2.3-0", "1.2.3-a 1.2.3", "1.2.2"),
        ("<1", "0.9.9", "1.0.0 1.0.0-0"),
        ("<1.2", "1.1.9", "1.2.0 1.2.0-a"),
        ("<1.2.3", "1.2.2", "1.2.3 1.2.3-a"),
        ("<=1", "1.9.9", "2.0.0"),
        ("<=1.2", "1.2.9", "1.3.0"),
        ("<=1.2.3", "1.2.3", "1.2.4 1.2.3-a"),
        (">*", "", "0.0.0 9.0.0"),
        ("<*", "", "0.0.0"),
        (">=*", "0.0.0 1.0.0", ""),
        ("<=x", "9.0.0", ""),
        ("<0.0.0-0", "", "0.0.0-0 0.0.0"),
        (">=1.2.3 <2", "1.2.3 1.9.9", "2.0.0"),
        (">=1.2.3-a <1.2.3", "1.2.3-a 1.2.3-b", "1.2.3 1.2.2"),
        (">1 <1", "", "1.0.0"),
        ("* >=1.2.3", "1.2.3", "1.2.2"),
        ("1.2.3 - 2.3.4", "1.2.3 2.3.4", "1.2.2 2.3.5"),
        ("1.2 - 2.3", "1.2.0 2.3.9", "2.4.0 2.4.0-0"),
        ("1.2.3 - 2", "2.9.9", "3.0.0"),
        ("x - 2", "0.0.1 2.9.9", "3.0.0"),
        ("1 - *", "9.0.0", "0.9.9"),
        ("v1.2.3 - v2.0.0", "2.0.0", "2.0.1"),
        ("1.2.3-a - 2.0.0-b", "1.2.3-b 2.0.0-a 1.9.0", "1.2.4-b 2.0.0"),
        ("1.0.0 - =2.0.0-b", "2.0.0-b", "2.0.0"),
        ("^1.0.0 || ^3.0.0", "1.5.0 3.1.0", "2.0.0"),
        ("1.2.3||2.x", "1.2.3 2.5.0", "1.2.4"),
        ("* || 1.2.3-a", "5.0.0", "1.2.3-a"),
        (">=0.0.0 || 1.2.3-a", "5.0.0", "1.2.3-a"),
        (">=v0.0.0 || 1.2.3-a", "1.2.3-a 5.0.0", ""),
        (">=0 <5 || 1.2.3-a", "1.2.3-a 4.0.0", ""),
        ("1.2.3 ||", "1.2.3 9.0.0", ""),
        ("||", "9.0.0", "1.0.0-a"),
        ("^ 1.2.3", "1.9.0", "2.0.0"),
        ("~ 1.2", "1.2.9", "1.3.0"),
        ("~> 1.2.3", "1.2.9", "1.3.0"),
        (">= 1.2.3", "1.2.3", "1.2.2"),
        (">\t1.2.3\n<  2.0.0", "1.5.0", "2.0.0"),
        ("> =1.2.3", "1.2.3", "1.2.2"),
        ("~ >= 1.2", "1.2.9", "1.3.0"),
        ("^vv1.2", "1.9.0", "2.0.0"),
        (">=v1.2.3", "1.2.3", "1.2.2"),
        ("1.2.3*", "1.2.3", "1.2.4"),
        (">1.2.*", "1.3.0", "1.2.9"),
    ]

    @Test("allows what npm allows and nothing else", arguments: vectors)
    func contains(text: String, satisfying: String, others: String) throws {
        let range = try VersionRange(text)
        #expect(range.description == text)
        for version in satisfying.split(separator: " ") { #expect(try range.contains(Version(version)), "\(version)") }
        for version in others.split(separator: " ") { #expect(try !range.contains(Version(version)), "\(version)") }
    }

    @Test(
        "is refused where npm refuses it",
        arguments: [
            "latest", "not a range", "1.2.3.4", "1.2.3-", "1.2.3+", "01.2.3", "1.02.3", "1.2.3-01", "^", "~", ">", "=",
            ">>1", "=>1", "><1", "^~1", "~^1", "1.2-beta", "1-beta", "vv1.2.3", "==1.2.3", "> = 1", "= = 1", "v 1.2.3",
            "=v 1.2", "1.2.3 -2", "1.2.3 - ", "- 1.2.3", "=1.2.3 - 2.0.0", "1.0.0 - =2.0.0", "1 - 2 3", "1.2.3 | 1.2.4",
            "|||", "1.2.3,1.2.4", "1.2.3 && 1.2.4", "**", "^1.2.3*", "1.2.3_a", "１.2.3", "1.2.3 ä", "!1.2.3", "a.b.c",
            "1..2", ".1", "1.", "1.2.", "x.y", "\u{A0}1.2.3x", "1.2.3 https://x", "$(id)",
        ])
    func malformed(text: String) {
        #expect(code(text) == VersionRangeFault.malformed.rawValue)
    }

    @Test("picks the version that the Prompt Gen marketplace picks", arguments: picks)
    func best(versions: String, text: String, pick: String?) throws {
        let versions = try versions.split(separator: " ").map { try Version($0) }
        let range = try? VersionRange(text)
        #expect(range?.best(of: versions)?.description == pick)
        #expect(range?.best(of: versions.reversed())?.description == pick)
    }

    private static let stable = "0.9.0 1.0.0 1.1.0 1.2.0 2.0.0 2.1.0-beta.1"
    private static let early = "0.0.3 0.1.5 0.2.0"
    private static let picks: [(String, String, String?)] = [
        (stable, "^1.0.0", "1.2.0"), (stable, "~1.1.0", "1.1.0"), (stable, "1.1.0", "1.1.0"),
        (stable, "=1.0.0", "1.0.0"), (stable, "v1.0.0", "1.0.0"), (stable, " ^1.0.0 ", "1.2.0"),
        (stable, "1.x", "1.2.0"), (stable, ">=1.0.0", "2.0.0"), (stable, "*", "2.0.0"),
        (stable, ">=1.0.0 <2.0.0", "1.2.0"), (stable, "1.0.0 - 1.1.0", "1.1.0"),
        (stable, "^1.0.0 || ^2.0.0", "2.0.0"), (stable, "^2.1.0-0", "2.1.0-beta.1"),
        (stable, "2.1.0-beta.1", "2.1.0-beta.1"), (stable, ">2.0.0", nil), (stable, "^3.0.0", nil),
        (stable, "latest", nil), (stable, "not a range", nil),
        (early, "^0.1.0", "0.1.5"), (early, "^0.1.x", "0.1.5"), (early, "^0.0.3", "0.0.3"), (early, "^0.0", "0.0.3"),
        (early, "^0", "0.2.0"), (early, "~0", "0.2.0"), (early, "0.x", "0.2.0"), (early, "x", "0.2.0"),
        (early, "<=0.2", "0.2.0"), (early, ">=0.1", "0.2.0"), (early, ">= 0.1.0", "0.2.0"), (early, "0.1", "0.1.5"),
        (early, "=0.2", "0.2.0"), (early, "~>0.1.0", "0.1.5"), (early, "^ 0.1.0", "0.1.5"),
        (early, ">0.1 <0.2 || 0.2.0", "0.2.0"), (early, "1", nil),
    ]

    @Test("of versions that differ only in build metadata picks the last, in whatever order they come")
    func builds() throws {
        let versions = try ["1.0.0+b", "1.0.0", "1.0.0+a"].map { try Version($0) }
        #expect(try VersionRange("^1.0.0").best(of: versions)?.description == "1.0.0+b")
        #expect(try VersionRange("1.0.0+zzz").best(of: versions.reversed())?.description == "1.0.0+b")
    }

    @Test("keeps carets and tildes to their plain meaning for all small versions")
    func small() throws {
        let triples = (0..<64).map { ($0 >> 4, $0 >> 2 & 3, $0 & 3) }
        for (a, b, c) in triples {
            let (caret, tilde) = try (VersionRange("^\(a).\(b).\(c)"), VersionRange("~\(a).\(b).\(c)"))
            for (x, y, z) in triples {
                let version = try Version("\(x).\(y).\(z)")
                let isHigher = (x, y, z) >= (a, b, c)
                let isCompatible = x == a && (a > 0 || y == b && (b > 0 || z == c))
                #expect(caret.contains(version) == (isHigher && isCompatible), "\(caret) \(version)")
                #expect(tilde.contains(version) == (isHigher && (x, y) == (a, b)), "\(tilde) \(version)")
            }
        }
    }

    @Test(
        "knows the one version that it pins",
        arguments: [
            ("1.2.3", "1.2.3"), (" = v1.2.3-a+b ", "1.2.3-a"), ("=1.2.3-a+b", "1.2.3-a"), ("v1.2.3", "1.2.3"),
            ("1.2.3 1.2.3 || 1.2.3", "1.2.3"), ("^1.2.3", nil), ("1.2", nil), ("*", nil), ("", nil),
            ("1.2.3 1.2.4", nil), ("1.2.3 || 1.2.4", nil), (">=1.2.3", nil), ("1.2.3 || *", nil),
        ] as [(String, String?)])
    func exact(text: String, pinned: String?) throws {
        #expect(try VersionRange(text).exact?.description == pinned)
    }

    @Test("has at most 256 bytes, 32 alternatives, 32 comparators in each and 9 digits in a number")
    func limits() throws {
        let alternatives = { (count: Int) in Array(repeating: "1", count: count).joined(separator: "||") }
        let comparators = { (count: Int) in Array(repeating: ">1", count: count).joined(separator: " ") }
        #expect(try VersionRange(alternatives(32)).contains(Version("1.0.0")))
        #expect(try VersionRange(comparators(32)).contains(Version("2.0.0")))
        #expect(code(alternatives(33)) == VersionRangeFault.tooComplex.rawValue)
        #expect(code(comparators(33)) == VersionRangeFault.tooComplex.rawValue)
        #expect(try VersionRange("1.0.0" + String(repeating: " ", count: 251)).exact?.description == "1.0.0")
        #expect(code("1.0.0" + String(repeating: " ", count: 252)) == VersionRangeFault.tooLong.rawValue)
        #expect(try !VersionRange("^999999999").contains(Version("1.0.0")))
        #expect(try VersionRange("<=999999999").contains(Version("999999999.1.0")))
        for text in ["1000000000", "^1.1000000000", "1 - 1000000000", "<1.0.18446744073709551616"] {
            #expect(code(text) == VersionRangeFault.numberTooLong.rawValue)
        }
        let long = "1.0.0-" + String(repeating: "a", count: 200)
        #expect(try VersionRange(">" + long).contains(Version("1.0.0-b")))
    }

    @Test("refuses or reads every short text of its alphabet without a trap")
    func soup() throws {
        let alphabet = Array("^~<>=|*xv1.- +".utf8)
        let versions = try ["0.0.0", "1.1.1", "1.1.1-1"].map { try Version($0) }
        var accepted = 0
        for number in 0..<alphabet.count * alphabet.count * alphabet.count * alphabet.count {
            var (rest, bytes) = (number, [UInt8]())
            for _ in 0..<4 {
                bytes.append(alphabet[rest % alphabet.count])
                rest /= alphabet.count
            }
            guard let range = try? VersionRange(String(decoding: bytes, as: UTF8.self)) else { continue }
            accepted += 1
            #expect(range.best(of: versions).map(range.contains) ?? true)
        }
        #expect(accepted == 646)
    }
}

private func code(_ text: String) -> String? {
    do throws(Refusal) {
        _ = try VersionRange(text)
        return nil
    } catch {
        return error.code
    }
}
