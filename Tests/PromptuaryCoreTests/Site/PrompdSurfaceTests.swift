import Testing

@testable import PromptuaryCore

@Suite("The Prompd surface")
struct PrompdSurfaceTests {
    private static func files() throws -> [SiteFile] { SiteFixture.files(.prompd, try SiteFixture.views()) }

    @Test("has an info document without null, whose text is this")
    func info() throws {
        let text = Specimen.text("@acme/other/package.json", in: try Self.files())
        #expect(
            text == """
                {"author":"Ada Example","dependencies":{},"deprecated":{"reason":"old","successor":"@acme/base"},"description":"A package for tests",\
                "dist-tags":{"latest":"1.0.0"},"downloads":0,"fileCount":3,"files":["README.md","manifest.json","prompts/a.prmd"],"format":"pdpkg",\
                "fullName":"@acme/other","id":"@acme/other","keywords":[],"license":"MIT","name":"@acme/other","namespace":"@acme",\
                "owner":{"handle":"acme","id":"acme"},"scope":"@acme","tags":[],"type":"package","version":"1.0.0","versions":[{"version":"1.0.0"}]}

                """)
    }

    @Test("says everything about a package that has much to say")
    func richInfo() throws {
        let info = try SiteFixture.json("@acme/base/package.json", in: Self.files())
        #expect(info["version"]?.string == "1.10.0" && info["publishedAt"]?.string == "2026-02-02T03:04:05Z")
        #expect(
            info["createdAt"]?.string == "2026-01-02T03:04:05Z" && info["updatedAt"]?.string == "2026-03-02T03:04:05Z")
        #expect(info["dependencies"]?.mapping?.map(\.key) == ["@acme/other", "tool"])
        #expect(
            info["dist-tags"]?.mapping?.map { [$0.key, $0.value.string] } == [
                ["latest", "1.10.0"], ["next", "2.0.0-rc.1+b.1"],
            ])
        #expect(
            info["versions"]?.list?.compactMap { $0["version"]?.string } == [
                "2.0.0-rc.1+b.1", "1.10.0", "1.9.1", "1.9.0",
            ])
        #expect(info["readme"] == nil)
    }

    @Test("gives installers a bare list without pre-releases whose largest text is no yanked release")
    func installerList() throws {
        let list = try #require(try SiteFixture.json("@acme/base/versions.list.json", in: Self.files()).list)
        #expect(list.compactMap { $0["version"]?.string } == ["1.10.0", "1.9.0"])
        #expect(list[0]["file"]?.string == "-/base-1.10.0.pdpkg" && (list[0]["size"]?.integer ?? 0) > 500)
        #expect(list[0]["tags"]?.list?.compactMap(\.string) == ["latest"])
    }

    @Test("lists every version with its yank in the object")
    func versions() throws {
        let list = try #require(try SiteFixture.json("@acme/base/versions.json", in: Self.files())["versions"]?.list)
        #expect(list.count == 4)
        #expect(
            list[2]["yanked"]?["reason"]?.string == "breaks \"quotes\""
                && list[2]["yanked"]?["at"]?.string == "2026-02-03T00:00:00Z")
        #expect(list[0]["prerelease"]?.boolean == true && list[1]["yanked"] == nil)
    }

    @Test("has no document with null, all are strict JSON with sorted keys and end with a line feed")
    func documents() throws {
        var count = 0
        for file in try Self.files() {
            guard case .bytes(let bytes) = file.content, file.path.text.hasSuffix(".json") else { continue }
            let value = try JSONReader.read(bytes)
            #expect(!holdsNull(value), "\(file.path)")
            #expect(JSONWriter.document(value) == bytes, "\(file.path)")
            count += 1
        }
        #expect(count > 15)
    }

    @Test("links only to files that there are, and has no path twice")
    func links() throws {
        let files = try Self.files()
        let blobs = Set(try SiteFixture.views().packages.flatMap(\.releases).map { SiteLayout.blob($0).text })
        let paths = files.map(\.path.text)
        #expect(Set(paths).count == paths.count)
        for file in files {
            #expect(throws: Never.self) { try SitePath(file.path.text) }
            guard case .link(let target) = file.content else { continue }
            #expect(blobs.contains(target.text) || paths.contains(target.text), "\(file.path) → \(target)")
            #expect(file.lifetime != .immutable || blobs.contains(target.text))
        }
    }

    @Test("has the fixed paths of clients that ask for no discovery document, also without a scope")
    func fixedPaths() throws {
        let paths = Set(try Self.files().map(\.path.text))
        for path in [
            "packages/index.html", "packages/@acme/base/index.html", "packages/@acme/base/versions",
            "packages/@acme/base/download/1.10.0",
            "packages/@acme/base/download/2.0.0-rc.1_b.1", "packages/@acme/base/download/2.0.0-rc.1+b.1",
            "packages/@acme/base/download/index.html",
            "packages/tool/index.html", "packages/tool/versions", "packages/tool/download/0.1.0",
            "packages/@main/tool/index.html", "health", "packages.json", "namespaces.json",
            "namespaces/@acme.json",
        ] { #expect(paths.contains(path), "\(path)") }
        #expect(!paths.contains { $0.hasPrefix("packages/base") || $0.hasPrefix("packages/@city.library") })
    }

    @Test("lists the packages that its clients can install, most recent first")
    func listing() throws {
        let listing = try SiteFixture.json("packages.json", in: Self.files())
        #expect(listing["packages"]?.list?.compactMap { $0["name"]?.string } == ["@acme/base", "@acme/other", "tool"])
        #expect(
            listing["total"]?.integer == 3 && listing["hasMore"]?.boolean == false
                && listing["pagination"]?["total"]?.integer == 3)
        #expect(listing["packages"]?.list?[1]["deprecated"]?.boolean == true)
    }

    @Test("says how many more there are when a listing is cut")
    func longListing() throws {
        let packages = try (0..<501).map { try Specimen.package("@acme/p\($0)x", ["1.0.0"]) }
        let views = Specimen.views(try Specimen.catalog(packages))
        let files = Surface.prompd.filesForRegistry(views.registry, views.context)
        let text = try #require(Specimen.text("packages.json", in: files))
        let listing = try JSONReader.read(text.bytes, limits: JSONLimits(bytes: 1 << 20, values: 100_000))
        #expect(
            listing["packages"]?.list?.count == 500 && listing["total"]?.integer == 501
                && listing["hasMore"]?.boolean == true)
    }

    @Test("keeps listings small however much publishers write and however many versions there are")
    func largeRows() throws {
        let (yaml, archive) = (
            try Specimen.release("@acme/any", "1.0.0", .yaml) { $0.summary = String(repeating: "é", count: 10_000) },
            try Specimen.release("@acme/any", "1.0.0") { $0.summary = String(repeating: "é", count: 10_000) }
        )
        func package(_ name: String, _ format: PackageFormat, _ versions: Int) throws -> Package {
            let id = try PackageID(identity: "@acme/\(name)", default: NamespaceName("main"), dotted: false)
            let contents = (format == .yaml ? yaml : archive).contents
            let releases = try (0..<versions).map { number in
                Release(
                    package: id, version: try Version("1.\(number).0"), path: "", contents: contents, signatures: [],
                    publishedAt: nil)
            }
            return try Specimen.package(releases)
        }
        let packages =
            try (0..<40).map { try package("p\($0)x", .yaml, 300) }
            + (0..<450).map { try package("a\($0)x", .pdpkg, 1) }
        let views = Specimen.views(try Specimen.catalog(packages))
        for (surface, path, total) in [
            (Surface.prompd, "packages.json", 450), (.promptGen, "api/v1/packages/index.json", 40),
        ] {
            let files = surface.filesForRegistry(views.registry, views.context)
            let text = try #require(Specimen.text(path, in: files))
            #expect((300_000...400_000).contains(text.utf8.count))
            let listing = try JSONReader.read(text.bytes, limits: JSONLimits(bytes: 1 << 20, values: 100_000))
            #expect(listing["total"]?.integer == total && (listing["packages"]?.list?.count ?? total) < total)
        }
    }

    @Test("lists the first 500 namespaces by name and says how many there are")
    func manyNamespaces() throws {
        let namespaces = try (0..<501).map { try Specimen.namespace("n\(1000 + $0)") }
        let views = Specimen.views(try Specimen.catalog([], namespaces: namespaces.shuffled()))
        for (surface, path) in [(Surface.prompd, "namespaces.json"), (.promptGen, "api/v1/namespaces/index.json")] {
            let files = surface.filesForNamespaces(views.namespaceList, views.context)
            let text = try #require(Specimen.text(path, in: files))
            let listing = try JSONReader.read(text.bytes, limits: JSONLimits(bytes: 1 << 20, values: 100_000))
            let names = try #require(listing["namespaces"]?.list).compactMap { $0["name"]?.string }
            #expect(names.count == 500 && names == names.sorted() && listing["total"]?.integer == 501)
        }
    }

    @Test("describes a namespace")
    func namespace() throws {
        let files = try Self.files()
        let acme = try SiteFixture.json("namespaces/@acme.json", in: files)
        #expect(
            acme["name"]?.string == "@acme" && acme["packageCount"]?.integer == 2
                && acme["owners"]?.list?.compactMap(\.string) == ["Ada", "Bo"])
        #expect(try SiteFixture.json("namespaces.json", in: files)["namespaces"]?.list?.count == 3)
    }
}

@Suite("The discovery document")
struct DiscoveryTests {
    private static func discovery() throws -> [UInt8] {
        let views = try SiteFixture.views()
        return PrompdRegistry.discovery(views.registry, views.context)
    }

    private static func endpoints() throws -> [String: String] {
        let document = try JSONReader.read(Self.discovery())
        let members = try #require(document["endpoints"]?.mapping)
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.string ?? "") })
    }

    static let placeholders: [String: Set<String>] = [
        "packages": [], "package": ["package"], "scopedPackage": ["scope", "package"], "versions": ["package"],
        "scopedVersions": ["scope", "package"],
        "packageVersions": ["package"], "scopedPackageVersions": ["scope", "package"],
        "download": ["package", "version"],
        "scopedDownload": ["scope", "package", "version"], "downloadLatest": ["package"],
        "scopedDownloadLatest": ["scope", "package"],
        "downloadWithVersion": ["package", "version"], "scopedDownloadWithVersion": ["scope", "package", "version"],
        "publish": ["package"],
        "scopedPublish": ["scope", "package"], "login": [], "user": [], "userInfo": [], "tokens": [], "namespaces": [],
        "namespace": ["namespace"],
        "userNamespaces": [], "health": [],
    ]

    @Test("names every endpoint that a client reads, and no other")
    func names() throws { #expect(Set(try Self.endpoints().keys) == Set(Self.placeholders.keys)) }

    @Test("has templates that Python's str.format fills with what its clients give, relative to the base URL")
    func templates() throws {
        for (name, template) in try Self.endpoints() {
            #expect(template.hasPrefix("/") && !template.hasPrefix("//") && !template.contains("://"), "\(name)")
            var rest = template[...]
            var used: Set<String> = []
            while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
                guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                    Issue.record("\(name) has a lone brace")
                    break
                }
                used.insert(String(rest[rest.index(after: open)..<close]))
                rest = rest[rest.index(after: close)...]
            }
            #expect(used.isSubset(of: try #require(Self.placeholders[name])), "\(name): \(template)")
            #expect(!template.contains("{scope}") || template.contains("@{scope}"), "\(name)")
        }
    }

    @Test("leads to files that the site has, for every release of every scoped and unscoped package")
    func files() throws {
        let views = try SiteFixture.views()
        let paths = Set(
            SiteFixture.files(.prompd, views).map(\.path.text)
                + views.packages.flatMap(\.releases).map { SiteLayout.blob($0).text })
        let endpoints = try Self.endpoints()
        for package in views.packages where package.format == .pdpkg {
            for release in package.releases where release.version.build.isEmpty {
                for (name, template) in endpoints
                where !["publish", "scopedPublish", "login", "user", "userInfo", "tokens", "userNamespaces"].contains(
                    name)
                {
                    guard name.hasPrefix("scoped") || name.contains("amespace") || package.isUnscoped else { continue }
                    var path = String(template.dropFirst())
                    for (key, value) in [
                        ("{scope}", package.id.namespace.text), ("{package}", package.id.name.text),
                        ("{version}", release.version.description), ("{namespace}", package.id.namespace.description),
                    ] { path = path.replacing(key, with: value) }
                    #expect(paths.contains(path), "\(name): \(path)")
                }
            }
        }
    }

    @Test("has everything that the desktop application reads, and the time of the tree")
    func rest() throws {
        let document = try JSONReader.read(Self.discovery())
        #expect(document["stats"]?["packages"]?.integer == 6 && document["stats"]?["versions"]?.integer == 10)
        #expect(document["stats"]?["lastUpdated"]?.string == "2026-11-22T10:30:00Z")
        #expect(
            document["capabilities"]?["formats"]?.list != nil
                && document["config"]?["defaultDistTag"]?.string == "latest")
        #expect(
            document["config"]?["maxPackageSize"]?.string == "10MB" && document["name"]?.string == "Prompts <Example>"
                && !holdsNull(document))
    }
}
