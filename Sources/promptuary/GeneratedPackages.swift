internal import PromptuaryCore
internal import PromptuaryEngine

/// Packages of invented words, the same for the same number: what a registry of any size is filled with to measure builds.
///
/// Numbers, versions and namespaces go as in the corpus of the benchmarks: five releases a package, twenty packages a
/// namespace, up to three dependencies on packages of smaller numbers, four keywords.
struct GeneratedPackages: Sendable {
    private static let versions = 5
    private static let namespaceSize = 20
    private static let syllables = [
        "ba", "be", "bi", "da", "de", "do", "ka", "ki", "ku", "la", "le", "lo", "ma", "mi", "mu", "na", "ne", "no",
        "ra", "ri",
        "ru", "sa", "se", "so", "ta", "ti", "tu", "va", "ve", "zo",
    ]

    private let registry: RegistryName
    private let key: SecretKey
    private let numbers: Range<Int>

    /// The packages with these numbers, signed by the key that all namespaces of the benchmark's tree have.
    init(_ numbers: Range<Int>, registry: RegistryName) throws {
        self.numbers = numbers
        self.registry = registry
        let seed = SHA256Digest(of: Array("promptuary benchmark ssh".utf8))
        key = try SecretKey(seed: SecretBytes(seed.bytes), scheme: .ssh)
    }

    /// Their folders.
    var folders: [StateRehearsal.Folder] {
        numbers.map { StateRehearsal.Folder(namespace: Self.namespace($0), name: Self.name($0)) }
    }

    /// The files of one of them.
    func files(_ folder: StateRehearsal.Folder) throws -> [StateRehearsal.File] {
        guard let number = Int(folder.name.suffix(7)) else { return [] }
        let id = PackageID(try NamespaceName(folder.namespace), try PackageName(folder.name))
        return try (0..<Self.versions).flatMap { release in
            let version = try Version("1.\(release).\(release * 3 % 7)")
            let bytes = try archive(id, version, number, release)
            let file = "\(folder.name)-\(version).pdpkg"
            let signature = key.sign(
                bytes, named: file, binding: .release(registry: registry, id: id, version: version))
            return [
                StateRehearsal.File("\(version)/\(file)", bytes),
                StateRehearsal.File("\(version)/\(signature.name.text)", signature.bytes),
            ]
        }
    }

    private func archive(_ id: PackageID, _ version: Version, _ number: Int, _ release: Int) throws -> [UInt8] {
        var words = Words(seed: number * Self.versions + release)
        let description = words.text(9)
        let tags = Set((0..<4).map { _ in "t" + words.syllable() }).sorted()
        var needs: [String: Value] = [:]
        for _ in 0..<words.below(4) where number > numbers.lowerBound {
            let other = numbers.lowerBound + words.below(number - numbers.lowerBound)
            needs["@\(Self.namespace(other))/\(Self.name(other))"] = .string("^1.\(words.below(3)).0")
        }
        let manifest = Value.mapping([
            Value.Member(key: "name", value: .string(id.description)),
            Value.Member(key: "version", value: .string(version.description)),
            Value.Member(key: "description", value: .string(description)),
            Value.Member(key: "author", value: .string("Bench <\(id.namespace)@example.org>")),
            Value.Member(key: "license", value: .string("MIT")),
            Value.Member(key: "tags", value: .list(tags.map { .string($0) })),
            Value.Member(
                key: "dependencies",
                value: .mapping(needs.sorted { $0.key < $1.key }.map { Value.Member(key: $0.key, value: $0.value) })),
        ])
        var writer = ZIPWriter()
        try writer.add(name: "manifest.json", bytes: JSONWriter.document(manifest))
        try writer.add(name: "README.md", bytes: Array("# \(id.name)\n\n\(words.text(60))\n".utf8))
        let head = "---\nid: \(id.name)\nversion: \(version)\n---\n\n"
        try writer.add(name: "prompts/p0.prmd", bytes: Array((head + words.text(120) + "\n").utf8))
        return writer.finish()
    }

    private static func namespace(_ number: Int) -> String { "ns" + digits(number / namespaceSize, 5) }

    private static func name(_ number: Int) -> String {
        var words = Words(seed: ~number)
        return words.syllable() + words.syllable() + words.syllable() + "-" + digits(number, 7)
    }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }

    /// Words by a linear congruential generator.
    private struct Words {
        private var state: UInt64

        init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 }

        mutating func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }

        mutating func syllable() -> String { GeneratedPackages.syllables[below(GeneratedPackages.syllables.count)] }

        mutating func text(_ count: Int) -> String {
            // Frequent words are short, as in a language.
            (0..<count).map { _ in (0...below(3)).map { _ in syllable() }.joined() }.joined(separator: " ")
        }
    }
}
