import Foundation

@testable import PromptuaryCore

/// Dossiers made in memory, and the page that shows them with a style sheet of one line.
enum DossierSpecimen {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func page() throws -> DossierPage {
        let template = try Data(contentsOf: repository.appendingPathComponent("Templates/pages/dossier.mustache"))
        return try DossierPage(template: Array(template), styleSheet: Array("main { color: black; }\n".utf8))
    }

    static func html(_ dossier: Dossier) throws -> String {
        let help = Rule.ofChanges.prefix(3).map(RuleHelp.init)
        return String(decoding: try page().bytes(of: dossier, help: help, program: "1.0.0"), as: UTF8.self)
    }

    /// The bytes of an archive with a manifest and files.
    static func archive(_ version: String, summary: String, _ files: [(String, [UInt8])]) throws -> [UInt8] {
        var writer = ZIPWriter()
        let manifest = JSONWriter.object { object in
            object.member("author", summary)
            object.object("dependencies") { $0.member("@acme/base", "^1.0.0") }
            object.member("description", summary)
            object.member("license", "MIT")
            object.member("name", "@acme/tool")
            object.member("version", version)
        }
        try writer.add(name: "manifest.json", bytes: manifest, store: true)
        for (name, bytes) in files { try writer.add(name: name, bytes: bytes, store: true) }
        return writer.finish()
    }

    /// The second release of a package, with what it changes in the files of the first one.
    ///
    /// `text` stands wherever a stranger may write something.
    static func release(
        _ text: String, old: [(String, [UInt8])], new: [(String, [UInt8])],
        dependents: Dossier.Release.Dependents = .known([])
    ) throws -> Dossier.Release {
        // A manifest with what nobody may hide in it is refused.
        let text = String(String.UnicodeScalarView(text.unicodeScalars.filter { !ShownText.isHidden($0) }))
        let bytes = [
            try archive("1.0.0", summary: "Before", old), try archive("1.1.0", summary: "x" + text, new),
        ]
        let keys = try [KeySetTests.key(1, until: nil), KeySetTests.key(2, until: nil)]
        let releases = try zip(["1.0.0", "1.1.0"], bytes).enumerated().map { index, part in
            let version = try Version(part.0)
            let id = try PackageID(identity: "@acme/tool", default: NamespaceName("main"), dotted: false)
            let name = SiteLayout.fileName(id, version, .pdpkg)
            return Release(
                package: id, version: version, path: "packages/acme/tool/\(version)/\(name)",
                contents: try PackageContents.read(part.1, format: .pdpkg),
                signatures: keys.prefix(2 - index).map {
                    Release.Signature(fileName: name + ".sshsig", form: .ssh, key: $0)
                } + [Release.Signature(fileName: name + ".2.sshsig", form: .ssh, key: nil)],
                publishedAt: nil)
        }
        let change = ChangeScope.ReleaseChange(
            releases[1], previous: releases[0],
            succession: VersionSuccession(of: releases[1].version, among: [releases[0].version]),
            interface: InterfaceChange(
                from: try PromptInterface.read(bytes[0], format: .pdpkg),
                to: try PromptInterface.read(bytes[1], format: .pdpkg)))
        let set = try KeySet(keys: keys, threshold: 2, version: 1, previous: nil)
        return try Dossier.Release(change, bytes: bytes[1], previous: bytes[0], keys: set, dependents: dependents)
    }

    /// A dossier with something in each of its parts.
    static func full() throws -> Dossier {
        let prompt = "---\nid: a\nparameters:\n  - {name: tone, type: string}\n---\n\n# User\n\nSay it.\n"
        let old: [(String, [UInt8])] = [
            ("README.md", Array("# Tool\n\nOld.\n".utf8)), ("prompts/a.prmd", Array(prompt.utf8)),
            ("data/old.bin", [0, 1, 2]), ("data/same.txt", Array("same\n".utf8)),
        ]
        let new: [(String, [UInt8])] = [
            ("README.md", Array("# Tool\n\nNew <b>and</b> [safe](https://example.org/h1).\n\n## More\n".utf8)),
            ("prompts/a.prmd", Array(prompt.replacing("string", with: "integer").utf8)),
            ("data/new.bin", [0, 1, 2, 3]), ("data/same.txt", Array("same\n".utf8)),
        ]
        let user = try PackageID(identity: "@acme/user", default: NamespaceName("main"), dotted: false)
        let content = ChangedFile.Content(.file, blob: String(repeating: "ab", count: 20), size: 12)
        let keys = try KeySet(keys: [KeySetTests.key(1, until: nil)], threshold: 1, version: 1, previous: nil)
        let next = try KeySet(
            keys: [KeySetTests.key(1, until: 7), KeySetTests.key(2, until: nil)], threshold: 1, version: 2,
            previous: SHA256Digest(of: []))
        var (before, after) = (try Specimen.namespace("acme"), try Specimen.namespace("acme"))
        (before.keys, after.keys) = (keys, next)
        let change = try ChangeSpecimen.namespace(before, after)
        return Dossier(
            try VerdictSpecimen.full(),
            releases: [
                try release("", old: old, new: new, dependents: .known([.init(user, range: "^1.0.0")]))
            ], omittedReleases: 3, keys: [Dossier.KeyChange(change)].compactMap(\.self),
            files: [
                Dossier.TreeFile(
                    ChangedFile(Array("namespaces/acme/namespace.yaml".utf8), old: content, new: content),
                    content: .init(from: Array("owners: [ada]\n".utf8), to: Array("owners: [eve]\n".utf8))),
                Dossier.TreeFile(ChangedFile(Array("docs/logo.png".utf8), old: nil, new: content)),
            ])
    }
}
