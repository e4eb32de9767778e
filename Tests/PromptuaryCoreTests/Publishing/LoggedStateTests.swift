import Testing

@testable import PromptuaryCore

@Suite("What a catalog adds to its log")
struct LoggedStateTests {
    private let time = Timestamp(seconds: 1_800_000_000)

    private func entries(
        of catalog: Catalog, after log: [LogEntry] = [], at time: Timestamp? = nil
    ) throws -> [LogEntry] {
        try LoggedState(log).entries(of: catalog, at: time ?? self.time) { _, _ in nil }
    }

    private func describe(_ entries: [LogEntry]) -> [String] {
        entries.map { entry in
            switch entry.kind {
            case .keys(let namespace, let version, _): "keys \(namespace.text) \(version)"
            case .release(let release): "release \(release.id) \(release.version)"
            case .yank(let yank): "\(yank.isYanked ? "yank" : "unyank") \(yank.id) \(yank.version)"
            }
        }
    }

    private static func keyed(_ name: String, versions: Int = 1) throws -> Namespace {
        var namespace = try Specimen.namespace(name)
        var previous: [UInt8]?
        for version in 1...versions {
            let set = try KeySet(
                keys: [KeySet.Key(key: try TrustFixture.key(UInt8(30 + version)).publicKey, name: "k")], threshold: 1,
                version: version, previous: previous.map { SHA256Digest(of: $0) })
            previous = set.file
            namespace.keyFiles.append((version == versions ? "keys.json" : "keys.\(version).json", set.file))
            namespace.keys = set
        }
        return namespace
    }

    @Test("key sets come first, then releases, then yanks, each in an order that depends on nothing else")
    func order() throws {
        let notes = "yanked: [{version: 1.0.0, reason: bad, at: \"2026-02-03T00:00:00Z\"}]\n"
        let packages = [
            try Specimen.package("@beta/tool", ["1.0.0", "1.10.0", "1.9.0"], notes: notes),
            try Specimen.package("@acme/base", ["2.0.0+b", "2.0.0+a"]),
        ]
        let namespaces = [try Self.keyed("beta", versions: 2), try Self.keyed("acme")]
        let expected = [
            "keys acme 1", "keys beta 1", "keys beta 2", "release @acme/base 2.0.0+a", "release @acme/base 2.0.0+b",
            "release @beta/tool 1.0.0",
            "release @beta/tool 1.9.0", "release @beta/tool 1.10.0", "yank @beta/tool 1.0.0",
        ]
        for (packages, namespaces) in [
            (packages, namespaces), (packages.reversed(), namespaces.reversed()),
        ] {
            let entries = try entries(of: Specimen.catalog(packages, namespaces: namespaces))
            #expect(describe(entries) == expected)
            #expect(entries.allSatisfy { $0.time == time })
            for entry in entries { #expect(try LogEntry(bytes: entry.bytes) == entry) }
            #expect(try self.entries(of: Specimen.catalog(packages, namespaces: namespaces), after: entries).isEmpty)
        }
    }

    @Test("a tree with a history brings its dates into an empty log, and into no other")
    func dates() throws {
        let catalog = try Specimen.catalog([
            Specimen.package([
                Specimen.release("@acme/tool", "1.0.0", published: "2026-03-01T00:00:00Z"),
                Specimen.release("@acme/tool", "2.0.0", published: "2026-01-01T00:00:00Z"),
                Specimen.release("@acme/tool", "3.0.0"),
            ])
        ])
        let first = try entries(of: catalog)
        #expect(
            describe(first) == ["release @acme/tool 2.0.0", "release @acme/tool 1.0.0", "release @acme/tool 3.0.0"])
        #expect(first.map(\.time.description) == ["2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z", time.description])
        let rest = try entries(of: catalog, after: [first[0]])
        #expect(rest.allSatisfy { $0.time == time } && rest.count == 2)
    }

    @Test("a yank is entered once, and so is its end, as often as they change")
    func yanks() throws {
        func catalog(_ isYanked: Bool) throws -> Catalog {
            let notes = isYanked ? "yanked: [{version: 1.0.0, reason: bad, at: \"2026-02-03T00:00:00Z\"}]\n" : ""
            return try Specimen.catalog([Specimen.package("@acme/tool", ["1.0.0"], notes: notes)])
        }
        var log = try entries(of: catalog(false))
        for (isYanked, text) in [(true, "yank"), (true, nil), (false, "unyank"), (false, nil), (true, "yank")] {
            let new = try entries(of: catalog(isYanked), after: log)
            #expect(describe(new) == (text.map { ["\($0) @acme/tool 1.0.0"] } ?? []))
            log += new
        }
        guard case .yank(let last)? = log.last?.kind else { return #expect(Bool(false), "no yank") }
        #expect(last.reason == SHA256Digest(of: Array("bad".utf8)))
    }

    @Test("a key set is entered once, whatever else its namespace has")
    func keySets() throws {
        let one = try entries(of: Specimen.catalog([], namespaces: [Self.keyed("acme")]))
        #expect(describe(one) == ["keys acme 1"])
        let two = try entries(of: Specimen.catalog([], namespaces: [Self.keyed("acme", versions: 3)]), after: one)
        #expect(describe(two) == ["keys acme 2", "keys acme 3"])
        #expect(try entries(of: Specimen.catalog([], namespaces: [Specimen.namespace("beta")])).isEmpty)
    }
}
