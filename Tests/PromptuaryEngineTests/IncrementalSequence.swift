import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

/// One sequence of changes to a tree, with a site that follows and clean ones to compare it with.
struct IncrementalSequence {
    /// What a sequence found, with everything that led there.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What is built.
    enum Kind {
        /// Unsigned previews, which are the same to the byte.
        case preview
        /// Signed sites, all of one day: the same but for what tells how often they were signed.
        case signed
        /// Signed sites of one day after the other: what was published when is something that only one of them knows.
        case signedDaily
    }

    let workshop: Workshop
    let seed: Int
    let kind: Kind
    let isInGit: Bool
    private var hasPrivateSite: Bool
    var tree: IncrementalTree
    private var compress: Bool
    private var day = 0
    private var history: [String] = []
    private var number = 0
    /// The sites as the last build has left them.
    private var last: [String: SiteImage] = [:]
    /// How many builds were made and how many were refused.
    private(set) var counts = (built: 0, refused: 0)

    init(_ seed: Int, _ kind: Kind = .preview) throws {
        self.seed = seed
        self.kind = kind
        workshop = try Workshop()
        // Releases that come into an empty log have times of their own, which they have not later.
        isInGit = kind != .signed && seed % 3 != 0
        tree = try IncrementalTree(workshop, seed: seed, isDated: kind != .signed && seed % 2 == 0)
        hasPrivateSite = tree.random.chance(75)
        compress = tree.random.chance(15)
        if kind != .preview {
            _ = try workshop.ceremony().begin(try Workshop.firstTerms())
            try workshop.publish(by: ["ada", "bea"])
        }
        if isInGit { try workshop.git("init", "-q") }
    }

    /// Makes changes and builds, until something differs.
    mutating func run(steps: Int = 7) async throws {
        try commit()
        _ = try await check()
        for _ in 0..<steps {
            if kind == .signedDaily { day += tree.random.number(0...9) }
            if tree.random.chance(12) {
                let before = try files()
                let damage = try tree.damage()
                history.append("damage: " + damage.text)
                try commit()
                // Not everything that looks wrong is: what was published cannot be put back.
                if try await check() {
                    guard !damage.isBreach else { throw failure("what is published is gone") }
                    return
                }
                try restore(before)
            }
            try upset()
            let (model, before) = (tree, try files())
            for _ in 0..<tree.random.number(1...3) { history.append(try tree.change()) }
            if isInGit, tree.random.chance(15) { _ = try await check(.files) }
            try commit()
            if try await check() { continue }
            try restore(before)
            let (random, clock) = (tree.random, tree.clock)
            tree = model
            (tree.random, tree.clock) = (random, clock)
        }
        try commit()
        guard try await check() else { throw failure("the tree that was put right is refused") }
    }

    /// Does now and then what makes a build look at everything.
    private mutating func upset() throws {
        if tree.random.chance(4) {
            compress.toggle()
            history.append("compress: \(compress)")
        }
        if tree.random.chance(3) {
            try? FileManager.default.removeItem(atPath: workshop.stateFolder + "/build.db")
            history.append("lose the state")
        }
        if tree.random.chance(3) {
            hasPrivateSite.toggle()
            if !hasPrivateSite {
                // Nobody finds in it later what the tree does not have any more.
                try? FileManager.default.removeItem(atPath: workshop.site + "-private")
                last[workshop.site + "-private"] = nil
            }
            history.append("private site: \(hasPrivateSite)")
        }
        if counts.built > 0, tree.random.chance(3) {
            try DurableFile.makeDirectories(workshop.stateFolder)
            try Data().write(to: URL(fileURLWithPath: workshop.stateFolder + "/building"))
            history.append("an interrupted build")
        }
    }

    private func failure(_ text: String) -> Failure {
        Failure(
            description:
                "\(kind)\(isInGit ? " in git" : ""): \(text)\n" + history.map { "  \($0)\n" }.joined())
    }

    private func commit() throws {
        guard isInGit else { return }
        try workshop.git("add", "-A")
        try workshop.git("commit", "-q", "--allow-empty", "-m", "x", at: tree.date(tree.clock))
    }

    private func files() throws -> [String: [UInt8]] {
        var files = try Workshop.files(workshop.tree)
        for path in files.keys where path.hasPrefix(".git/") { files[path] = nil }
        return files
    }

    /// Puts the tree back, and touches only what is different.
    private mutating func restore(_ files: [String: [UInt8]]) throws {
        history.append("put back")
        let now = try self.files()
        for path in now.keys where files[path] == nil {
            try workshop.remove(path)
            var folder = path
            while let slash = folder.lastIndex(of: "/") {
                folder = String(folder[..<slash])
                guard rmdir(workshop.path(folder)) == 0 else { break }
            }
        }
        for (path, bytes) in files where now[path] != bytes { try workshop.write(bytes, to: path) }
    }

    // MARK: - Building

    /// Builds both ways and compares; whether the tree was in order.
    private mutating func check(_ given: ChangeSource? = nil) async throws -> Bool {
        let source = given ?? (isInGit ? tree.random.pick([.git, .git, .files]) ?? .git : .files)
        number += 1
        let clean = workshop.folder + "/clean-\(number)"
        defer {
            for end in ["clean-\(number)", "clean-\(number)-private", ".clean-\(number).promptuary"] {
                try? FileManager.default.removeItem(atPath: workshop.folder + "/" + end)
            }
        }
        let mine = try await build(workshop.site, source)
        let fresh = try await build(clean, source)
        history.append("build \(number) from \(source)\(mine.isBuilt ? "" : ", refused")")
        let (errors, expected) = (Self.errors(mine), Self.errors(fresh))
        guard errors == expected else {
            throw failure("findings \(errors.subtracting(expected)), missing \(expected.subtracting(errors))")
        }
        guard mine.isBuilt else {
            counts.refused += 1
            guard !fresh.isBuilt || mine.findings.contains(where: { Self.rulesOfSite.contains($0.rule) }) else {
                throw failure("the tree is in order and refused")
            }
            for site in sites where try SiteImage(site) != last[site] ?? SiteImage() {
                throw failure("\(site) changed")
            }
            return false
        }
        counts.built += 1
        guard fresh.isBuilt else { throw failure("the tree is not in order and built") }
        guard (mine.packages, mine.releases) == (fresh.packages, fresh.releases) else { throw failure("other numbers") }
        for (site, other) in zip(sites, [clean, clean + "-private"]) {
            let now = try SiteImage(site)
            let difference = difference(now, try SiteImage(other), isShown: site == workshop.site)
            guard difference.isEmpty else { throw failure("\(site.suffix(8)): \(difference)") }
            let rewritten = now.rewritten(since: last[site])
            guard rewritten.isEmpty else { throw failure("\(site.suffix(8)): written without need: \(rewritten)") }
            last[site] = now
        }
        if kind != .preview { try await verify(clean) }
        tree.build(isSigned: kind != .preview)
        return true
    }

    private func difference(_ now: SiteImage, _ wanted: SiteImage, isShown: Bool) -> String {
        guard kind != .preview else { return now.difference(from: wanted) }
        return now.difference(from: wanted, comparingBytes: kind == .signed) { path in
            guard isShown else { return false }
            if path.hasPrefix("metadata/") || path.hasPrefix("log/") || path.hasSuffix(LogLayout.proofSuffix) {
                return true
            }
            // What was superseded is there for some days; and what has other bytes has another second name.
            guard (try? SitePath(path))?.unnamed != nil else { return false }
            return kind == .signedDaily || wanted.files[path] == nil
        }
    }

    /// Reads the signed site as a client that has followed it, and compares what is listed with a clean site.
    private func verify(_ clean: String) async throws {
        let broken = try await workshop.broken(on: day)
        guard broken.isEmpty else { throw failure(broken) }
        let (mine, wanted) = (try Self.targets(workshop.site), try Self.targets(clean))
        let paths = Set(mine.keys).symmetricDifference(wanted.keys).filter { !$0.hasPrefix("log/") }
        guard paths.isEmpty else { throw failure("listed here or there only: \(paths.sorted())") }
        let image = try SiteImage(workshop.site)
        for (path, digest) in mine {
            for name in [path, try SitePath(path).named(digest).text] {
                guard let file = image.files[name], SHA256Digest(of: file.bytes) == digest else {
                    throw failure("\(name) is not what is listed")
                }
            }
        }
        guard kind == .signed else { return }
        for (path, digest) in mine where !path.hasPrefix("log/") && wanted[path] != digest {
            throw failure("\(path) is listed with other bytes")
        }
    }

    /// What the bins of a site list.
    static func targets(_ site: String) throws -> [String: SHA256Digest] {
        func role<Body: Role>(_ path: String) throws -> Body {
            try SignedRole<Body>(file: try FileContents.read(site + "/metadata/" + path, upTo: 1 << 24)).body
        }
        let timestamp: TimestampRole = try role("timestamp.json")
        let snapshot: SnapshotRole = try role("\(timestamp.snapshot.version).snapshot.json")
        var targets: [String: SHA256Digest] = [:]
        for (name, file) in snapshot.meta where name.hasPrefix("bin-") {
            let bin: TargetsRole = try role("\(file.version).\(name)")
            for (path, target) in bin.targets { targets[path] = target.sha256 }
        }
        return targets
    }

    private var sites: [String] { [workshop.site] + (hasPrivateSite ? [workshop.site + "-private"] : []) }

    private func build(_ site: String, _ source: ChangeSource) async throws -> SiteBuild.Report {
        let (compress, hidden) = (compress, hasPrivateSite ? site + "-private" : nil)
        let prepare = { (options: inout SiteBuild.Options) in
            options.changes = source
            options.compress = compress
            options.privateSite = hidden
        }
        do {
            guard kind == .preview else { return try await workshop.tryToPublish(on: day, site: site, prepare) }
            var options = SiteBuild.Options(tree: workshop.tree, site: site)
            prepare(&options)
            return try await SiteBuild(options).run()
        } catch {
            throw failure("\(site): \(error)")
        }
    }

    /// What only a site with a past can say.
    static let rulesOfSite: Set<String> = ["release-removed", "release-changed", "keys-changed", "approval-removed"]

    static func errors(_ report: SiteBuild.Report) -> Set<String> {
        Set(
            report.findings.filter { $0.severity == .error && !rulesOfSite.contains($0.rule) }.map {
                // A cycle may be told from any of its packages.
                $0.rule == "dependency-cycle" ? $0.rule : "\($0.rule) \($0.path): \($0.message)"
            })
    }
}

/// The files of a site, with what tells whether one was written again.
struct SiteImage: Equatable {
    struct File: Equatable {
        let bytes: [UInt8]
        let inode: UInt64
        let seconds: Int
        let nanoseconds: Int
    }

    private(set) var files: [String: File] = [:]

    init() {}

    init(_ site: String) throws {
        guard FileManager.default.fileExists(atPath: site) else { return }
        try add(try Directory(site), "")
    }

    private mutating func add(_ folder: borrowing Directory, _ prefix: String) throws {
        let entries = try folder.entries()
        if entries.isEmpty { files[prefix + "(empty)"] = File(bytes: [], inode: 0, seconds: 0, nanoseconds: 0) }
        for entry in entries {
            if entry.kind == .directory {
                try add(try folder.directory(entry.name), prefix + entry.name + "/")
                continue
            }
            var status = stat()
            guard fstatat(folder.descriptor, entry.name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            files[prefix + entry.name] = File(
                bytes: try folder.contents(of: entry.name, upTo: 1 << 24), inode: UInt64(status.st_ino),
                seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
        }
    }

    /// What is different in a few words; empty when the paths and bytes are the same.
    func difference(
        from wanted: SiteImage, comparingBytes: Bool = true, ignoring ignored: (String) -> Bool = { _ in false }
    ) -> String {
        let paths = Set(files.keys).union(wanted.files.keys).filter { !ignored($0) }.sorted()
        return paths.compactMap { path -> String? in
            switch (files[path], wanted.files[path]) {
            case (let mine?, let other?):
                !comparingBytes || mine.bytes == other.bytes ? nil : "\(path) differs\(Self.place(mine, other))"
            case (nil, _): "\(path) is missing"
            default: "\(path) is too much"
            }
        }.prefix(12).joined(separator: "; ")
    }

    private static func place(_ mine: File, _ other: File) -> String {
        let at = zip(mine.bytes, other.bytes).prefix { $0 == $1 }.count
        let around = { (bytes: [UInt8]) in
            String(decoding: bytes[max(0, min(at, bytes.count) - 30)..<min(at + 40, bytes.count)], as: UTF8.self)
        }
        return " at \(at): \(around(mine.bytes).debugDescription) for \(around(other.bytes).debugDescription)"
    }

    /// The files that were written again with the bytes they had.
    func rewritten(since before: SiteImage?) -> [String] {
        guard let before else { return [] }
        return files.filter { path, file in
            guard let old = before.files[path] else { return false }
            return old.bytes == file.bytes && old != file
        }.keys.sorted()
    }
}

extension Workshop {
    /// Runs git in the tree; `date` is the committer's.
    func git(_ arguments: String..., at date: String = "2026-01-01T00:00:00Z") throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "git", "-C", tree, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c",
                "init.defaultBranch=main", "-c", "commit.gpgsign=false", "-c", "gc.auto=0", "-c", "core.fsync=none",
            ] + arguments
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z", "GIT_COMMITTER_DATE": date,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "git \(arguments)")
    }
}
