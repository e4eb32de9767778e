import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

/// What is done to a valid tree, and the rule that must and the rules that may speak up.
struct TreeCase: Sendable, CustomTestStringConvertible {
    let name: String
    let rule: String?
    let path: String
    let change: @Sendable (Workshop) throws -> Void

    init(_ name: String, _ rule: String?, _ path: String, _ change: @escaping @Sendable (Workshop) throws -> Void) {
        self.name = name
        self.rule = rule
        self.path = path
        self.change = change
    }

    var testDescription: String { name }
}

extension TreeCase {
    private static let tool = "packages/acme/tool/1.0.0/tool-1.0.0.pdpkg"

    static let all: [TreeCase] = [
        TreeCase("nothing", nil, "") { _ in },
        TreeCase("known files at the root", nil, "") {
            for name in ["README.md", "LICENSE", ".gitignore", "docs/x.md", ".github/workflows/x.yml"] {
                try $0.write("x", to: name)
            }
        },
        TreeCase("a symbolic link for a package file", "file-irregular", tool) {
            try $0.remove(tool); try $0.link(tool, to: "../1.1.0/tool-1.1.0.pdpkg")
        },
        TreeCase("a symbolic link for a package", "file-irregular", "packages/acme/other") {
            try $0.link("packages/acme/other", to: "tool")
        },
        TreeCase("a symbolic link for a namespace", "file-irregular", "namespaces/other") {
            try $0.link("namespaces/other", to: "acme")
        },
        TreeCase("a symbolic link at the root", "file-irregular", "README.md") {
            try $0.link("README.md", to: "registry.yaml")
        },
        TreeCase("a pipe", "file-irregular", "packages/acme/tool/1.0.0/pipe") {
            mkfifo($0.path("packages/acme/tool/1.0.0/pipe"), 0o644)
        },
        TreeCase("a stray file at the root", "file-unexpected", "notes.txt") { try $0.write("x", to: "notes.txt") },
        TreeCase("a stray folder at the root", "file-unexpected", "src") { try $0.write("x", to: "src/x") },
        TreeCase("a stray file in packages", "file-unexpected", "packages/x") { try $0.write("x", to: "packages/x") },
        TreeCase("a stray file in a namespace", "file-unexpected", "packages/acme/x") {
            try $0.write("x", to: "packages/acme/x")
        },
        TreeCase("a stray file in a package", "file-unexpected", "packages/acme/tool/x.md") {
            try $0.write("x", to: "packages/acme/tool/x.md")
        },
        TreeCase("a stray file beside a package file", "file-unexpected", "packages/acme/tool/1.0.0/README.md") {
            try $0.write("x", to: "packages/acme/tool/1.0.0/README.md")
        },
        TreeCase("a second package file", "file-unexpected", "packages/acme/tool/1.0.0/zool-1.0.0.pdpkg") {
            try $0.write($0.read(tool), to: "packages/acme/tool/1.0.0/zool-1.0.0.pdpkg")
        },
        TreeCase("a folder in a version", "file-unexpected", "packages/acme/tool/1.0.0/x") {
            try $0.write("x", to: "packages/acme/tool/1.0.0/x/y")
        },
        TreeCase("a stray file beside namespace.yaml", "file-unexpected", "namespaces/acme/x.yaml") {
            try $0.write("x", to: "namespaces/acme/x.yaml")
        },
        TreeCase("a signature of nothing", "file-unexpected", "packages/acme/tool/1.0.0/other.pdpkg.sshsig") {
            try $0.write("x", to: "packages/acme/tool/1.0.0/other.pdpkg.sshsig")
        },
        TreeCase("notes' signature without notes", "file-unexpected", "packages/acme/tool/package.yaml.minisig") {
            try $0.write("x", to: "packages/acme/tool/package.yaml.minisig")
        },
        TreeCase("a namespace.yaml over a mebibyte", "file-unreadable", "namespaces/acme/namespace.yaml") {
            try $0.write([UInt8](repeating: 35, count: (1 << 20) + 1), to: "namespaces/acme/namespace.yaml")
        },
        TreeCase("a signature over its limit", "file-unreadable", tool + ".minisig") {
            try $0.write([UInt8](repeating: 35, count: 1025), to: tool + ".minisig")
        },
        TreeCase("a package over 10 MiB", "package-too-large", tool) {
            try $0.write([UInt8](repeating: 0, count: (10 << 20) + 1), to: tool)
        },
        TreeCase("no keys", "keys-missing", "namespaces/acme/keys.json") { try $0.remove("namespaces/acme/keys.json") },
        TreeCase("unsigned keys", "keys-signature", "namespaces/acme/keys.json") {
            try $0.remove("namespaces/acme/keys.json.minisig")
        },
        TreeCase("keys signed for another namespace", "keys-signature", "namespaces/acme/keys.json") {
            try $0.sign(
                "namespaces/acme/keys.json", by: [1], .keys(registry: $0.registry, namespace: "other", version: 1))
        },
        TreeCase(
            "keys that OpenSSH signed and that name another namespace", "keys-namespace", "namespaces/acme/keys.json"
        ) {
            let set = try KeySet(
                keys: Workshop.keySet([2]).keys, threshold: 1, version: 1, previous: nil,
                namespace: NamespaceName("inner"))
            try $0.addKeys("acme", set, signedBy: [2])
        },
        TreeCase("keys signed for another registry", "keys-signature", "namespaces/acme/keys.json") {
            try $0.sign(
                "namespaces/acme/keys.json", by: [1], .keys(registry: "other.example", namespace: "acme", version: 1))
        },
        TreeCase("no namespace.yaml", "namespace-missing", "namespaces/acme/namespace.yaml") {
            try $0.remove("namespaces/acme/namespace.yaml")
        },
        TreeCase("a package of a namespace that is not there", "namespace-missing", "packages/other") {
            try $0.addRelease("@other/tool", "1.0.0")
        },
        TreeCase("signed notes", nil, "") {
            try $0.addNotes("@acme/tool", "yanked: [{version: 1.0.0, reason: bad}]\n")
        },
        TreeCase("unsigned notes", "notes-signature", "packages/acme/tool/package.yaml") {
            try $0.addNotes("@acme/tool", "deprecated: {reason: x}\n", signedBy: [])
        },
        TreeCase("notes that name another package", "notes-package", "packages/acme/tool/package.yaml") {
            try $0.addNotes("@acme/tool", "deprecated: {reason: x}\n", package: "@acme/other")
        },
        TreeCase("notes without a number", "notes-number", "packages/acme/tool/package.yaml") {
            try $0.addNotes("@acme/tool", "deprecated: {reason: x}\n", version: 0)
        },
        TreeCase("notes signed for another package", "notes-signature", "packages/acme/tool/package.yaml") {
            try $0.addNotes("@acme/tool", "deprecated: {reason: x}\n", signedBy: [])
            try $0.sign("packages/acme/tool/package.yaml", by: [1], .package(registry: $0.registry, id: "@acme/other"))
        },
        TreeCase("notes signed by a stranger", "notes-signature", "packages/acme/tool/package.yaml") {
            try $0.addNotes("@acme/tool", "deprecated: {reason: x}\n", signedBy: [3])
        },
        TreeCase("wrong notes", "document-field-unknown", "packages/acme/tool/package.yaml") {
            try $0.addNotes("@acme/tool", "yank: []\n")
        },
        TreeCase("a package moved to another name", "release-path-name", "packages/acme/toll/1.0.0/toll-1.0.0.pdpkg") {
            for ending in ["", ".minisig"] {
                try $0.write($0.read(tool + ending), to: "packages/acme/toll/1.0.0/toll-1.0.0.pdpkg" + ending)
            }
        },
        TreeCase(
            "a package moved to another namespace", "release-path-name", "packages/inner/tool/1.0.0/tool-1.0.0.pdpkg"
        ) {
            for ending in ["", ".minisig"] {
                try $0.write($0.read(tool + ending), to: "packages/inner/tool/1.0.0/tool-1.0.0.pdpkg" + ending)
            }
        },
        TreeCase(
            "a package moved to another version", "release-path-version", "packages/acme/tool/9.0.0/tool-9.0.0.pdpkg"
        ) {
            for ending in ["", ".minisig"] {
                try $0.write($0.read(tool + ending), to: "packages/acme/tool/9.0.0/tool-9.0.0.pdpkg" + ending)
            }
        },
        TreeCase("a package file with another name", "release-path", "packages/acme/tool/1.0.0/tool.pdpkg") {
            for ending in ["", ".minisig"] {
                try $0.write($0.read(tool + ending), to: "packages/acme/tool/1.0.0/tool.pdpkg" + ending)
            }
            try $0.remove(tool)
            try $0.remove(tool + ".minisig")
        },
        TreeCase("a version without a package file", "release-path", "packages/acme/tool/1.0.0") {
            try $0.remove(tool)
        },
        TreeCase("a folder that is no version", "version-malformed", "packages/acme/tool/latest") {
            try $0.write("x", to: "packages/acme/tool/latest/x")
        },
        TreeCase("a version with build metadata", nil, "") { try $0.addRelease("@acme/tool", "1.2.0+b.1") },
        TreeCase("a folder that is no package name", "name-package", "packages/acme/Tool") {
            try $0.write("x", to: "packages/acme/Tool/x")
        },
        TreeCase("a folder that is no namespace name", "name-namespace", "namespaces/Acme") {
            try $0.write("x", to: "namespaces/Acme/namespace.yaml")
        },
        TreeCase("no signature", "signature-missing", tool) { try $0.remove(tool + ".minisig") },
        TreeCase("a changed package file", "signature-forged", tool + ".minisig") {
            try $0.write(Workshop.package("@acme/tool", "1.0.0", summary: "Another text"), to: tool)
        },
        TreeCase("a signature by a stranger", "signature-unknown-key", tool + ".minisig") {
            try $0.addRelease("@acme/tool", "1.0.0", signedBy: [3])
        },
        TreeCase("a signature of another version", "signature-threshold", tool) {
            try $0.sign(tool, by: [1], .release(registry: $0.registry, id: "@acme/tool", version: "1.1.0"))
        },
        TreeCase("a signature for another registry", "signature-threshold", tool) {
            try $0.sign(tool, by: [1], .release(registry: "other.example", id: "@acme/tool", version: "1.0.0"))
        },
        TreeCase("one signature of two", "signature-threshold", tool) {
            try $0.addKeys("acme", Workshop.keySet([1, 2], threshold: 2), signedBy: [1, 2])
        },
        TreeCase("two signatures of two", nil, "") {
            try $0.addKeys("acme", Workshop.keySet([1, 2], threshold: 2), signedBy: [1, 2])
            for version in ["1.0.0", "1.1.0"] { try $0.addRelease("@acme/tool", version, signedBy: [1, 2]) }
        },
        TreeCase("one good signature and one by a stranger", "signature-unknown-key", tool + ".sshsig") {
            try $0.sign(tool, by: [4], .release(registry: $0.registry, id: "@acme/tool", version: "1.0.0"))
        },
        TreeCase("a signature that is none", "signature", tool + ".minisig") {
            try $0.write("hello\n", to: tool + ".minisig")
        },
        TreeCase("a wrong registry.yaml", "document-field-missing", "registry.yaml") {
            try $0.write("title: x\n", to: "registry.yaml")
        },
        TreeCase("a broken registry.yaml", "yaml", "registry.yaml") { try $0.write("name: [\n", to: "registry.yaml") },
        TreeCase("a broken package", "zip", tool) { try $0.write("PK", to: tool) },
        TreeCase("a broken Prompt Gen package", "yaml", "packages/city.library/base/1.0.0/base-1.0.0.yaml") {
            try $0.write("id: [", to: "packages/city.library/base/1.0.0/base-1.0.0.yaml")
        },
        TreeCase("a changed registry name", "keys-signature", "namespaces/acme/keys.json") {
            try $0.write("name: other.example\n", to: "registry.yaml")
        },
    ]
}

@Suite("Reading a tree")
struct TreeReaderTests {
    @Test("finds what is wrong, where it is, and nothing wrong where nothing is", arguments: TreeCase.all)
    func judged(_ example: TreeCase) async throws {
        let workshop = try Workshop.withTree()
        try example.change(workshop)
        let findings = try await workshop.findings()
        let errors = findings.filter { $0.severity == .error }
        guard let rule = example.rule else {
            #expect(errors.isEmpty, "\(errors)")
            return
        }
        #expect(
            errors.contains { $0.rule.hasPrefix(rule) && $0.path == example.path },
            "\(errors.map { "\($0.rule) \($0.path)" })")
        #expect(findings == findings.sorted())
    }

    @Test(
        "has a case for every rule that it raises, and every rule raised while reading is its own or one about content")
    func complete() {
        let cases = Set(TreeCase.all.compactMap(\.rule)).union([
            "approval-removed", "claim-unsigned", "keys-changed", "release-changed", "release-removed",
            "revocation-ahead",
        ])
        let own = Set(StandingRule.allCases.map(\.rawValue))
        #expect(own.subtracting(cases).isEmpty)
        let content: Set<String> = ["code-file", "hidden-text", "plain-secret", "prompt-empty"]
        for rule in Rule.standing {
            guard case .reading = rule.check else {
                #expect(!own.contains(rule.id))
                continue
            }
            #expect(own.contains(rule.id) != content.contains(rule.id), "\(rule.id)")
        }
    }

    @Test("that is no tree is refused")
    func noTree() async throws {
        let workshop = try Workshop()
        try FileManager.default.createDirectory(atPath: workshop.tree, withIntermediateDirectories: true)
        await #expect(throws: BuildError.notATree(workshop.tree)) { try await workshop.findings() }
        await #expect(throws: BuildError.notATree(workshop.folder + "/none")) {
            try await TreeCheck(tree: workshop.folder + "/none").run()
        }
    }

    @Test(
        "finds a link or a file in place of a folder, and does not break off", arguments: ["packages", "namespaces"],
        [true, false])
    func replaced(_ name: String, _ isLink: Bool) async throws {
        let workshop = try Workshop.withTree()
        try FileManager.default.moveItem(atPath: workshop.path(name), toPath: workshop.folder + "/moved")
        if isLink { try workshop.link(name, to: "../moved") } else { try workshop.write("x", to: name) }
        do {
            let findings = try await workshop.findings()
            #expect(findings.contains { $0.path == name && $0.severity == .error })
        }
    }

    @Test("finds that registry.yaml is a link, and does not break off")
    func linkedSettings() async throws {
        let workshop = try Workshop.withTree()
        try FileManager.default.moveItem(
            atPath: workshop.path("registry.yaml"), toPath: workshop.folder + "/registry.yaml")
        try workshop.link("registry.yaml", to: "../registry.yaml")
        do {
            let findings = try await workshop.findings()
            #expect(findings.contains { $0.rule == "file-irregular" && $0.path == "registry.yaml" })
        }
    }

    @Test(
        "finds names that are no UTF-8",
        arguments: [
            "packages", "packages/acme", "packages/acme/tool", "packages/acme/tool/1.0.0", "namespaces",
            "namespaces/acme",
        ])
    func strangeNames(_ folder: String) async throws {
        let workshop = try Workshop.withTree()
        let name = (Array(workshop.path(folder).utf8) + [0x2F, 0x61, 0xFF, 0]).map { CChar(bitPattern: $0) }
        #expect(mkdir(name, 0o755) == 0)
        if folder == "packages" {
            do { _ = try await workshop.findings() }
        } else {
            let findings = try await workshop.findings()
            #expect(findings.contains { $0.severity == .error })
        }
    }

    @Test("gives the same whatever order its parts were made in and whatever their times are")
    func order() async throws {
        let one = try Workshop.withTree()
        let other = try Workshop()
        for name in try Workshop.files(one.tree).keys.sorted().reversed() {
            try other.write(one.read(name), to: name)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: Double(name.utf8.count) * 1e7)],
                ofItemAtPath: other.path(name))
        }
        try await one.build()
        try await other.build()
        #expect(try Workshop.files(one.site) == Workshop.files(other.site))
    }
}
