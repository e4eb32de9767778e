import Testing

@testable import PromptuaryCore

@Suite("The succession of versions")
struct VersionSuccessionTests {
    private static let out = ["0.1.0", "1.0.0", "1.4.0", "1.4.1", "1.5.0", "3.0.0", "3.1.0-rc.1"]

    @Test(
        "tells the next version from one that skips, goes back or maintains a line",
        arguments: [
            ([], "0.0.1", .first, nil), ([], "0.1.0", .first, nil), ([], "1.0.0", .first, nil),
            ([], "1.0.0-alpha", .first, nil), ([], "0.2.0", .skip, nil), ([], "2.0.0", .skip, nil),
            ([], "1.0.1", .skip, nil), ([], "0.0.2-rc.1", .skip, nil),
            (["1.0.0-rc.1"], "1.0.0-rc.2", .first, nil), (["1.0.0-rc.1"], "1.0.0", .first, nil),
            (["1.0.0-rc.2"], "1.0.0-rc.1", .backwards, nil), (["1.0.0-rc.1"], "1.0.1", .skip, nil),
            (["1.2.3"], "1.2.4", .next, "1.2.3"), (["1.2.3"], "1.3.0", .next, "1.2.3"),
            (["1.2.3"], "2.0.0", .next, "1.2.3"), (["1.2.3"], "2.0.0-rc.1", .next, "1.2.3"),
            (["1.2.3"], "1.2.4+build", .next, "1.2.3"),
            (["1.2.3"], "1.2.5", .skip, "1.2.3"), (["1.2.3"], "1.3.1", .skip, "1.2.3"),
            (["1.2.3"], "1.4.0", .skip, "1.2.3"), (["1.2.3"], "2.0.1", .skip, "1.2.3"),
            (["1.2.3"], "2.1.0-rc.1", .skip, "1.2.3"), (["1.2.3"], "3.0.0", .skip, "1.2.3"),
            (["1.2.3"], "1.2.2", .backwards, nil), (["1.2.3"], "1.2.3-rc.1", .backwards, nil),
            (["1.2.3"], "0.9.0", .backwards, nil),
            (["0.1.0"], "0.1.1", .next, "0.1.0"), (["0.1.0"], "0.2.0", .next, "0.1.0"),
            (["0.1.0"], "1.0.0", .next, "0.1.0"), (["0.1.0"], "0.3.0", .skip, "0.1.0"),
            (["1.0.0", "2.0.0-rc.1"], "1.0.1", .next, "1.0.0"), (["1.0.0", "2.0.0-rc.1"], "2.0.0", .next, "1.0.0"),
            (["1.0.0", "2.0.0-rc.1"], "2.0.0-rc.2", .next, "1.0.0"),
            (["1.0.0", "2.0.0-rc.1"], "2.0.1", .skip, "1.0.0"),
            (out, "1.4.2", .maintenance, "1.4.1"), (out, "1.5.1", .maintenance, "1.5.0"),
            (out, "1.6.0", .maintenance, "1.5.0"), (out, "1.6.0-rc.1", .maintenance, "1.5.0"),
            (out, "0.1.1", .maintenance, "0.1.0"), (out, "0.2.0", .maintenance, "0.1.0"),
            (out, "1.4.3", .skip, "1.4.1"), (out, "1.7.0", .skip, "1.5.0"), (out, "1.0.2", .skip, "1.0.0"),
            (out, "1.1.0", .backwards, "1.0.0"), (out, "2.0.0", .backwards, "1.5.0"),
            (out, "1.3.0", .backwards, "1.0.0"), (out, "3.1.0", .next, "3.0.0"),
            (["1.0.0", "1.0.2"], "1.0.1", .backwards, "1.0.0"),
            (["999999999.0.0"], "999999999.0.1", .next, "999999999.0.0"),
        ] as [([String], String, VersionSuccession.Kind, String?)])
    func kinds(_ versions: [String], _ text: String, _ kind: VersionSuccession.Kind, _ previous: String?) throws {
        let numbers = try versions.map { try Version($0) }
        let version = try Version(text)
        for order in [numbers, numbers.reversed()] {
            let succession = VersionSuccession(of: version, among: order)
            #expect(succession.kind == kind)
            #expect(succession.previous?.description == previous)
            #expect(succession.isRegular != succession.mayBeExcused)
        }
    }

    @Test("knows the same version again, also under other build metadata")
    func duplicates() throws {
        let versions = [try Version("1.0.0"), try Version("1.1.0+a"), try Version("2.0.0-rc.1")]
        #expect(VersionSuccession(of: versions[0], among: versions).kind == .released)
        for (text, other) in [("1.0.0+x", 0), ("1.1.0", 1), ("1.1.0+b", 1), ("2.0.0-rc.1+b", 2)] {
            let succession = VersionSuccession(of: try Version(text), among: versions)
            #expect(succession.kind == .duplicate(versions[other]))
            #expect(!succession.isRegular && !succession.mayBeExcused)
        }
    }

    @Test("says which versions would follow")
    func expected() throws {
        func sentence(_ text: String, _ versions: [String]) throws -> String {
            VersionSuccession(of: try Version(text), among: try versions.map { try Version($0) }).description
        }
        #expect(
            try sentence("1.4.0", ["1.2.3"]) == "1.4.0 leaves out versions: 1.2.4, 1.3.0 or 2.0.0 would be next")
        #expect(try sentence("1.4.3", Self.out) == "1.4.3 leaves out versions: 1.4.2 would be next")
        #expect(try sentence("3.0.0", []) == "3.0.0 is no version to begin with: 0.0.1, 0.1.0 or 1.0.0 would be next")
        #expect(
            try sentence("2.0.0", ["1.0.0", "3.0.0"])
                == "2.0.0 goes back, and there is no line that it maintains: 3.0.1, 3.1.0 or 4.0.0 would be next")
        #expect(try sentence("1.0.0+x", ["1.0.0"]) == "1.0.0+x is the same version as 1.0.0 but for the build metadata")
    }

    @Test("measures the step from the version before")
    func step() throws {
        func step(_ text: String) throws -> Version.Step? {
            VersionSuccession(of: try Version(text), among: try Self.out.map { try Version($0) }).step
        }
        #expect(try step("1.4.2") == .patch)
        #expect(try step("3.1.0") == .minor)
        #expect(try step("4.0.0-rc.1") == .major)
        #expect(VersionSuccession(of: try Version("1.0.0"), among: []).step == nil)
    }
}
