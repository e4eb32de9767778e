import Testing

@testable import PromptuaryCore

@Suite("What judging a package asks for")
struct WantedPackagesTests {
    /// Packages by name, each with versions and what they need.
    private static func wanted(
        _ known: [String: [(String, [String: String])]], judged: [String]
    ) throws -> [String] {
        let main = try NamespaceName("main")
        var outlines: [PackageID: PackageOutline] = [:]
        for (name, releases) in known {
            let made = try releases.map { version, needs in
                try Specimen.release(name, version, needs: needs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
            }
            let package = try Specimen.package(made)
            outlines[package.id] = PackageOutline(package)
        }
        let ids = try judged.map { try PackageID(identity: $0, default: main, dotted: false) }
        let scope = RegistryScope(
            packages: ids.compactMap { outlines[$0] }, successors: [:], namespaces: [], main: main,
            package: { outlines[$0] }, isPublic: { _ in true }, dependents: nil, lookalikes: { [$0] },
            lookalikeNamespaces: { [$0] })
        return scope.wanted().map(\.description).sorted()
    }

    @Test("is what its releases need, through the releases that they get and no others")
    func closure() throws {
        let known: [String: [(String, [String: String])]] = [
            "@acme/app": [("1.0.0", ["@acme/lib": "^1.0.0"]), ("2.0.0", ["@acme/gone": "1.0.0"])],
            "@acme/lib": [
                ("1.0.0", ["@acme/old": "1.0.0"]), ("1.5.0", ["@acme/new": "1.0.0", "@acme/app": "1.0.0"]),
                ("2.0.0", ["@acme/newest": "1.0.0"]),
            ],
        ]
        #expect(try Self.wanted(known, judged: ["@acme/app"]) == ["@acme/gone", "@acme/new"])
        #expect(
            try Self.wanted(known, judged: ["@acme/lib"]) == ["@acme/new", "@acme/newest", "@acme/old"])
        #expect(try Self.wanted(known, judged: []).isEmpty)
    }

    @Test("is not what has no name, no range or no release that fits")
    func problems() throws {
        let known: [String: [(String, [String: String])]] = [
            "@acme/app": [("1.0.0", ["no name": "1.0.0", "@acme/lib": "oops"]), ("1.1.0", ["@acme/lib": "^9.0.0"])],
            "@acme/lib": [("1.0.0", ["@acme/more": "1.0.0"])],
        ]
        #expect(try Self.wanted(known, judged: ["@acme/app"]).isEmpty)
    }
}
