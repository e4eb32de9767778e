import Testing

@testable import PromptuaryCore

@Suite("A version")
struct VersionTests {
    @Test(
        "has the parts that its text spells",
        arguments: [
            ("0.0.0", [0, 0, 0], "", ""),
            ("1.2.3", [1, 2, 3], "", ""),
            ("999999999.0.10", [999_999_999, 0, 10], "", ""),
            ("1.0.0-alpha", [1, 0, 0], "alpha", ""),
            ("1.0.0-alpha.1", [1, 0, 0], "alpha|1", ""),
            ("1.0.0-0.3.7", [1, 0, 0], "0|3|7", ""),
            ("1.0.0-x-y-z.--", [1, 0, 0], "x-y-z|--", ""),
            ("1.0.0-0A.is.legal", [1, 0, 0], "0A|is|legal", ""),
            ("1.0.0-20260101120000", [1, 0, 0], "20260101120000", ""),
            ("1.0.0+001", [1, 0, 0], "", "001"),
            ("1.0.0+a.-b", [1, 0, 0], "", "a|-b"),
            ("1.0.0-beta+exp.sha.5114f85", [1, 0, 0], "beta", "exp|sha|5114f85"),
            ("1.0.0+21AF26D3---117B344092BD", [1, 0, 0], "", "21AF26D3---117B344092BD"),
        ])
    func parts(text: String, numbers: [Int], prerelease: String, build: String) throws {
        let version = try Version(text)
        #expect([version.major, version.minor, version.patch] == numbers)
        #expect(version.prerelease.joined(separator: "|") == prerelease)
        #expect(version.build.joined(separator: "|") == build)
        #expect(version.isPrerelease == !prerelease.isEmpty)
        #expect(version.description == text)
        #expect(try Version(bytes: Array(text.utf8)) == version)
    }

    @Test(
        "is refused when SemVer does not allow it",
        arguments: [
            "", "1", "1.2", "1.2.3.4", "v1.2.3", "=1.2.3", " 1.2.3", "1.2.3 ", "1.2.3\n", "1.2.3\0", "1.2.3-", "1.2.3+",
            "1.2.3-+b", "1.2.3-a..b", "1.2.3-.a", "1.2.3-a.", "1.2.3+a..b", "1.2.3+a+b", "1.2.3-a_b", "1.2.3_b", "1..3",
            ".1.2", "1.2.", "-1.2.3", "+1.2.3", "1.2.x", "1.2.*", "a.b.c", "１.2.3", "1.2.3-é", "1.2.3-e\u{301}",
            "1,2,3",
            "1.2.3-\u{202E}a", "1.2-beta", "1.2.3beta", "0x1.2.3", "1e1.0.0",
        ])
    func malformed(text: String) {
        #expect(code { try Version(text) } == VersionFault.malformed.rawValue)
    }

    @Test(
        "is refused with a leading zero in a number",
        arguments: ["01.2.3", "1.02.3", "1.2.00", "1.2.3-01", "1.2.3-a.00"])
    func leadingZero(text: String) {
        #expect(code { try Version(text) } == VersionFault.leadingZero.rawValue)
    }

    @Test("has numbers of at most 9 digits and 64 bytes in all")
    func limits() throws {
        for text in ["1000000000.0.0", "0.9999999999.0", "0.0.18446744073709551616"] {
            #expect(code { try Version(text) } == VersionFault.numberTooLong.rawValue)
        }
        let longest = "1.0.0-" + String(repeating: "9", count: 58)
        #expect(try Version(longest).description == longest)
        #expect(code { try Version(longest + "9") } == VersionFault.tooLong.rawValue)
        #expect(code { try Version(String(repeating: "1", count: 1_000_000)) } == VersionFault.tooLong.rawValue)
    }

    @Test("says where it stops being one, without repeating hostile bytes")
    func message() {
        #expect(throws: Refusal(VersionFault.malformed, #""1.2.3-\u{1b}[31m" is not a version, from character 7 on"#)) {
            try Version("1.2.3-\u{1B}[31m")
        }
    }

    /// Every version of the list comes before all that follow it.
    private static let ascending = [
        "0.0.0-0", "0.0.0", "0.0.1", "0.1.0", "0.9.9", "0.10.0", "1.0.0-0", "1.0.0-2", "1.0.0-10",
        "1.0.0-99999999999999999998", "1.0.0-99999999999999999999", "1.0.0-999999999999999999990", "1.0.0--",
        "1.0.0-A", "1.0.0-a", "1.0.0-a.0", "1.0.0-a.a", "1.0.0-a-", "1.0.0-a0", "1.0.0-alpha", "1.0.0-alpha.1",
        "1.0.0-alpha.1.0", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-beta.11+a",
        "1.0.0-rc.1", "1.0.0", "1.0.0+0", "1.0.0+00", "1.0.0+a", "1.0.0+a-b", "1.0.0+a.b", "1.0.0+b", "1.0.1-0",
        "1.1.0", "2.0.0", "10.0.0", "999999999.999999999.999999999",
    ]

    @Test("has the precedence of SemVer, and then that of its build metadata")
    func order() throws {
        let versions = try Self.ascending.map { try Version($0) }
        for (i, left) in versions.enumerated() {
            for (j, right) in versions.enumerated() {
                #expect((left < right) == (i < j), "\(left) < \(right)")
                #expect((left == right) == (i == j), "\(left) == \(right)")
            }
        }
        #expect(versions.shuffled().sorted() == versions)
        #expect(Set(versions + versions).count == versions.count)
    }

    @Test("ranks with a version that differs only in build metadata")
    func precedence() throws {
        let (plain, a, b) = try (Version("1.0.0"), Version("1.0.0+a"), Version("1.0.0+b"))
        #expect(!plain.precedes(a) && !a.precedes(plain) && !a.precedes(b) && !b.precedes(a))
        #expect(try Version("1.0.0-rc.1+z").precedes(plain) && !plain.precedes(Version("1.0.0-rc.1")))
    }

    @Test(
        "writes + as _ in paths, and is read from there",
        arguments: ["1.0.0", "1.0.0-a.b", "1.0.0+a-b.c", "1.0.0-a+b"])
    func pathText(text: String) throws {
        let version = try Version(text)
        #expect(version.pathText.utf8.elementsEqual(text.utf8.map { $0 == 43 ? 95 : $0 }))
        #expect(try Version(pathText: version.pathText) == version)
    }

    @Test("has one spelling in paths", arguments: ["1.0.0+a", "1.0.0_a_b", "1.0.0_", "1.0_0", "1.0.0_a+b"])
    func badPathText(text: String) {
        #expect(code { try Version(pathText: text) } == VersionFault.malformed.rawValue)
    }

    @Test(
        "says what changed to another version, in both directions",
        arguments: [
            ("1.2.3", "2.0.0", Version.Step.major), ("1.2.3", "1.3.3-a", .minor), ("1.2.3", "1.2.4", .patch),
            ("1.2.3-a", "1.2.3", .prerelease), ("1.2.3-a+x", "1.2.3-b+x", .prerelease), ("1.2.3", "1.2.3+x", .build),
            ("1.2.3+y", "1.2.3+x", .build),
        ])
    func change(from: String, to: String, step: Version.Step) throws {
        let (from, to) = try (Version(from), Version(to))
        #expect(from.change(to: to) == step)
        #expect(to.change(to: from) == step)
        #expect(from.change(to: from) == nil)
    }

    @Test("stays small")
    func size() {
        #expect(MemoryLayout<Version>.stride <= 32)
    }
}

private func code(_ body: () throws -> Version) -> String? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? Refusal)?.code
    }
}
