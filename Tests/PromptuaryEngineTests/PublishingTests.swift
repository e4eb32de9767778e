import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("Packing")
struct PackingTests {
    private static let manifest =
        "{\"name\":\"@acme/tool\",\"version\":\"1.0.0\",\"description\":\"A package for tests\"}\n"

    private static func folder(_ files: [String: String]) throws -> Workshop {
        let workshop = try Workshop()
        for (name, text) in files { try workshop.write(text, to: name) }
        return workshop
    }

    private static func names(_ bytes: [UInt8]) throws -> [String] {
        var names: [String] = []
        _ = try ZIPArchive.read(bytes) { entry, _ in names.append(entry.name) }
        return names
    }

    @Test("depends on names and contents only", arguments: [true, false])
    func deterministic(_ store: Bool) throws {
        let files = [
            "manifest.json": manifest, "prompts/b.prmd": "b", "prompts/a.prmd": String(repeating: "a", count: 5000),
            "README.md": "# R",
        ]
        let one = try Self.folder(files)
        let other = try Workshop()
        for name in files.keys.sorted().reversed() { try other.write(files[name] ?? "", to: name) }
        for name in files.keys {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1e9), .posixPermissions: 0o755],
                ofItemAtPath: other.path(name))
        }
        let packed = try Packing.pack(directory: one.tree, store: store)
        #expect(packed.bytes == (try Packing.pack(directory: other.tree, store: store)).bytes)
        #expect(
            try Self.names(packed.bytes) == [
                "manifest.json", "prompd.json", "README.md", "prompts/a.prmd", "prompts/b.prmd",
            ])
        #expect(packed.contents.digest == SHA256Digest(of: packed.bytes))
    }

    private var manifest: String { Self.manifest }

    @Test("writes both names of the manifest, whichever is there", arguments: ["manifest.json", "prompd.json"])
    func bothNames(_ name: String) throws {
        let workshop = try Self.folder([name: Self.manifest, "a.prmd": "x"])
        let packed = try Packing.pack(directory: workshop.tree)
        let files = packed.contents.files
        #expect(files.map(\.path) == ["a.prmd", "manifest.json", "prompd.json"] && files[1].digest == files[2].digest)
    }

    @Test("keeps two manifests that agree, each as it is")
    func agreeing() throws {
        let workshop = try Self.folder(["manifest.json": Self.manifest, "prompd.json": Self.manifest + " "])
        let packed = try Packing.pack(directory: workshop.tree)
        #expect(packed.contents.files[0].digest != packed.contents.files[1].digest)
    }

    @Test("leaves out dot files, build folders and packages, at any depth")
    func leftOut() throws {
        let workshop = try Self.folder([
            "manifest.json": Self.manifest, ".env": "SECRET", ".git/HEAD": "x", "node_modules/x/y.js": "x",
            "a/dist/b": "x", "a/.hidden/b": "x", "old-1.0.0.pdpkg": "x", "a/keep.md": "x", "dist.md": "x",
        ])
        #expect(
            try Self.names(Packing.pack(directory: workshop.tree).bytes) == [
                "manifest.json", "prompd.json", "a/keep.md", "dist.md",
            ])
    }

    @Test(
        "refuses what no client could install",
        arguments: [
            (["a.md": "x"], "pack-manifest"),
            (
                ["manifest.json": manifest, "prompd.json": manifest.replacingOccurrences(of: "1.0.0", with: "1.0.1")],
                "pack-manifests-disagree"
            ),
            (
                [
                    "manifest.json": manifest,
                    "prompd.json": manifest.replacingOccurrences(of: "@acme/tool", with: "@acme/toll"),
                ], "pack-manifests-disagree"
            ), (["manifest.json": manifest, "café.md": "x"], "pack-file-name"),
            (["manifest.json": "{"], "json"), (["manifest.json": "{}"], "manifest-field-missing"),
            (["manifest.json": manifest, "aux.md": "x"], "zip-name"),
            (["manifest.json": manifest, "a/README.md": "x", "A/readme.md": "y"], "zip-name"),
            (["manifest.json": manifest.replacingOccurrences(of: "1.0.0", with: "1.0")], "manifest-version"),
        ])
    func refused(_ files: [String: String], _ code: String) throws {
        let workshop = try Self.folder(files)
        let refusal = try #require(throws: Refusal.self) { try Packing.pack(directory: workshop.tree) }
        #expect(refusal.code.hasPrefix(code), "\(refusal)")
    }

    @Test("refuses a symbolic link, also to a folder, and a pipe", arguments: ["../x", "/etc/passwd", "."])
    func links(_ target: String) throws {
        let workshop = try Self.folder(["manifest.json": Self.manifest])
        try workshop.link("a.md", to: target)
        let refusal = try #require(throws: Refusal.self) { try Packing.pack(directory: workshop.tree) }
        #expect(refusal.code == "pack-file" && refusal.place.entry == "a.md")
    }

    @Test("refuses a folder that is not there or is a file")
    func noFolder() throws {
        let workshop = try Self.folder(["manifest.json": Self.manifest])
        #expect(throws: StorageError.self) { try Packing.pack(directory: workshop.tree + "/none") }
        #expect(throws: StorageError.self) { try Packing.pack(directory: workshop.path("manifest.json")) }
    }

    @Test("anew takes the last of several manifests, and gives the same bytes as packing their folder")
    func repack() throws {
        let first = Self.manifest.replacingOccurrences(of: "1.0.0", with: "0.9.0")
        var archive = Self.stored([("manifest.json", first), ("a.prmd", "x"), ("manifest.json", Self.manifest)])
        #expect(refusalCode { try PackageContents.read(archive, format: .pdpkg) } != nil)
        let packed = try Packing.repack(archive: archive)
        #expect(packed.contents.manifest.version == "1.0.0")
        let workshop = try Self.folder(["manifest.json": Self.manifest, "a.prmd": "x"])
        #expect(packed.bytes == (try Packing.pack(directory: workshop.tree)).bytes)
        #expect(try Packing.repack(archive: packed.bytes).bytes == packed.bytes)
        archive.removeLast(30)
        #expect(refusalCode { try Packing.repack(archive: archive) } != nil)
        #expect(
            refusalCode {
                try Packing.repack(archive: Self.stored([("manifest.json", Self.manifest), ("prompd.json", first)]))
            } == "pack-manifests-disagree")
        #expect(
            refusalCode { try Packing.repack(archive: Self.stored([("manifest.json", Self.manifest), ("../x", "y")])) }
                != nil)
    }

    /// A ZIP archive of stored files in which a name may occur twice, as other tools write it.
    private static func stored(_ files: [(String, String)]) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
        var (data, directory): ([UInt8], [UInt8]) = ([], [])
        for (name, text) in files {
            let bytes = Array(text.utf8)
            let common =
                little(20, 2) + little(0, 4) + little(0x0021_0000, 4)
                + little(Int(bytes.withUnsafeBytes { CRC32.checksum(of: $0) }), 4) + little(bytes.count, 4)
                + little(bytes.count, 4) + little(name.utf8.count, 2) + little(0, 2)
            directory +=
                [0x50, 0x4B, 1, 2] + little(0x0314, 2) + common + little(0, 6) + little(0o100644 << 16, 4)
                + little(data.count, 4) + Array(name.utf8)
            data += [0x50, 0x4B, 3, 4] + common + Array(name.utf8) + bytes
        }
        return data + directory + [0x50, 0x4B, 5, 6] + little(0, 4) + little(files.count, 2) + little(files.count, 2)
            + little(directory.count, 4) + little(data.count, 4) + little(0, 2)
    }
}

/// The code of the refusal that the work ends with, or nil when it is not refused.
func refusalCode<Result>(_ work: () throws -> Result) -> String? {
    do {
        _ = try work()
        return nil
    } catch {
        return (error as? Refusal)?.code ?? "\(error)"
    }
}

@Suite("Changing a tree")
struct TreeEditingTests {
    private static func offer(
        _ workshop: Workshop, _ name: String = "new.pdpkg", _ bytes: [UInt8]? = nil, id: String = "@acme/tool",
        version: String = "2.0.0", by keys: [UInt8] = [1]
    ) throws -> String {
        try FileManager.default.createDirectory(atPath: workshop.folder + "/offer", withIntermediateDirectories: true)
        let path = workshop.folder + "/offer/" + name
        let bytes = try bytes ?? Workshop.package(id, version)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        for key in keys {
            let signature = try Workshop.key(key).sign(
                bytes, named: name, binding: .release(registry: workshop.registry, id: id, version: version))
            try Data(signature.bytes).write(to: URL(fileURLWithPath: workshop.folder + "/offer/" + signature.name.text))
        }
        return path
    }

    @Test("puts a release and its signatures in their places, and the tree stays valid")
    func add() async throws {
        let workshop = try Workshop.withTree()
        let added = try TreeEditing(workshop.tree + "/").add(Self.offer(workshop))
        #expect(added.id.description == "@acme/tool" && added.version.description == "2.0.0")
        #expect(
            added.paths == [
                "packages/acme/tool/2.0.0/tool-2.0.0.pdpkg", "packages/acme/tool/2.0.0/tool-2.0.0.pdpkg.minisig",
            ])
        let errors = try await workshop.findings().filter { $0.severity == .error }
        #expect(errors.isEmpty, "\(errors)")
    }

    @Test("does the same again without harm")
    func again() throws {
        let workshop = try Workshop.withTree()
        let path = try Self.offer(workshop)
        _ = try TreeEditing(workshop.tree).add(path)
        let files = try Workshop.files(workshop.tree)
        _ = try TreeEditing(workshop.tree).add(path)
        #expect(try Workshop.files(workshop.tree) == files)
    }

    @Test(
        "refuses what would not be valid, and changes nothing",
        arguments: [
            "other bytes", "unsigned", "stranger", "other version", "no package file", "no package",
            "unknown namespace", "broken signature", "too large",
        ])
    func refused(_ what: String) throws {
        let workshop = try Workshop.withTree()
        let path: String
        let code: String
        switch what {
        case "other bytes":
            (path, code) = (
                try Self.offer(
                    workshop, "x.pdpkg", try Workshop.package("@acme/tool", "1.0.0", summary: "Another text"),
                    version: "1.0.0"), "tree-release-taken"
            )
        case "unsigned": (path, code) = (try Self.offer(workshop, by: []), "tree-release-unsigned")
        case "stranger": (path, code) = (try Self.offer(workshop, by: [3]), "signature-unknown-key")
        case "other version":
            (path, code) = (
                try Self.offer(workshop, "x.pdpkg", try Workshop.package("@acme/tool", "2.0.1"), version: "2.0.0"),
                "signature"
            )
        case "no package file": (path, code) = (try Self.offer(workshop, "x.zip"), "tree-file-type")
        case "no package": (path, code) = (try Self.offer(workshop, "x.pdpkg", [1, 2, 3]), "zip")
        case "unknown namespace": (path, code) = (try Self.offer(workshop, id: "@other/tool"), "tree-namespace-keys")
        case "broken signature":
            path = try Self.offer(workshop)
            try Data("x".utf8).write(to: URL(fileURLWithPath: path + ".minisig"))
            code = "signature"
        default:
            path = try Self.offer(workshop, "x.pdpkg", [UInt8](repeating: 0, count: (10 << 20) + 1))
            code = "cannot read"
        }
        let files = try Workshop.files(workshop.tree)
        #expect(
            refusalCode { try TreeEditing(workshop.tree).add(path) }?.hasPrefix(code) == true,
            "\(refusalCode { try TreeEditing(workshop.tree).add(path) } ?? "added")")
        #expect(try Workshop.files(workshop.tree) == files)
    }

    @Test("takes further signatures of the same file, and keeps the first")
    func secondSignature() throws {
        let workshop = try Workshop.withTree()
        try workshop.addKeys("acme", Workshop.keySet([1, 2]), signedBy: [1])
        _ = try TreeEditing(workshop.tree).add(Self.offer(workshop))
        try FileManager.default.removeItem(atPath: workshop.folder + "/offer")
        _ = try TreeEditing(workshop.tree).add(Self.offer(workshop, by: [2]))
        #expect(
            try Workshop.names(workshop.path("packages/acme/tool/2.0.0")) == [
                "tool-2.0.0.pdpkg", "tool-2.0.0.pdpkg.minisig", "tool-2.0.0.pdpkg.sshsig",
            ])
    }

    private static func create(
        _ workshop: Workshop, name: String = "prompts.example", title: String? = nil, namespace: String = "acme",
        owner: String? = nil
    ) throws {
        try TreeEditing(workshop.tree).create(
            name: RegistryName(name), title: title, namespace: NamespaceName(namespace), owner: owner,
            key: Workshop.key(1), keyName: "laptop")
    }

    @Test("makes a tree that is valid and ready to build")
    func create() async throws {
        let workshop = try Workshop()
        try Self.create(workshop, title: "My \"own\" registry: \\ # yes", owner: "Ada: <a@b.example>")
        let findings = try await workshop.findings()
        #expect(findings.isEmpty, "\(findings)")
        #expect(try TreeEditing(workshop.tree).settings().title == "My \"own\" registry: \\ # yes")
        #expect(try await workshop.build().isBuilt)
    }

    @Test("makes no tree where there is something already")
    func exists() throws {
        let workshop = try Workshop.withTree()
        let files = try Workshop.files(workshop.tree)
        #expect(refusalCode { try Self.create(workshop) } == "tree-exists")
        #expect(try Workshop.files(workshop.tree) == files)
    }

    @Test(
        "makes a tree that says what was asked for, also with names that YAML would read otherwise",
        arguments: [
            ("1.5", "acme"), ("true", "acme"), ("12", "acme"), ("null", "acme"), ("0x1f", "acme"), ("1e3", "acme"),
            ("a.example", "true"), ("a.example", "null"),
        ])
    func yamlNames(_ name: String, _ namespace: String) throws {
        let workshop = try Workshop()
        try Self.create(workshop, name: name, namespace: namespace)
        do {
            let settings = try TreeEditing(workshop.tree).settings()
            #expect(settings.name.text == name && settings.defaultNamespace.text == namespace)
        }
    }

    @Test(
        "makes a tree that it can read again, whatever its title is",
        arguments: ["a\u{202E}b", "a\u{7F}b", "a\u{2028}b", "tab\tand\nline", "é日本", "- [x]", "\u{FFFE}", "\u{85}"])
    func titles(_ title: String) throws {
        let workshop = try Workshop()
        // Either it is refused, or what was made can be read.
        do {
            try Self.create(workshop, title: title, owner: title)
        } catch is Refusal {
            return
        }
        _ = try TreeEditing(workshop.tree).settings()
    }
}

@Suite("Key files")
struct KeyFilesTests {
    private static func mode(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
    }

    @Test("are readable by their owner only, and lead back to their key", arguments: [true, false])
    func roundTrip(_ isMinisign: Bool) throws {
        let workshop = try Workshop()
        let key = try KeyFiles.generate(minisign: isMinisign)
        let path = workshop.folder + "/deep/er/id"
        try KeyFiles.write(key, to: path, comment: "me", passphrase: nil)
        #expect(try Self.mode(path) == 0o600)
        #expect(try KeyFiles.open(path, passphrase: nil).publicKey == key.publicKey)
        #expect(
            try KeyFiles.publicKey(path, passphrase: nil) == key.publicKey
                && KeyFiles.publicKey(path + ".pub", passphrase: nil) == key.publicKey)
        #expect(try Workshop.names(workshop.folder + "/deep/er") == ["id", "id.pub"])
    }

    @Test("are never overwritten, neither the secret nor the public one", arguments: ["id", "id.pub"])
    func exists(_ name: String) throws {
        let workshop = try Workshop()
        try Data("mine".utf8).write(to: URL(fileURLWithPath: workshop.folder + "/" + name))
        #expect(
            refusalCode {
                try KeyFiles.write(Workshop.key(1), to: workshop.folder + "/id", comment: "", passphrase: nil)
            } == "key-file-exists")
        #expect(try Workshop.names(workshop.folder) == [name])
    }

    @Test("that others may read are refused", arguments: [0o644, 0o640, 0o604, 0o660, 0o601])
    func permissions(_ mode: Int) throws {
        let workshop = try Workshop()
        let path = workshop.folder + "/id"
        try KeyFiles.write(Workshop.key(2), to: path, comment: "", passphrase: nil)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(refusalCode { try KeyFiles.open(path, passphrase: nil) } == "key-file-permissions")
    }

    @Test("are written for their owner only, also over a temporary that somebody left or laid there")
    func temporary() throws {
        let workshop = try Workshop()
        let left = workshop.folder + "/.id.tmp-\(getpid())"
        try Data("x".utf8).write(to: URL(fileURLWithPath: left))
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: left)
        do {
            try KeyFiles.write(Workshop.key(1), to: workshop.folder + "/id", comment: "", passphrase: nil)
            #expect(try Self.mode(workshop.folder + "/id") == 0o600)
        }
    }

    @Test("are all different")
    func random() throws {
        #expect(Set(try (0..<50).map { try KeyFiles.generate(minisign: $0 % 2 == 0).publicKey.bytes }).count == 50)
    }
}

@Suite("The reference of errors")
struct ErrorReferenceTests {
    @Test("has every code once, in kebab-case, and no rule shares its name with a reason")
    func unique() {
        let codes = ErrorReference.faults.map(\.code) + Rule.all.map(\.id)
        let repeated = Dictionary(grouping: codes) { $0 }.filter { $1.count > 1 }.keys.sorted()
        #expect(repeated.isEmpty, "\(repeated)")
        for code in codes {
            #expect(code.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }, "\(code)")
        }
        for fault in ErrorReference.faults {
            #expect(
                !fault.summary.isEmpty && !fault.remedy.isEmpty
                    && (!fault.remedy.hasSuffix(".") || fault.remedy.hasSuffix("..")), "\(fault.code)")
        }
    }

    @Test("has an anchor for each code, and a table that no text breaks")
    func anchors() {
        let page = ErrorReference.markdown
        for code in ErrorReference.faults.map(\.code) + Rule.all.map(\.id) {
            #expect(page.contains("<a id=\"\(code)\"></a>"), "\(code)")
        }
        for line in page.split(separator: "\n") where line.hasPrefix("| <a id") {
            let isRule = ["error", "warning", "note"].contains { line.contains("| \($0) |") }
            func check() { #expect(line.split(separator: "|").count == (isRule ? 4 : 3), "\(line)") }
            check()
        }
    }
}
