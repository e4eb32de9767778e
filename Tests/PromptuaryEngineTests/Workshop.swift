import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

/// A temporary folder with a registry tree that is signed in code; it vanishes with the value.
final class Workshop {
    let folder: String
    let registry = "prompts.example"

    var tree: String { folder + "/tree" }
    var site: String { folder + "/site" }

    /// An empty temporary folder.
    init() throws {
        folder = NSTemporaryDirectory() + "promptuary-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A valid tree: `@acme/tool` with two releases, `@city.library/base` in YAML, and a private namespace.
    static func withTree() throws -> Workshop {
        let workshop = try Workshop()
        try workshop.write("name: prompts.example\ntitle: Prompts\n", to: "registry.yaml")
        for name in ["acme", "city.library", "inner"] {
            try workshop.addNamespace(name, protection: name == "inner" ? "private" : "protected")
        }
        try workshop.addRelease("@acme/tool", "1.0.0")
        try workshop.addRelease("@acme/tool", "1.1.0")
        try workshop.addRelease("@city.library/base", "1.0.0", .yaml)
        try workshop.addRelease("@inner/secret", "1.0.0")
        return workshop
    }

    /// The key that follows from a number: minisign for odd ones, OpenSSH for even ones.
    static func key(_ number: UInt8) throws -> SecretKey {
        let scheme: PublisherKey.Scheme =
            number % 2 == 1 ? .minisign(keyID: try #require(MinisignKeyID([number, 1, 2, 3, 4, 5, 6, 7]))) : .ssh
        return try SecretKey(seed: SecretBytes([UInt8](repeating: number, count: 32)), scheme: scheme)
    }

    static func keySet(
        _ keys: [UInt8], threshold: Int = 1, version: Int = 1, previous: [UInt8]? = nil, revoked: Set<UInt8> = []
    ) throws -> KeySet {
        try KeySet(
            keys: keys.map {
                KeySet.Key(
                    key: try key($0).publicKey, name: "key \($0)", notBefore: 0,
                    revokedAt: revoked.contains($0) ? 1 : nil)
            },
            threshold: threshold, version: version, previous: previous.map { SHA256Digest(of: $0) })
    }
}

extension Workshop {
    func path(_ name: String) -> String { tree + "/" + name }

    func write(_ bytes: [UInt8], to name: String) throws {
        let path = path(name)
        try FileManager.default.createDirectory(
            atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func read(_ name: String) throws -> [UInt8] { try FileContents.read(path(name), upTo: 1 << 24) }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    }

    /// The files of a folder by path, without directories.
    static func files(_ folder: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        guard FileManager.default.fileExists(atPath: folder) else { return files }
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder),
                !isFolder.boolValue
            else { continue }
            files[name] = try FileContents.read(folder + "/" + name, upTo: 1 << 24)
        }
        return files
    }

    /// Inode and modification time of every file of a folder.
    static func identities(_ folder: String) throws -> [String: String] {
        var found: [String: String] = [:]
        for name in try files(folder).keys {
            let facts = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
            found[name] =
                "\(facts[.systemFileNumber] ?? "") \(facts[.modificationDate].map { ($0 as? Date)?.timeIntervalSince1970 ?? 0 } ?? 0)"
        }
        return found
    }

    /// What lies in a folder, hidden names too.
    static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
}

extension Workshop {
    /// Signs a file of the tree and puts the signatures beside it.
    func sign(_ name: String, by keys: [UInt8], _ binding: SignatureBinding) throws {
        let bytes = try read(name)
        let file = String(name[(name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex)...])
        var counts: [String: Int] = [:]
        for number in keys {
            let key = try Workshop.key(number)
            counts[key.publicKey.type, default: 0] += 1
            let signature = key.sign(bytes, named: file, number: counts[key.publicKey.type] ?? 1, binding: binding)
            try write(signature.bytes, to: name.dropLast(file.count) + signature.name.text)
        }
    }

    func addNamespace(_ name: String, protection: String = "protected", keys: [UInt8] = [1], threshold: Int = 1) throws
    {
        try write("protection: \(protection)\n", to: "namespaces/\(name)/namespace.yaml")
        try addKeys(name, try Workshop.keySet(keys, threshold: threshold), signedBy: keys)
    }

    func addKeys(_ namespace: String, _ set: KeySet, signedBy keys: [UInt8], as file: String = "keys.json") throws {
        try write(set.file, to: "namespaces/\(namespace)/\(file)")
        try sign(
            "namespaces/\(namespace)/\(file)", by: keys,
            .keys(registry: registry, namespace: namespace, version: set.version))
    }

    static func package(
        _ id: String, _ version: String, _ format: PackageFormat = .pdpkg, summary: String = "A package for tests",
        more: [(String, String)] = [], needing dependency: String? = nil
    ) throws -> [UInt8] {
        if format == .yaml {
            let dotted = id.dropFirst().replacing("/", with: ".")
            return Array(
                "id: \(dotted)\nversion: \"\(version)\"\nmetadata: {name: Base, description: \(summary), authors: [Ada], license: MIT}\nnamespaces: {base: {rules: {}}}\n"
                    .utf8)
        }
        var writer = ZIPWriter()
        let needs = dependency.map { ",\"dependencies\":{\"\($0)\":\"^1.0.0\"}" } ?? ""
        let manifest =
            "{\"name\":\"\(id)\",\"version\":\"\(version)\",\"description\":\"\(summary)\",\"author\":\"Ada\",\"license\":\"MIT\"\(needs)}"
        for (name, text) in [("manifest.json", manifest), ("README.md", "# Tool\n"), ("prompts/a.prmd", "# Hello\n")]
            + more
        {
            try writer.add(name: name, bytes: Array(text.utf8), store: true)
        }
        return writer.finish()
    }

    /// Puts a release in its place and gives its path.
    @discardableResult
    func addRelease(
        _ id: String, _ version: String, _ format: PackageFormat = .pdpkg, summary: String = "A package for tests",
        signedBy keys: [UInt8] = [1]
    ) throws -> String {
        let parts = id.dropFirst().split(separator: "/")
        let number = version.replacing("+", with: "_")
        let path = "packages/\(parts[0])/\(parts[1])/\(number)/\(parts[1])-\(number).\(format.rawValue)"
        try write(try Workshop.package(id, version, format, summary: summary), to: path)
        try sign(path, by: keys, .release(registry: registry, id: id, version: version))
        return path
    }

    /// Puts the notes about a package in their place, as those that follow the ones that are there.
    func addNotes(
        _ id: String, _ yaml: String, signedBy keys: [UInt8] = [1], package: String? = nil, version: Int? = nil
    ) throws {
        let path = "packages/\(id.dropFirst())/package.yaml"
        let old = try? YAMLReader.read(read(path))["version"]?.integer
        let number = version ?? (old ?? 0) + 1
        try write("package: \"\(package ?? id)\"\nversion: \(number)\n" + yaml, to: path)
        try sign(path, by: keys, .package(registry: registry, id: id))
    }

    func findings() async throws -> [Finding] { try await TreeCheck(tree: tree).run() }

    @discardableResult
    func build(_ change: (inout SiteBuild.Options) -> Void = { _ in }) async throws -> SiteBuild.Report {
        var options = SiteBuild.Options(tree: tree, site: site)
        options.at = Timestamp("2026-11-22T10:30:00Z")
        options.log = try PublishedLog.read(site)
        change(&options)
        return try await SiteBuild(options).run()
    }
}
