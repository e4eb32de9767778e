import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("What a builder remembers")
struct IncrementalStateTests {
    /// A tree with a site, and the number of the release that comes next.
    private final class Bench {
        let workshop: Workshop
        var next = 0
        var isSigned = false
        var day = 0

        init(isSigned: Bool = false) throws {
            self.isSigned = isSigned
            workshop = try isSigned ? Workshop.withTrust() : Workshop.withTree()
            try workshop.addNotes("@acme/tool", "deprecated: {reason: old, successor: \"@city.library/base\"}\n")
        }

        var database: String { workshop.stateFolder + "/build.db" }
        var marker: String { workshop.stateFolder + "/building" }

        @discardableResult
        func build(_ site: String? = nil) async throws -> SiteBuild.Report {
            let site = site ?? workshop.site
            let prepare = { (options: inout SiteBuild.Options) in
                options.site = site
                options.privateSite = site + "-private"
            }
            guard isSigned else { return try await workshop.build(prepare) }
            return try await workshop.publishSite(on: day, site: site, prepare)
        }

        /// A release in one package, and a removal and a new package in another.
        func change() throws {
            next += 1
            try workshop.addRelease("@acme/tool", "2.\(next).0", summary: "Number \(next) of many")
            if next > 1 { try workshop.remove("packages/inner/draft\(next - 1)x") }
            try workshop.addRelease("@inner/draft\(next)x", "1.0.0", .yaml)
        }

        /// What is different from a clean site; empty when nothing is.
        func difference() async throws -> String {
            let clean = workshop.folder + "/clean"
            for end in ["/clean", "/clean-private", "/.clean.promptuary"] {
                try? FileManager.default.removeItem(atPath: workshop.folder + end)
            }
            try await build(clean)
            var found: [String] = []
            for end in ["", "-private"] {
                let (mine, wanted) = (try SiteImage(workshop.site + end), try SiteImage(clean + end))
                let isSigned = isSigned
                found.append(
                    mine.difference(from: wanted) { path in
                        guard isSigned, end.isEmpty else { return false }
                        return path.hasPrefix("metadata/") || path.hasPrefix("log/")
                            || path.hasSuffix(LogLayout.proofSuffix)
                            || (try? SitePath(path))?.unnamed != nil && wanted.files[path] == nil
                    })
            }
            if isSigned { found.append(try await workshop.broken(on: day)) }
            return found.filter { !$0.isEmpty }.joined(separator: "; ")
        }

        /// Builds, and tells what came of it: "" when the site equals a clean one, or the error.
        func outcome() async throws -> String {
            do { try await build() } catch { return "error: \(error)" }
            return try await difference()
        }

        func copy(_ from: String, _ to: String) throws {
            try? FileManager.default.removeItem(atPath: workshop.folder + "/" + to)
            try FileManager.default.copyItem(
                atPath: workshop.folder + "/" + from, toPath: workshop.folder + "/" + to)
        }
    }

    private static let damages: [(name: String, damage: @Sendable (String) throws -> Void)] = [
        ("deleted", { try FileManager.default.removeItem(atPath: $0) }),
        ("empty", { try Data().write(to: URL(fileURLWithPath: $0)) }),
        (
            "zeros",
            {
                let size = try FileContents.read($0, upTo: 1 << 30).count
                try Data(count: size).write(to: URL(fileURLWithPath: $0))
            }
        ),
        ("text", { try Data("no database".utf8).write(to: URL(fileURLWithPath: $0)) }),
        (
            "another database",
            {
                try FileManager.default.removeItem(atPath: $0)
                try Database($0).execute("CREATE TABLE other (x); INSERT INTO other VALUES (1)")
            }
        ),
        (
            "another database with our table",
            {
                let mark = try Database($0).first("SELECT value FROM meta WHERE key = 'mark'") { $0.text(0) }
                try FileManager.default.removeItem(atPath: $0)
                let other = try Database($0)
                try other.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID")
                try other.run("INSERT INTO meta VALUES ('mark', ?)", .text(mark ?? ""))
            }
        ),
        (
            "another program",
            { try Database($0).execute("UPDATE meta SET value = '1 Promptuary 0.0.1' WHERE key = 'mark'") }
        ),
    ]

    @Test(
        "that is lost, replaced or of another program is made again, and so is the site",
        arguments: damages.map(\.name), [false, true])
    func damaged(_ name: String, _ isSigned: Bool) async throws {
        let bench = try Bench(isSigned: isSigned)
        try await bench.build()
        try bench.change()
        try await bench.build()
        try bench.change()
        try #require(Self.damages.first { $0.name == name }).damage(bench.database)
        #expect(try await bench.outcome() == "")
        try bench.change()
        #expect(try await bench.outcome() == "", "the build after it")
    }

    @Test("that is cut off anywhere is made again")
    func truncated() async throws {
        let bench = try Bench()
        try await bench.build()
        for part in 0..<12 {
            let bytes = try FileContents.read(bench.database, upTo: 1 << 30)
            try Data(bytes.prefix(bytes.count * part / 12 + part)).write(to: URL(fileURLWithPath: bench.database))
            try bench.change()
            #expect(try await bench.outcome() == "", "\(part) of 12")
        }
    }

    @Test("with other bytes in some places is noticed, and never makes another site")
    func randomBytes() async throws {
        let count = ProcessInfo.processInfo.environment["PROMPTUARY_DAMAGES"].flatMap { Int($0) } ?? 12
        let bench = try Bench()
        try await bench.build()
        var random = SequenceRandom(7)
        for trial in 0..<count {
            var bytes = try FileContents.read(bench.database, upTo: 1 << 30)
            // Most of a page is empty: what counts is hit where there is something.
            let used = bytes.indices.filter { bytes[$0] != 0 }
            for _ in 0..<random.number(1...20) {
                bytes[random.pick(used) ?? 0] ^= UInt8(random.number(1...255))
            }
            try Data(bytes).write(to: URL(fileURLWithPath: bench.database))
            try bench.change()
            let outcome = try await bench.outcome()
            withKnownIssue("no checksum covers numbers and names", isIntermittent: true) {
                #expect(outcome == "", "trial \(trial)")
            }
            if outcome != "" {
                try? FileManager.default.removeItem(atPath: bench.database)
                #expect(try await bench.outcome() == "")
            }
        }
    }

    private static let spoiled: [String: StaticString] = [
        "namespace.stats": "UPDATE namespace SET stats = zeroblob(length(stats))",
        "namespace.record": "UPDATE namespace SET record = zeroblob(length(record))",
        "found.row": "UPDATE found SET row = zeroblob(length(row))",
        "input.stats": "UPDATE input SET stats = zeroblob(length(stats))",
        "input.files": "UPDATE input SET files = zeroblob(length(files))",
        "record.bytes": "UPDATE record SET bytes = zeroblob(length(bytes))",
        "readme.bytes": "UPDATE readme SET bytes = zeroblob(length(bytes))",
        "document.paths": "UPDATE document SET paths = zeroblob(length(paths))",
        "logged.entry": "UPDATE logged SET entry = zeroblob(length(entry))",
        "target.entry": "UPDATE target SET entry = zeroblob(length(entry))",
    ]

    @Test("with other bytes in what it keeps is noticed and made again", arguments: spoiled.keys.sorted())
    func otherBytes(_ column: String) async throws {
        let bench = try Bench(isSigned: true)
        try await bench.build()
        try Database(bench.database).execute(try #require(Self.spoiled[column]))
        try bench.change()
        #expect(try await bench.outcome() == "")
    }

    @Test("stays when a namespace is broken or gone for a while")
    func brokenNamespace() async throws {
        let bench = try Bench()
        let workshop = bench.workshop
        try await bench.build()
        let identity = try FileManager.default.attributesOfItem(atPath: bench.database)[.systemFileNumber] as? Int
        for (path, isRemoved) in [
            ("namespaces/acme/namespace.yaml", false), ("namespaces/acme/keys.json", false),
            ("namespaces/acme/keys.json", true), ("namespaces/acme/namespace.yaml", true),
        ] {
            let bytes = try FileContents.read(workshop.path(path), upTo: 1 << 20)
            if isRemoved {
                try workshop.remove(path)
            } else {
                try workshop.write("[", to: path)
            }
            #expect(try await bench.build().isBuilt == false, "\(path)")
            try Data(bytes).write(to: URL(fileURLWithPath: workshop.path(path)))
            try bench.change()
            #expect(try await bench.outcome() == "", "\(path)")
            let now = try FileManager.default.attributesOfItem(atPath: bench.database)[.systemFileNumber] as? Int
            #expect(now == identity, "\(path): the state is the one that there was")
        }
    }

    @Test("knows a text from one that only looks the same")
    func otherForm() async throws {
        let bench = try Bench()
        try bench.workshop.addRelease("@acme/tool", "3.0.0", summary: "A caf\u{E9}")
        try await bench.build()
        try bench.workshop.addRelease("@acme/tool", "3.0.1", summary: "A cafe\u{301}")
        let outcome = try await bench.outcome()
        #expect(outcome == "")
    }

    @Test("that cannot be made fails with an error that names it, and the site stays")
    func folderInTheWay() async throws {
        let bench = try Bench()
        try await bench.build()
        let before = try SiteImage(bench.workshop.site)
        try FileManager.default.removeItem(atPath: bench.database)
        try FileManager.default.createDirectory(atPath: bench.database + "/x", withIntermediateDirectories: true)
        try bench.change()
        let outcome = try await bench.outcome()
        #expect(outcome == "" || outcome.contains("build.db"), "\(outcome)")
        if outcome != "" { #expect(try SiteImage(bench.workshop.site) == before) }
        try FileManager.default.removeItem(atPath: bench.database)
        #expect(try await bench.outcome() == "")
    }

    @Test("is not believed about a site that is another one")
    func otherSite() async throws {
        let bench = try Bench()
        try await bench.build()
        try bench.copy("site", "older")
        try bench.change()
        try await bench.build()

        try bench.copy("older", "site")
        #expect(try await bench.outcome() == "", "an older copy")

        for path in ["status.json", "@acme/tool/package.json", "@acme/tool/-/tool-1.0.0.pdpkg", "index.html"] {
            try FileManager.default.removeItem(atPath: bench.workshop.site + "/" + path)
        }
        #expect(try await bench.outcome() == "", "some files are gone")

        try FileManager.default.removeItem(atPath: bench.workshop.site)
        #expect(try await bench.outcome() == "", "all files are gone")

        try bench.copy("site", "site-copy")
        try bench.copy("site-copy", "site")
        try Data("x".utf8).write(to: URL(fileURLWithPath: bench.workshop.site + "/@acme/tool/strange.html"))
        #expect(try await bench.outcome() == "", "a copy with one file more")
    }

    @Test("that cannot be read for a moment is not thrown away: the build says so, and the next one goes on")
    func busy() async throws {
        let bench = try Bench()
        try await bench.build()
        let before = try SiteImage(bench.workshop.site)
        let inode = try FileManager.default.attributesOfItem(atPath: bench.database)[.systemFileNumber] as? Int
        try bench.change()
        do {
            let other = try Database(bench.database)
            try other.execute("BEGIN EXCLUSIVE")
            let error = await #expect(throws: StorageError.self) { try await bench.build() }
            #expect(error?.code == EBUSY && error?.path == bench.database)
            try other.execute("ROLLBACK")
        }
        #expect(try SiteImage(bench.workshop.site) == before)
        #expect(try FileManager.default.attributesOfItem(atPath: bench.database)[.systemFileNumber] as? Int == inode)
        #expect(try await bench.outcome() == "")
        #expect(try FileManager.default.attributesOfItem(atPath: bench.database)[.systemFileNumber] as? Int == inode)
    }

    @Test("leaves alone what the next builder has begun", arguments: [false, true])
    func nextBuilder(_ isKept: Bool) throws {
        let workshop = try Workshop()
        let begun = workshop.folder + "/build.db.new"
        do {
            let state = try BuildState(folder: workshop.folder, program: "x")
            #expect(FileManager.default.fileExists(atPath: begun))
            if isKept { try state.end() } else { state.forget() }
            #expect(!FileManager.default.fileExists(atPath: begun))
            try Data().write(to: URL(fileURLWithPath: begun))
            withExtendedLifetime(state) {}
        }
        #expect(FileManager.default.fileExists(atPath: begun))
        // What nobody has ended leaves nothing.
        do {
            let state = try BuildState(folder: workshop.folder, program: "y")
            withExtendedLifetime(state) {}
        }
        #expect(!FileManager.default.fileExists(atPath: begun))
    }

    // MARK: - Builds that were cut off

    private enum Moment: String, CaseIterable {
        case beforeTheSite = "the site is old"
        case inTheSite = "the site is half old and half new"
        case afterTheSite = "the site is new"
        case beforeTheName = "the site is new, and a first state has not got its name"
        case atTheEnd = "site and state are new"
    }

    @Test(
        "and a build that was cut off leave a site that the next build puts right", arguments: Moment.allCases,
        [false, true])
    private func interrupted(_ moment: Moment, _ isSigned: Bool) async throws {
        for hasChanged in [false, true] {
            let bench = try Bench(isSigned: isSigned)
            try await bench.build()
            let database = try FileContents.read(bench.database, upTo: 1 << 30)
            let old = (try SiteImage(bench.workshop.site), try SiteImage(bench.workshop.site + "-private"))
            let journal = try? FileContents.read(bench.workshop.stateFolder + "/journal.json", upTo: 1 << 20)
            try bench.change()
            try await bench.build()

            if moment != .atTheEnd { try Data(database).write(to: URL(fileURLWithPath: bench.database)) }
            if moment == .beforeTheName {
                try FileManager.default.moveItem(atPath: bench.database, toPath: bench.database + ".new")
            }
            if moment == .beforeTheSite || moment == .inTheSite {
                // A signed site that is old altogether has a log that is older than what the publisher remembers.
                if isSigned, let journal {
                    try Data(journal).write(to: URL(fileURLWithPath: bench.workshop.stateFolder + "/journal.json"))
                }
                var random = SequenceRandom(3)
                for (site, image) in [(bench.workshop.site, old.0), (bench.workshop.site + "-private", old.1)] {
                    try Self.putBack(image, into: site) { path in
                        guard moment == .inTheSite else { return true }
                        // Entrances come last, in their order; what belongs to no reader's view is there before.
                        return Self.isEntrance(path) || !isSigned && random.chance(50)
                    }
                }
            }
            try Data().write(to: URL(fileURLWithPath: bench.marker))
            if hasChanged { try bench.change() }
            let outcome = try await bench.outcome()
            #expect(outcome == "", "changed: \(hasChanged)")
            #expect(!FileManager.default.fileExists(atPath: bench.marker))
            try bench.change()
            #expect(try await bench.outcome() == "", "the build after it")
        }
    }

    private static func isEntrance(_ path: String) -> Bool {
        path == "log/checkpoint" || path.hasPrefix("metadata/") || path == "status.json"
    }

    /// Gives files of a site the bytes that they had, or removes what was not there.
    private static func putBack(_ image: SiteImage, into site: String, where isChosen: (String) -> Bool) throws {
        for path in try SiteImage(site).files.keys where image.files[path] == nil && isChosen(path) {
            try FileManager.default.removeItem(atPath: site + "/" + path)
        }
        for (path, file) in image.files.sorted(by: { $0.key < $1.key }) where isChosen(path) {
            let path = site + "/" + path
            if (try? FileContents.read(path, upTo: 1 << 24)) == file.bytes { continue }
            try DurableFile.makeDirectories(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
            try DurableFile.write(file.bytes, to: path)
        }
    }
}
