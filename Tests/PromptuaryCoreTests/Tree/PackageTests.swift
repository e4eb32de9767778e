import Testing

@testable import PromptuaryCore

@Suite("A package")
struct PackageTests {
    static func yank(_ versions: String...) -> String {
        "yanked: [" + versions.map { "{version: \($0), reason: bad}" }.joined(separator: ", ") + "]\n"
    }

    @Test(
        "stands for itself by its newest good release",
        arguments: [
            (["1.0.0"], "", "1.0.0"), (["1.9.0", "1.10.0", "1.2.0"], "", "1.10.0"),
            (["1.0.0", "2.0.0-rc.1"], "", "1.0.0"),
            (["1.0.0-alpha", "1.0.0-beta"], "", "1.0.0-beta"), (["1.0.0", "1.1.0"], yank("1.1.0"), "1.0.0"),
            (["1.0.0", "1.1.0"], yank("1.0.0", "1.1.0"), "1.1.0"),
            (["1.0.0", "1.1.0-rc.1"], yank("1.0.0"), "1.1.0-rc.1"),
            (["1.0.0", "1.1.0-rc.1"], yank("1.0.0", "1.1.0-rc.1"), "1.1.0-rc.1"),
            (["1.0.0", "2.0.0"], "dist-tags: {latest: 1.0.0}\n", "1.0.0"),
            (["1.0.0", "2.0.0-rc.1"], "dist-tags: {latest: 2.0.0-rc.1}\n", "2.0.0-rc.1"),
            (["1.0.0", "2.0.0"], "dist-tags: {latest: 1.0.0}\n" + yank("1.0.0"), "2.0.0"),
            (["1.0.0", "2.0.0"], "dist-tags: {latest: 3.0.0}\n", "2.0.0"),
            (["1.0.0", "2.0.0"], "dist-tags: {next: 1.0.0}\n", "2.0.0"),
            (["1.0.0+a", "1.0.0+b"], "", "1.0.0+b"),
        ])
    func latest(_ versions: [String], _ notes: String, _ expected: String) throws {
        for versions in [versions, versions.reversed()] {
            let package = try Specimen.package("@acme/tool", versions, notes: notes)
            #expect(package.latest.version.description == expected)
            #expect(package.releases.map(\.version) == package.releases.map(\.version).sorted())
        }
    }

    @Test(
        "offers installers no pre-release, and no yanked release that they would take for the newest",
        arguments: [
            (["1.0.0", "1.1.0-rc.1"], "", ["1.0.0"]), (["1.0.0-rc.1"], "", []), (["1.0.0"], yank("1.0.0"), []),
            (["1.0.0", "1.1.0"], yank("1.1.0"), ["1.0.0"]), (["1.0.0", "1.1.0"], yank("1.0.0"), ["1.0.0", "1.1.0"]),
            (["1.9.0", "1.10.0"], yank("1.9.0"), ["1.10.0"]),
            (["1.9.0", "1.10.0"], yank("1.10.0"), ["1.9.0", "1.10.0"]),
            (["1.9.0", "1.10.0"], "", ["1.9.0", "1.10.0"]),
            (["9.0.0", "10.0.0", "10.0.1"], yank("9.0.0"), ["10.0.0", "10.0.1"]),
        ])
    func installable(_ versions: [String], _ notes: String, _ expected: [String]) throws {
        let package = try Specimen.package("@acme/tool", versions, notes: notes)
        #expect(package.installable.map(\.version.description) == expected)
    }

    @Test("gives each release its tags, sorted, and exactly one release the tag `latest`")
    func tags() throws {
        let package = try Specimen.package(
            "@acme/tool", ["1.0.0", "1.1.0", "2.0.0-rc.1"],
            notes: "dist-tags: {next: 2.0.0-rc.1, beta: 2.0.0-rc.1, lts: 1.0.0}\n")
        #expect(package.releases.map { package.tags(of: $0) } == [["lts"], ["latest"], ["beta", "next"]])
        let tagged = try Specimen.package("@acme/tool", ["1.0.0", "1.1.0"], notes: "dist-tags: {latest: 1.0.0}\n")
        #expect(tagged.releases.map { tagged.tags(of: $0) } == [["latest"], []])
    }

    @Test("knows when it began and when it last changed")
    func times() throws {
        let package = try Specimen.package([
            Specimen.release("@acme/tool", "1.0.0", published: "2026-03-01T00:00:00Z"),
            Specimen.release("@acme/tool", "0.9.0", published: "2026-01-01T00:00:00Z"),
            Specimen.release("@acme/tool", "2.0.0"),
        ])
        #expect(package.createdAt?.day == "2026-01-01" && package.updatedAt?.day == "2026-03-01")
        #expect(try Specimen.package("@acme/tool", ["1.0.0"]).updatedAt == nil)
        #expect(Package(package.id, releases: [], notes: PackageNotes(), path: "") == nil)
    }

}

@Suite("A catalog")
struct CatalogTests {
    private static func catalog(_ asker: Release? = nil) throws -> Catalog {
        try Specimen.catalog(
            (asker.map { [try Specimen.package([$0])] } ?? []) + [
                Specimen.package(
                    "@acme/base", ["1.0.0", "1.2.0", "1.10.0", "2.0.0-rc.1", "2.0.0"],
                    notes: "yanked: [{version: 2.0.0, reason: bad}]\n"),
                Specimen.package("@main/plain", ["0.1.0", "0.2.0"]),
                Specimen.package("@acme/gone", ["1.0.0"], notes: "yanked: [{version: 1.0.0, reason: bad}]\n"),
                Specimen.package([
                    Specimen.release("@city.library/base", "1.0.0", .yaml),
                    Specimen.release("@city.library/base", "1.5.0", .yaml),
                ]),
                Specimen.package("@inner/secret", ["1.0.0"]),
            ], namespaces: [Specimen.namespace("inner", "protection: private\n")])
    }

    /// The release to which the first dependency of a release leads, as the rules see it.
    private static func target(of asker: Release) throws -> String? {
        let catalog = try catalog(asker)
        let scope = RegistryScope(
            packages: catalog.packages.map { PackageOutline($0) },
            namespaces: catalog.namespaces.map { ($0.name, $0.isPublic) }, main: catalog.settings.defaultNamespace)
        let release = try #require(scope.package(asker.package)?.releases.first { $0.version == asker.version })
        let dependency = try #require(release.dependencies.first)
        guard case .release(let package, let index) = scope.target(of: dependency, release) else { return nil }
        return "\(package.id) \(package.releases[index].version)"
    }

    @Test(
        "resolves a dependency to the highest release that satisfies it and is not yanked",
        arguments: [
            ("@acme/base", "^1.0.0", "@acme/base 1.10.0"), ("@acme/base", "1.2.0", "@acme/base 1.2.0"),
            ("@acme/base", "latest", "@acme/base 1.10.0"),
            ("@acme/base", "^2.0.0", nil), ("@acme/base", "2.0.0", nil),
            ("@acme/base", ">=2.0.0-rc.1", "@acme/base 2.0.0-rc.1"),
            ("@acme/base", "*", "@acme/base 1.10.0"), ("@acme/base", "nonsense !", nil), ("@acme/base", ">9", nil),
            ("plain", "~0.1.0", "@main/plain 0.1.0"), ("@main/plain", "0.x", "@main/plain 0.2.0"),
            ("@acme/none", "*", nil), ("@Acme/base", "*", nil),
            ("city.library.base", "*", nil), ("@acme/gone", "*", nil),
        ])
    func resolve(_ identity: String, _ range: String, _ expected: String?) throws {
        let release = try Specimen.release("@acme/asker", "1.0.0", needs: [(identity, range)])
        #expect(try Self.target(of: release) == expected)
    }

    @Test(
        "reads a Prompt Gen dependency in its dotted notation",
        arguments: [
            ("city.library.base", "^1.0.0", "1.5.0"), ("acme.base", "1.2.0", "1.2.0"),
            ("city.library.base", "^2.0.0", nil),
        ])
    func dotted(_ identity: String, _ range: String, _ expected: String?) throws {
        let release = try Specimen.release("@city.library/tales", "1.0.0", .yaml, needs: [(identity, range)])
        #expect(try Self.target(of: release)?.split(separator: " ").last.map { String($0) } == expected)
    }

    @Test("has a public part without and a private part with what is private, and nothing twice")
    func parts() throws {
        let catalog = try Self.catalog()
        #expect(
            !catalog.publicPart.packages.contains { $0.id.namespace.text == "inner" }
                && catalog.publicPart.namespaces.allSatisfy(\.isPublic))
        #expect(
            catalog.privatePart.packages.map(\.id.description) == ["@inner/secret"]
                && catalog.privatePart.namespaces.map(\.name.text) == ["inner"])
        #expect(catalog.publicPart.packages.count + catalog.privatePart.packages.count == catalog.packages.count)
        #expect(catalog.releaseCount == 11)
    }

    @Test("is the same whatever order its parts come in")
    func order() throws {
        let catalog = try Self.catalog()
        let other = Catalog(
            settings: catalog.settings, namespaces: catalog.namespaces.reversed(), packages: catalog.packages.reversed()
        )
        #expect(
            other.packages.map(\.id) == catalog.packages.map(\.id)
                && other.namespaces.map(\.name) == catalog.namespaces.map(\.name))
    }
}
