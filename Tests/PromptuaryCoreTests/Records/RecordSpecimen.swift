import Testing

@testable import PromptuaryCore

/// Packages and namespaces whose records are tested: each read from bytes by the real readers.
enum RecordSpecimen {
    /// The keys of the namespace `acme`: two of OpenSSH, one of minisign, one of them revoked.
    static func keys() throws -> KeySet {
        try KeySet(
            keys: [
                KeySetTests.key(1), KeySetTests.key(2, from: 7, until: 900), KeySetTests.key(3, minisign: true),
            ], threshold: 2, version: 3, previous: SHA256Digest(of: [1, 2, 3]),
            namespace: NamespaceName("acme"))
    }

    private static let everything = """
        {"id": "@acme/tool", "name": "Werkzeug – 工具 🧰", "version": "1.2.3", "description": "e\u{301} and \u{e9} and \\" quoted",
         "type": "workflow", "author": {"name": "Zoë Example", "email": "z@example.org"}, "license": "MIT OR Apache-2.0",
         "homepage": "https://example.org/a", "repository": {"type": "git", "url": "git+https://example.org/x.git"},
         "tags": ["b", "a", "ä"], "keywords": ["a", "c"], "dependencies": {"@z9/y": "^1.0.0", "base": {"version": "1"}, "@a1/b": ">=1 <2"},
         "main": "main.prmd", "readme": "docs/README.md", "files": ["main.prmd", "gone.md", "t/", "*.md"],
         "publishedAt": "2025-01-31T12:00:00.250Z", "tools": ["git", ""], "mcps": [],
         "parameters": [
           {"name": "n", "type": "integer", "required": true, "default": -9007199254740991},
           {"name": "x", "default": [null, true, false, 1.5e299, -0.0, "ü\\n", {"k": {"l": [[], {}]}, "": 0}]},
           {"name": "m"}]}
        """

    /// A release of a `.pdpkg` file with that manifest and those files.
    static func release(
        _ version: String, manifest: String, files: [(String, String)] = [], shown: Bool = true,
        signatures: [Release.Signature] = [], published: Int? = nil, path: String? = nil,
        approvals: [ReleaseApproval] = []
    ) throws -> (release: Release, readme: [UInt8]?) {
        var writer = ZIPWriter()
        try writer.add(name: "manifest.json", bytes: Array(manifest.utf8), store: true)
        for (name, text) in files { try writer.add(name: name, bytes: Array(text.utf8), store: false) }
        var inflater = Inflater()
        let (contents, readme) = try PackageContents.read(
            writer.finish(), format: .pdpkg, isShown: shown, inflater: &inflater)
        let id = try PackageID(identity: "@acme/tool", default: NamespaceName("acme"), dotted: false)
        let number = try Version(version)
        let usual =
            "packages/acme/tool/\(number.pathText)/\(SiteLayout.fileName(id, number, .pdpkg))"
        let release = Release(
            package: id, version: number, path: path ?? usual, contents: contents, signatures: signatures,
            publishedAt: published.map { Timestamp(seconds: $0) }, approvals: approvals)
        return (release, readme)
    }

    /// A package in which every field of every part says something, in releases that have much in common and little.
    static func full() throws -> Package {
        let keys = try keys().keys
        let other = "{\"name\": \"@acme/tool\", \"version\": \"1.3.0\", \"description\": \"d\", \"files\": [\"a.md\"]}"
        let one = try release(
            "1.2.3", manifest: everything,
            files: [
                ("README.md", "# Hé\n"), ("main.prmd", "\u{202E}hidden\nAKIAIOSFODNN7EXAMPLE\n"), ("run.sh", "ls\n"),
                ("empty.prmd", ""),
            ], shown: false,
            signatures: [
                Release.Signature(fileName: "tool-1.2.3.pdpkg.minisig", form: .minisign, key: keys[2]),
                Release.Signature(fileName: "tool-1.2.3.pdpkg.sshsig", form: .ssh, key: keys[1]),
                Release.Signature(fileName: "tool-1.2.3.pdpkg.16.sshsig", form: .ssh, key: nil),
                Release.Signature(fileName: "another.sshsig", form: .ssh, key: keys[0]),
            ], published: 0,
            approvals: [
                ReleaseApproval(
                    path: "approvals/a.yaml",
                    signatures: [
                        ReleaseApproval.Signature(
                            path: "approvals/a.yaml.minisig", form: .minisign, key: "5A0B2E91D7C3F846",
                            reviewer: "Rita Ä"),
                        ReleaseApproval.Signature(
                            path: "approvals/a.yaml.sshsig", form: .ssh, key: "SHA256:x", reviewer: nil),
                    ]),
                ReleaseApproval(
                    path: "approvals/b.yaml",
                    signatures: [
                        ReleaseApproval.Signature(path: "approvals/b.yaml.sshsig", form: .ssh, key: "k", reviewer: "r")
                    ]),
            ])
        let two = try release(
            "1.2.3+build.7",
            manifest: everything.replacing("\"version\": \"1.2.3\"", with: "\"version\": \"1.2.3+build.7\""),
            files: [("README.md", "# Hé\n"), ("main.prmd", "x"), ("zz.md", "x")], shown: false,
            signatures: [
                Release.Signature(fileName: "tool-1.2.3_build.7.pdpkg.2.minisig", form: .minisign, key: keys[2])
            ], published: 253_402_300_799)
        let three = try release("1.3.0", manifest: other, files: [("readme.txt", "hello"), ("a.md", "x")])
        let four = try release(
            "2.0.0-rc.1", manifest: other.replacing("1.3.0", with: "2.0.0-rc.1"), files: [("a.md", "x")],
            path: "elsewhere/tool.pdpkg")
        let notes = """
            yanked:
            - {version: 1.2.3, reason: "bad – très", at: 2026-01-31T12:00:00Z}
            - {version: 2.0.0-rc.1, reason: worse}
            - {version: 9.9.9, reason: not there}
            deprecated: {reason: old, successor: "@acme/new"}
            quarantine: {reason: "it phones home"}
            dist-tags: {latest: 1.3.0, next: 2.0.0-rc.1, lts: 0.0.1}
            """
        return try #require(
            Package(
                one.release.package, releases: [three, one, four, two].map(\.release),
                notes: try Specimen.notes(notes, of: one.release.package, version: 300), path: "packages/acme/tool",
                readme: three.readme))
    }

    /// A Prompt Gen package of two releases.
    static func yaml() throws -> Package {
        func release(_ version: String) throws -> Release {
            let text = """
                id: city.library.base
                version: \(version)
                metadata:
                  {name: Büro, description: Trees, authors: [Ada, Grace], license: CC0-1.0, tags: [x], published_at: 2025-01-31T12:00:00Z}
                dependencies: [{package: city.library.other, version: ^1.0.0}]
                namespaces: {a: {rules: [1, 2], datatypes: {A: 1}, prompt_sections: {s: 1}, rulebooks: {r: 1}}}
                """
            let id = try PackageID(identity: "city.library.base", default: NamespaceName("main"), dotted: true)
            return Release(
                package: id, version: try Version(version), path: "packages/city.library/base/\(version)/x.yaml",
                contents: try PackageContents.read(Array(text.utf8), format: .yaml), signatures: [],
                publishedAt: Timestamp(seconds: 1_700_000_000))
        }
        return try Specimen.package([release("1.0.0"), release("1.10.0"), release("1.9.0")])
    }

    /// Packages of many kinds, by what is special about them.
    static func packages() throws -> [(name: String, package: Package)] {
        // The identity in a manifest has at most 104 bytes.
        let longest = String(repeating: "a", count: 63)
        let version = "999999999.999999999.999999999-" + String(repeating: "x", count: 34)
        func plain(_ versions: [String], _ notes: String = "") throws -> Package {
            try Specimen.package("@acme/tool", versions, notes: notes)
        }
        func listing(_ files: [String]) throws -> Package {
            try Specimen.package(
                ["1.0.0", "1.0.1"].map { try Specimen.release("@acme/tool", $0) { $0.listed = files } })
        }
        let elsewhere = Package(
            try plain(["1.0.0"]).id, releases: try plain(["1.0.0"]).releases, notes: PackageNotes(), path: "ü")
        return [
            ("everything", try full()), ("YAML", try yaml()), ("plain", try plain(["1.0.0"])),
            ("five", try plain(["1.0.0", "1.1.0", "1.2.0", "1.10.0", "1.9.0"])),
            ("pre-releases", try plain(["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-2", "1.0.0-10"])),
            ("build metadata", try plain(["1.0.0+a", "1.0.0+b.01", "1.0.0-rc.1+x", "1.0.0"])),
            ("all yanked", try plain(["1.0.0", "1.1.0"], PackageTests.yank("1.0.0", "1.1.0"))),
            ("twice yanked", try plain(["1.0.0"], PackageTests.yank("1.0.0", "1.0.0"))),
            ("deprecated", try plain(["1.0.0"], "deprecated: {reason: old}\n")),
            ("quarantined", try plain(["1.0.0"], "quarantine: {reason: x}\n")),
            ("tagged", try plain(["1.0.0", "2.0.0"], "dist-tags: {latest: 1.0.0, beta: 2.0.0}\n")),
            (
                "longest names",
                try Specimen.package([
                    Specimen.release("@" + String(repeating: "n", count: 39) + "/" + longest, version)
                ])
            ),
            (
                "shortest names", try Specimen.package([Specimen.release("@ab/c", "0.0.0", files: [], readme: nil)])
            ),
            (
                "bare identity",
                try Specimen.package([Specimen.release("@main/tool", "1.0.0") { $0.identity = "tool" }])
            ),
            (
                "changing identity",
                try Specimen.package([
                    Specimen.release("@main/tool", "1.0.0") { $0.identity = "tool" },
                    Specimen.release("@main/tool", "1.1.0"),
                ])
            ),
            (
                "both formats",
                try Specimen.package([
                    Specimen.release("@acme/tool", "1.0.0"), Specimen.release("@acme/tool", "1.1.0", .yaml),
                ])
            ),
            (
                "256 dependencies",
                try Specimen.package([
                    Specimen.release("@acme/tool", "1.0.0", needs: (0..<256).map { ("@acme/p\($0)", "^\($0).0.0") }),
                    Specimen.release("@acme/tool", "1.0.1", needs: (0..<256).map { ("@acme/p\($0)", "^\($0).0.0") }),
                ])
            ),
            (
                "many files",
                try Specimen.package([
                    Specimen.release(
                        "@acme/tool", "1.0.0", files: (0..<300).map { ("prompts/\($0).prmd", "# Hello \($0)\n") })
                ])
            ),
            (
                "a long text",
                try Specimen.package([
                    Specimen.release("@acme/tool", "1.0.0") { $0.summary = String(repeating: "日本 ", count: 5000) }
                ])
            ),
            (
                "texts that only look the same",
                try Specimen.package([
                    Specimen.release("@acme/tool", "1.0.0") { $0.summary = "q\u{307}\u{323}" },
                    Specimen.release("@acme/tool", "1.0.1") { $0.summary = "q\u{323}\u{307}" },
                ])
            ),
            ("all files listed", try listing(["README.md", "prompts/a.prmd"])),
            ("the manifest listed too", try listing(["README.md", "manifest.json", "prompts/a.prmd"])),
            ("no file listed", try listing([])),
            ("another folder", try #require(elsewhere)),
        ]
    }

    /// A namespace in which every field says something.
    static func namespace() throws -> Namespace {
        var namespace = try Specimen.namespace(
            "acme.labs",
            "display-name: Äcme\ndescription: Tools\nowners: [Ada, 'Grace <g@example.org>']\nprotection: private\n")
        namespace.keys = try keys()
        namespace.keyFiles = [("keys.json", try keys().file), ("keys.json.sshsig", [0, 255, 10]), ("keys.1.json", [])]
        return namespace
    }
}

/// The text of a value with all that is stored in it, down to the bytes of its texts.
///
/// Two values with equal texts are the same in every stored property, also in those that `==` leaves out.
func everythingStored(in value: Any) -> String {
    switch value {
    case let text as String:
        return "\"" + text.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
    case let number as Double: return "binary64 \(number.bitPattern)"
    case let bytes as [UInt8]: return "bytes \(bytes)"
    case let number as any BinaryInteger: return "\(type(of: number)) \(number)"
    default: break
    }
    let mirror = Mirror(reflecting: value)
    if mirror.children.isEmpty { return "\(type(of: value)) \(value)" }
    let children = mirror.children.map { "\($0.label ?? "-"): \(everythingStored(in: $0.value))" }
    return "\(type(of: value)){" + children.joined(separator: "\n") + "}"
}
