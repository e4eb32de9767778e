import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

/// Random numbers that follow from the number of a sequence (SplitMix64), so that a failure can be had again.
struct SequenceRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: Int) {
        state = UInt64(bitPattern: Int64(seed))
        // Neighbours would give the same numbers, one place apart.
        state = next() ^ UInt64(bitPattern: Int64(seed)) << 32
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    mutating func pick<Items: Collection>(_ items: Items) -> Items.Element? { items.randomElement(using: &self) }
}

/// A tree that random changes are made to, and what they have to know of it.
///
/// Changes are of the kinds that maintainers make; each tells what it did. Most leave the tree valid.
struct IncrementalTree {
    struct Space {
        var isPublic: Bool
        var keys: [UInt8]
        var version = 1
        var title = ""
    }

    struct Pack {
        let namespace: String
        let name: String
        let format: PackageFormat
        /// A package needs only those of a lower rank, so that none needs itself.
        let rank: Int
        var versions: [String] = []
        /// The versions that are on the public site.
        var published: Set<String> = []
        var summary = "A package that changes"
        var keywords: [String] = []
        var needs: [(target: String, range: String)] = []
        var yanks: [(version: String, at: String?)] = []
        var deprecation: String?
        var quarantine = false
        var tags: [(tag: String, version: String)] = []

        var id: String { "@\(namespace)/\(name)" }
        var path: String { "packages/\(namespace)/\(name)" }

        func fileName(_ version: String) -> String {
            "\(name)-\(version.replacing("+", with: "_")).\(format.rawValue)"
        }

        func folder(_ version: String) -> String { path + "/" + version.replacing("+", with: "_") }

        /// The versions that a range may name.
        var plain: [String] {
            versions.filter { version in
                !version.contains { $0 == "-" || $0 == "+" } && !yanks.contains { $0.version == version }
            }
        }
    }

    let workshop: Workshop
    var random: SequenceRandom
    var spaces: [String: Space] = [:]
    var packs: [String: Pack] = [:]
    /// Namespaces that readers have seen and hold the registry to, and which therefore stay.
    private var lasting: Set<String> = []
    /// Seconds since 1970 in the world of the tree.
    var clock = 1_767_225_600
    /// Whether manifests tell when they were published.
    var isDated = false
    private var keyCount: UInt8 = 0
    private var rank = 0
    private var titles = 0

    static let spaceNames = ["acme", "city.library", "inner", "north", "zed-lab", "quiet"]
    static let packNames = [
        "atlas", "bridge", "candle", "desk", "ember", "forest", "garden", "harbor", "island", "jacket", "kettle",
        "ladder", "market",
    ]
    static let words = [
        "prompt", "prompts", "prompter", "promise", "prose", "proof", "code", "coder", "codec", "review", "reviews",
        "story", "stories", "store", "straße", "日本", "café", "éclair", "a", "ab", "abc", "abcdefg", "abcdefh",
    ]

    /// The numbers of the reviewers' keys: one of minisign, one of OpenSSH.
    static let reviewers: [UInt8] = [201, 202]

    init(_ workshop: Workshop, seed: Int, isDated: Bool) throws {
        self.workshop = workshop
        self.isDated = isDated
        random = SequenceRandom(seed)
        try writeSettings()
        for name in ["acme", "city.library", "inner"] { try addSpace(name, isPublic: name != "inner") }
        for _ in 0..<random.number(6...9) { _ = try addPackage() }
    }

    // MARK: - Writing

    func writeSettings(more: String = "") throws {
        let reviewers = try Self.reviewers.map { number in
            "    - {name: reviewer \(number), key: \(try Workshop.key(number).publicKey.text)}\n"
        }
        try workshop.write(
            "name: prompts.example\ntitle: Prompts \(titles)\ndefault-namespace: acme\n\(more)policy:\n  reviewers:\n"
                + reviewers.joined(), to: "registry.yaml")
    }

    private mutating func newKey() -> UInt8 {
        keyCount += 1
        return keyCount
    }

    private func writeSpace(_ name: String) throws {
        guard let space = spaces[name] else { return }
        try workshop.write(
            "protection: \(space.isPublic ? "protected" : "private")\n"
                + (space.title.isEmpty ? "" : "display-name: \(space.title)\n"), to: "namespaces/\(name)/namespace.yaml"
        )
    }

    private mutating func addSpace(_ name: String, isPublic: Bool) throws {
        let key = newKey()
        spaces[name] = Space(isPublic: isPublic, keys: [key])
        try writeSpace(name)
        try workshop.addKeys(name, try Workshop.keySet([key]), signedBy: [key])
    }

    func date(_ seconds: Int) -> String { "\(Timestamp(seconds: seconds))" }

    func bytes(_ pack: Pack, _ version: String, publishedAt: String?) throws -> [UInt8] {
        let list = { (words: [String]) in words.map { "\"\($0)\"" }.joined(separator: ", ") }
        if pack.format == .yaml {
            let needs = pack.needs.map { need in
                let target = need.target.dropFirst().replacing("/", with: ".")
                return "  - {package: \(target), version: \"\(need.range)\"}\n"
            }
            return Array(
                """
                id: \(pack.namespace).\(pack.name)
                version: "\(version)"
                metadata:
                  name: The \(pack.name)
                  description: \(pack.summary)
                  authors: [Ada]
                  license: MIT
                  keywords: [\(list(pack.keywords))]
                \(publishedAt.map { "  published_at: \"\($0)\"\n" } ?? "")\
                \(needs.isEmpty ? "" : "dependencies:\n" + needs.joined())\
                namespaces: {base: {rules: {}}}

                """.utf8)
        }
        let needs = pack.needs.map { "\"\($0.target)\": \"\($0.range)\"" }.joined(separator: ", ")
        let manifest = """
            {"name": "\(pack.id)", "version": "\(version)", "description": "\(pack.summary)", "author": "Ada",
             "license": "MIT", "keywords": [\(list(pack.keywords))], "dependencies": {\(needs)}
             \(publishedAt.map { ", \"publishedAt\": \"\($0)\"" } ?? "")}
            """
        var writer = ZIPWriter()
        for (name, text) in [
            ("manifest.json", manifest), ("README.md", "# \(pack.name) \(version)\n\n\(pack.summary)\n"),
            ("prompts/a.prmd", "# Hello\n"),
        ] { try writer.add(name: name, bytes: Array(text.utf8), store: true) }
        return writer.finish()
    }

    mutating func writeRelease(_ pack: Pack, _ version: String) throws {
        let known = clock - (random.chance(20) ? random.number(0...864_000) : 0)
        let path = pack.folder(version) + "/" + pack.fileName(version)
        try workshop.write(
            try bytes(pack, version, publishedAt: isDated && random.chance(85) ? date(known) : nil), to: path)
        try workshop.sign(
            path, by: [signer(of: pack.namespace)],
            .release(registry: workshop.registry, id: pack.id, version: version))
    }

    private mutating func signer(of namespace: String) -> UInt8 { random.pick(spaces[namespace]?.keys ?? []) ?? 0 }

    mutating func writeNotes(_ pack: Pack) throws {
        var lines: [String] = []
        if !pack.yanks.isEmpty {
            let yanks = pack.yanks.map { yank in
                "{version: \"\(yank.version)\", reason: bad\(yank.at.map { ", at: \"\($0)\"" } ?? "")}"
            }
            lines.append("yanked: [\(yanks.joined(separator: ", "))]")
        }
        if let deprecation = pack.deprecation { lines.append("deprecated: {reason: old\(deprecation)}") }
        if pack.quarantine { lines.append("quarantine: {reason: held back}") }
        if !pack.tags.isEmpty {
            lines.append("dist-tags: {\(pack.tags.map { "\($0.tag): \"\($0.version)\"" }.joined(separator: ", "))}")
        }
        for name in try notes(of: pack) { try workshop.remove(pack.path + "/" + name) }
        guard !lines.isEmpty else { return }
        try workshop.addNotes(
            pack.id, lines.joined(separator: "\n") + "\n", signedBy: [signer(of: pack.namespace)])
    }

    func notes(of pack: Pack) throws -> [String] {
        try Workshop.names(workshop.path(pack.path)).filter { $0.hasPrefix("package.yaml") }
    }

    // MARK: - Choosing

    mutating func anyPack(_ isFine: (Pack) -> Bool = { _ in true }) -> Pack? {
        random.pick(packs.values.filter(isFine).sorted { $0.rank < $1.rank })
    }

    mutating func anySpace(_ isFine: (Space) -> Bool = { _ in true }) -> String? {
        random.pick(spaces.filter { isFine($0.value) }.keys.sorted())
    }

    func isPublic(_ pack: Pack) -> Bool { spaces[pack.namespace]?.isPublic ?? false }

    private mutating func needs(of pack: Pack) -> [(target: String, range: String)] {
        var needs: [(target: String, range: String)] = []
        let (isShown, spaces) = (isPublic(pack), spaces)
        for _ in 0..<random.number(0...3) {
            let target = anyPack { other in
                other.rank < pack.rank && !other.plain.isEmpty
                    && (!isShown || spaces[other.namespace]?.isPublic == true)
            }
            guard let target, !needs.contains(where: { $0.target == target.id }),
                let version = random.pick(target.plain)
            else { continue }
            needs.append((target.id, random.pick(["^\(version)", version, "latest", ">=\(version)"]) ?? version))
        }
        return needs
    }

    mutating func describe(_ pack: inout Pack) {
        pack.needs = needs(of: pack)
        guard pack.versions.isEmpty || random.chance(40) else { return }
        pack.summary = "A package about \(random.pick(Self.words) ?? "") and \(random.pick(Self.words) ?? "")"
        pack.keywords = (0..<random.number(0...9)).compactMap { _ in random.pick(Self.words) }
    }

    private mutating func nextVersion(_ pack: Pack) -> String {
        let highest = pack.versions.map { version in
            version.prefix { $0 != "-" && $0 != "+" }.split(separator: ".").compactMap { Int($0) }
        }.max { $0.lexicographicallyPrecedes($1) }
        guard var parts = highest, parts.count == 3 else { return "1.0.0" }
        let place = random.number(0...2)
        parts[place] += 1
        for later in (place + 1)..<3 where later < 3 { parts[later] = 0 }
        let suffix = random.chance(80) ? "" : random.pick(["-rc.1", "+build.5", "-alpha"]) ?? ""
        return parts.map(String.init).joined(separator: ".") + suffix
    }

    // MARK: - Changes that keep the tree in order

    mutating func addRelease() throws -> String? {
        guard var pack = anyPack() else { return nil }
        let version = nextVersion(pack)
        describe(&pack)
        pack.versions.append(version)
        packs[pack.id] = pack
        try writeRelease(pack, version)
        return "add \(pack.id) \(version), which needs \(pack.needs.map { "\($0.target) \($0.range)" })"
    }

    mutating func addPackage() throws -> String? {
        guard let namespace = anySpace(), let name = random.pick(Self.packNames), packs["@\(namespace)/\(name)"] == nil
        else { return nil }
        rank += 1
        var pack = Pack(
            namespace: namespace, name: name, format: random.chance(50) ? .yaml : .pdpkg, rank: rank)
        describe(&pack)
        let version = random.pick(["1.0.0", "1.0.0", "0.1.0", "1.0.0-rc.1"]) ?? "1.0.0"
        pack.versions.append(version)
        packs[pack.id] = pack
        try writeRelease(pack, version)
        return
            "new \(pack.format) package \(pack.id) \(version), which needs \(pack.needs.map { "\($0.target) \($0.range)" })"
    }

    mutating func yank() throws -> String? {
        guard var pack = anyPack(), let version = random.pick(pack.versions),
            !pack.yanks.contains(where: { $0.version == version })
        else { return nil }
        let at = random.chance(70) ? date(clock + random.number(-2_000_000...500_000)) : nil
        pack.yanks.append((version, at))
        pack.tags.removeAll { $0.version == version }
        packs[pack.id] = pack
        try writeNotes(pack)
        return "yank \(pack.id) \(version) at \(at ?? "no time")"
    }

    mutating func unyank() throws -> String? {
        guard var pack = anyPack({ !$0.yanks.isEmpty }) else { return nil }
        let yank = pack.yanks.removeLast()
        packs[pack.id] = pack
        try writeNotes(pack)
        return "take back the yank of \(pack.id) \(yank.version)"
    }

    mutating func deprecate() throws -> String? {
        guard var pack = anyPack() else { return nil }
        let successor = random.chance(60) ? anyPack { $0.id != pack.id } : nil
        pack.deprecation = successor.map { ", successor: \"\($0.id)\"" } ?? ""
        packs[pack.id] = pack
        try writeNotes(pack)
        return "deprecate \(pack.id)\(pack.deprecation ?? "")"
    }

    mutating func undeprecate() throws -> String? {
        guard var pack = anyPack({ $0.deprecation != nil }) else { return nil }
        pack.deprecation = nil
        packs[pack.id] = pack
        try writeNotes(pack)
        return "take back the deprecation of \(pack.id)"
    }

    mutating func quarantine() throws -> String? {
        guard var pack = anyPack() else { return nil }
        pack.quarantine.toggle()
        packs[pack.id] = pack
        try writeNotes(pack)
        return "quarantine of \(pack.id): \(pack.quarantine)"
    }

    mutating func tag() throws -> String? {
        guard var pack = anyPack() else { return nil }
        if pack.tags.isEmpty || random.chance(60) {
            let pair = (random.pick(["latest", "next", "beta"]) ?? "next", random.pick(pack.plain))
            guard let version = pair.1, !pack.tags.contains(where: { $0.tag == pair.0 }) else { return nil }
            pack.tags.append((pair.0, version))
        } else {
            pack.tags.removeLast()
        }
        packs[pack.id] = pack
        try writeNotes(pack)
        return "tags of \(pack.id): \(pack.tags)"
    }

    mutating func addNamespace() throws -> String? {
        guard let name = random.pick(Self.spaceNames), spaces[name] == nil else { return nil }
        try addSpace(name, isPublic: random.chance(60))
        return "new namespace \(name), public: \(spaces[name]?.isPublic ?? false)"
    }

    mutating func rotateKeys() throws -> String? {
        guard let name = anySpace({ $0.keys.count < 4 }), var space = spaces[name] else { return nil }
        let folder = "namespaces/\(name)/"
        let bytes = try workshop.read(folder + "keys.json")
        for file in try Workshop.names(workshop.path("namespaces/\(name)")) where file.hasPrefix("keys.json") {
            try workshop.write(
                workshop.read(folder + file),
                to: folder + "keys.\(space.version).json" + file.dropFirst("keys.json".count))
            try workshop.remove(folder + file)
        }
        let old = space.keys
        space.version += 1
        space.keys.insert(newKey(), at: random.number(0...old.count))
        spaces[name] = space
        try workshop.addKeys(
            name, try Workshop.keySet(space.keys, version: space.version, previous: bytes),
            signedBy: [random.pick(old) ?? 0])
        return "key set \(space.version) of \(name)"
    }

    mutating func show() throws -> String? {
        guard let name = anySpace({ !$0.isPublic }) else { return nil }
        spaces[name]?.isPublic = true
        try writeSpace(name)
        return "make \(name) public"
    }

    mutating func hide() throws -> String? {
        let used = lasting.union(packs.values.filter { !$0.published.isEmpty }.map(\.namespace))
        guard let name = random.pick(spaces.keys.filter { spaces[$0]?.isPublic == true && !used.contains($0) }.sorted())
        else { return nil }
        spaces[name]?.isPublic = false
        try writeSpace(name)
        return "make \(name) private"
    }

    mutating func editNamespace() throws -> String? {
        guard let name = anySpace() else { return nil }
        titles += 1
        spaces[name]?.title = "Title \(titles)"
        try writeSpace(name)
        return "another title of \(name)"
    }

    mutating func editSettings() throws -> String? {
        titles += 1
        let surfaces = random.chance(70) ? "" : "surfaces: [\(random.pick(["pages", "prompd", "prompt-gen"]) ?? "")]\n"
        try writeSettings(more: surfaces)
        return "another registry.yaml \(surfaces)"
    }

    mutating func removeDraft() throws -> String? {
        guard var pack = anyPack({ !$0.published.isSuperset(of: $0.versions) && $0.versions.count > 1 }),
            let version = random.pick(pack.versions.filter { !pack.published.contains($0) })
        else { return nil }
        try workshop.remove(pack.folder(version))
        pack.versions.removeAll { $0 == version }
        let notes = (pack.yanks.count, pack.tags.count)
        pack.yanks.removeAll { $0.version == version }
        pack.tags.removeAll { $0.version == version }
        packs[pack.id] = pack
        if notes != (pack.yanks.count, pack.tags.count) { try writeNotes(pack) }
        return "remove \(pack.id) \(version), which is not on the public site"
    }

    mutating func removePackage() throws -> String? {
        let needed = Set(random.chance(80) ? packs.values.flatMap { $0.needs.map(\.target) } : [])
        guard let pack = anyPack({ $0.published.isEmpty && !needed.contains($0.id) }) else { return nil }
        try workshop.remove(pack.path)
        packs[pack.id] = nil
        return "remove \(pack.id), which is not on the public site"
    }

    mutating func removeNamespace() throws -> String? {
        let used = lasting.union(packs.values.filter { !$0.published.isEmpty }.map(\.namespace))
        guard let name = random.pick(spaces.keys.filter { !used.contains($0) }.sorted()), spaces.count > 2 else {
            return nil
        }
        try workshop.remove("namespaces/\(name)")
        if FileManager.default.fileExists(atPath: workshop.path("packages/\(name)")) {
            try workshop.remove("packages/\(name)")
        }
        spaces[name] = nil
        for (id, pack) in packs where pack.namespace == name {
            packs[id] = nil
        }
        return "remove the namespace \(name), of which nothing is on the public site"
    }

    mutating func touch() throws -> String? {
        guard let pack = anyPack(), let version = random.pick(pack.versions) else { return nil }
        let path = pack.folder(version) + "/" + pack.fileName(version)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: Double(random.number(0...2_000_000_000)))],
            ofItemAtPath: workshop.path(path))
        return "touch \(path)"
    }

    mutating func rewrite() throws -> String? {
        guard let pack = anyPack({ !$0.yanks.isEmpty || $0.deprecation != nil || $0.quarantine }) else { return nil }
        for name in try notes(of: pack) {
            try workshop.write(workshop.read(pack.path + "/" + name), to: pack.path + "/" + name)
        }
        return "write package.yaml of \(pack.id) again"
    }

    mutating func countersign() throws -> String? {
        guard let pack = anyPack(), let version = random.pick(pack.versions),
            let key = spaces[pack.namespace]?.keys.last
        else { return nil }
        let name = pack.fileName(version)
        let there = try Workshop.names(workshop.path(pack.folder(version)))
        guard !there.contains(name + (key % 2 == 1 ? ".minisig" : ".sshsig")) else { return nil }
        try workshop.sign(
            pack.folder(version) + "/" + name, by: [key],
            .release(registry: workshop.registry, id: pack.id, version: version))
        return "one more signature on \(pack.id) \(version)"
    }

    /// A reviewer approves a release; not of one that a log has, of which another site would not know when it came.
    mutating func approve() throws -> String? {
        let isPreview = lasting.isEmpty
        guard let pack = anyPack({ isPreview || !$0.published.isSuperset(of: $0.versions) }),
            let version = random.pick(pack.versions.filter { isPreview || !pack.published.contains($0) }),
            let key = random.pick(Self.reviewers)
        else { return nil }
        let bytes = try workshop.read(pack.folder(version) + "/" + pack.fileName(version))
        let digest = random.chance(90) ? SHA256Digest(of: bytes) : SHA256Digest(of: [])
        let name = "\(pack.namespace)-\(pack.name)-\(version.lowercased().replacing("+", with: "-")).yaml"
        let path = "approvals/" + name
        try workshop.write("subject: \"\(pack.id) \(version)\"\nsha256: \"\(digest)\"\n", to: path)
        try workshop.sign(
            path, by: [random.chance(90) ? key : 203], .consent(registry: workshop.registry, path: path))
        return "approve \(pack.id) \(version) by \(key)"
    }

    /// An approval goes that no log has.
    mutating func withdraw() throws -> String? {
        guard lasting.isEmpty, FileManager.default.fileExists(atPath: workshop.path("approvals")),
            let name = random.pick(try Workshop.names(workshop.path("approvals")))
        else { return nil }
        try workshop.remove("approvals/" + name)
        return "withdraw \(name)"
    }

    mutating func addReadme() throws -> String? {
        titles += 1
        try workshop.write("# \(titles)\n", to: random.pick(["README.md", "docs/a.md"]) ?? "README.md")
        return "a file that is on no page"
    }

    /// Makes a change that fits the tree, and tells what it was.
    mutating func change() throws -> String {
        while true {
            clock += random.number(60...200_000)
            let made: String? =
                switch random.number(0...99) {
                case 0..<22: try addRelease()
                case 22..<31: try addPackage()
                case 31..<39: try yank()
                case 39..<44: try unyank()
                case 44..<50: try deprecate()
                case 50..<53: try undeprecate()
                case 53..<56: try quarantine()
                case 56..<60: try tag()
                case 60..<64: try addNamespace()
                case 64..<68: try rotateKeys()
                case 68..<72: try show()
                case 72..<74: try hide()
                case 74..<77: try editNamespace()
                case 77..<78: try editSettings()
                case 78..<83: try removeDraft()
                case 83..<88: try removePackage()
                case 88..<90: try removeNamespace()
                case 90..<92: try touch()
                case 92..<94: try rewrite()
                case 94..<95: try countersign()
                case 95..<98: try approve()
                case 98..<99: try withdraw()
                default: try addReadme()
                }
            if let made { return made }
        }
    }

    /// Notes that what the tree has is on the site.
    mutating func build(isSigned: Bool) {
        if isSigned { lasting.formUnion(spaces.filter { $0.value.isPublic }.keys) }
        for (id, pack) in packs where isPublic(pack) { packs[id]?.published = Set(pack.versions) }
    }
}
