import Testing

@testable import PromptuaryCore

@Suite("The Prompt Gen surface")
struct PromptGenSurfaceTests {
    private static func files() throws -> [SiteFile] { SiteFixture.files(.promptGen, try SiteFixture.views()) }

    @Test("shows Prompt Gen packages only")
    func scope() throws {
        let files = try Self.files()
        #expect(files.allSatisfy { $0.path.text.hasPrefix("api/v1/") })
        #expect(!files.contains { $0.path.text.contains("acme/base") })
        let list = try SiteFixture.json("api/v1/packages/index.json", in: files)
        #expect(list["packages"]?.list?.compactMap { $0["name"]?.string } == ["tales", "base", "mood"])
        #expect(list["total"]?.integer == 3)
    }

    @Test("answers for a package flat and nested, newest first")
    func details() throws {
        let details = try SiteFixture.json("api/v1/packages/city.library/base/index.json", in: Self.files())
        #expect(
            details["namespace"]?.string == "city.library" && details["name"]?.string == "base"
                && details["latest_version"]?.string == "1.1.0")
        #expect(details["versions"]?.list?.compactMap { $0["version"]?.string } == ["1.1.0", "1.0.0"])
        #expect(
            details["package"]?["versions"].map { JSONWriter.document($0) }
                == details["versions"].map { JSONWriter.document($0) }
                && details["package"]?["protection_level"]?.string == "public")
        #expect(
            details["stats"]?["version_count"]?.integer == 2
                && details["created_at"]?.string == "2026-01-01T00:00:00.000Z")
    }

    @Test("answers for a version with the releases that it gets")
    func version() throws {
        let version = try SiteFixture.json("api/v1/packages/city.library/tales/1.0.0/index.json", in: Self.files())
        #expect(version["checksum_sha256"]?.string?.utf8.count == 64)
        #expect(version["dependencies"]?.list?.compactMap { $0["depends_on_name"]?.string } == ["base", "mood"])
        let locked = try #require(version["locked_manifest"])
        #expect(locked["package"]?.string == "city.library.tales" && locked["version"]?.string == "1.0.0")
        #expect(
            locked["dependencies"]?.list?.map { "\($0["package"]?.string ?? "") \($0["version"]?.string ?? "")" } == [
                "city.library.base 1.1.0", "city.library.mood 1.0.0",
            ])
    }

    @Test("has ids that are UUIDs, equal for equal names and different for different ones")
    func ids() throws {
        var ids: [String: Set<String>] = [:]
        func collect(_ value: Value) {
            if let name = value["version"]?.string ?? value["name"]?.string, let id = value["id"]?.string {
                ids[id, default: []].insert(name)
            }
            for member in value.mapping ?? [] { collect(member.value) }
            for element in value.list ?? [] { collect(element) }
        }
        for file in try Self.files() {
            if case .bytes(let bytes) = file.content { collect(try JSONReader.read(bytes)) }
        }
        #expect(ids.count >= 8)
        for id in ids.keys {
            let parts = id.split(separator: "-", omittingEmptySubsequences: false)
            #expect(
                parts.map(\.count) == [8, 4, 4, 4, 12] && parts[2].first == "8"
                    && "89ab".contains(parts[3].first ?? " "))
        }
    }

    @Test("links downloads to package files and has no path twice")
    func downloads() throws {
        let files = try Self.files()
        #expect(Set(files.map(\.path)).count == files.count)
        let link = files.first { $0.path.text == "api/v1/packages/city.library/base/1.0.0/download" }
        #expect(link?.content == .link(SitePath(trusted: "@city.library/base/-/base-1.0.0.yaml")))
    }

    @Test("is strict JSON with sorted keys")
    func documents() throws {
        for file in try Self.files() {
            guard case .bytes(let bytes) = file.content else { continue }
            #expect(JSONWriter.document(try JSONReader.read(bytes)) == bytes, "\(file.path)")
        }
    }
}

@Suite("A locked manifest")
struct LockedManifestTests {
    private static func locked(_ name: String, in packages: [Package]) throws -> [String] {
        let catalog = try Specimen.catalog(packages)
        let release = try #require(
            catalog.package(PackageID(identity: "@acme/" + name, default: NamespaceName("main"), dotted: false))?.latest
        )
        let locked = LockedManifest(of: release, default: try NamespaceName("main")) { catalog.package($0) }
        let bytes = JSONWriter.object { locked.write(resolvedAt: "now", to: &$0) }
        return try #require(try JSONReader.read(bytes)["dependencies"]?.list).map {
            "\($0["package"]?.string ?? "")@\($0["version"]?.string ?? "")"
        }
    }

    private static func package(_ name: String, _ releases: [(String, [(String, String)])], notes: String = "") throws
        -> Package
    {
        try Specimen.package(
            releases.map { try Specimen.release("@acme/" + name, $0.0, .yaml, needs: $0.1) }, notes: notes)
    }

    @Test("lists parents before children in file order, each package once, the highest that fits and is not yanked")
    func greedy() throws {
        let packages = [
            try Self.package("root", [("1.0.0", [("acme.bb", "^1.0.0"), ("acme.aa", "*"), ("acme.cc", "~1.0.0")])]),
            try Self.package("aa", [("1.0.0", []), ("2.0.0", [])], notes: "yanked: [{version: 2.0.0, reason: x}]\n"),
            try Self.package("bb", [("1.0.0", []), ("1.4.0", [("acme.cc", ">=1.1.0")]), ("2.0.0", [])]),
            try Self.package("cc", [("1.0.9", []), ("1.1.0", [])]),
        ]
        #expect(try Self.locked("root", in: packages) == ["acme.bb@1.4.0", "acme.cc@1.1.0", "acme.aa@1.0.0"])
    }

    @Test("leaves out what nothing satisfies and ends although packages need each other")
    func cycles() throws {
        let packages = [
            try Self.package("aa", [("1.0.0", [("acme.bb", "*"), ("acme.none", "*"), ("acme.bb", ">5")])]),
            try Self.package("bb", [("1.0.0", [("acme.aa", "*"), ("acme.bb", "*")])]),
        ]
        let locked = try Self.locked("aa", in: packages)
        #expect(locked.first == "acme.bb@1.0.0" && locked.count <= 2)
    }

    private static func dated(
        _ name: String, _ releases: [(String, String?)], notes: String = "", needs: [(String, String)] = []
    )
        throws -> Package
    {
        try Specimen.package(
            releases.map {
                try Specimen.release(
                    "@acme/" + name, $0.0, .yaml, published: $0.1.map { "2026-01-\($0)T00:00:00Z" }, needs: needs)
            }, notes: notes)
    }

    @Test(
        "is that of the day of the release: what came out or was yanked later does not count, unknown times do",
        arguments: [
            ("*", "1.2.0"), ("latest", "1.2.0"), ("^1.0.0", "1.2.0"), ("~1.0.0", "1.0.5"), (">=1.3.0", nil),
        ])
    func asOfThen(_ range: String, _ expected: String?) throws {
        let base = try Self.dated(
            "base",
            [("1.0.0", "01"), ("1.0.5", nil), ("1.1.0", "02"), ("1.2.0", "10"), ("1.3.0", "11"), ("2.0.0", "05")],
            notes: """
                yanked:
                  - {version: 1.2.0, reason: later, at: "2026-01-11T00:00:00Z"}
                  - {version: 2.0.0, reason: before, at: "2026-01-10T00:00:00Z"}
                  - {version: 1.0.5, reason: at an unknown time}
                dist-tags: {latest: 1.0.0}

                """)
        let root = try Self.dated("root", [("1.0.0", "10")], needs: [("acme.base", range)])
        #expect(try Self.locked("root", in: [root, base]) == (expected.map { ["acme.base@\($0)"] } ?? []))
    }

    @Test("never changes with what is published or yanked later, at any depth", arguments: 1...20)
    func unchanging(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        func packages(until day: Int, _ all: [[(version: String, day: Int, yanked: Int?)]]) throws -> [Package] {
            try all.enumerated().compactMap { number, releases in
                let there = releases.filter { $0.day <= day }
                guard !there.isEmpty else { return nil }
                let yanks = there.compactMap { release in
                    release.yanked.flatMap { $0 <= day ? (release.version, $0) : nil }
                }
                let notes = yanks.map { "  - {version: \($0.0), reason: x, at: \"2026-01-\(10 + $0.1)T00:00:00Z\"}\n" }
                return try Self.dated(
                    "p\(number)x", there.map { ($0.version, "\(10 + $0.day)") },
                    notes: notes.isEmpty ? "" : "yanked:\n" + notes.joined(),
                    needs: [("acme.p\(number + 1)x", "*"), ("acme.p\(number + 2)x", "latest")])
            }
        }
        let all = (0..<5).map { _ in
            (0..<4).map { version in
                let day = Int.random(in: 0...9, using: &generator)
                return (
                    version: "1.\(version).0", day: day,
                    yanked: Bool.random(using: &generator) ? Int.random(in: day...9, using: &generator) : nil
                )
            }
        }
        let main = try NamespaceName("main")
        func locks(until day: Int) throws -> [String: [UInt8]] {
            let catalog = try Specimen.catalog(try packages(until: day, all))
            var locks: [String: [UInt8]] = [:]
            for release in catalog.packages.flatMap(\.releases) {
                let lock = LockedManifest(of: release, default: main) { catalog.package($0) }
                locks["\(release.package) \(release.version)"] = JSONWriter.object {
                    lock.write(resolvedAt: "", to: &$0)
                }
                #expect(lock.consulted.count <= 6)
            }
            return locks
        }
        let last = try locks(until: 9)
        for day in 0...9 {
            for (release, lock) in try locks(until: day) { #expect(last[release] == lock, "\(release)") }
        }
    }

    @Test("ends on a chain of any length", .timeLimit(.minutes(1)))
    func deep() throws {
        let packages = try (0..<500).map { try Self.package("p\($0)x", [("1.0.0", [("acme.p\($0 + 1)x", "*")])]) }
        #expect(try Self.locked("p0x", in: packages).count <= 499)
    }
}
