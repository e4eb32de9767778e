import Testing

@testable import PromptuaryCore

@Suite("The files that a change touches")
struct FileChangesTests {
    @Test(
        "have names that mean the same on every system",
        arguments: [
            ("packages/acme/tool/1.0.0/tool-1.0.0.pdpkg", true), ("docs/größe.md", true), ("docs/.gitkeep", true),
            (".github/workflows/check.yml", true), ("docs//a", false), ("/docs/a", false), ("docs/", false),
            ("docs/../a", false), ("docs/./a", false), (".git/config", false), ("docs/.GIT/config", false),
            ("docs/.g\u{200C}it/config", false), ("docs/git~1", false), ("docs/aux.md", false), ("docs/CON", false),
            ("docs/a:b", false), ("docs/a\\b", false), ("docs/a\nb", false), ("docs/a\u{202E}b", false),
            ("docs/a ", false), ("docs/a.", false), (" docs/a", false), ("docs/\u{FF0E}git/x", false),
            (String(repeating: "a/", count: 300), false), ("docs/" + String(repeating: "a", count: 256), false),
        ] as [(String, Bool)])
    func names(_ path: String, _ isFine: Bool) {
        #expect((FileName.problem(in: Array(path.utf8)) == nil) == isFine)
    }

    @Test("are named in UTF-8")
    func bytes() {
        #expect(FileName.problem(in: [0x64, 0x6F, 0x63, 0x73, 0x2F, 0xFF]) != nil)
        #expect(FileName.problem(in: [0x64, 0x6F, 0x63, 0x73, 0x2F, 0xC0, 0xAF]) != nil)
    }

    @Test(
        "are only those that the tree format knows",
        arguments: [
            ("registry.yaml", .settings), ("README.md", .document), ("docs/a/b.md", .document),
            (".github/workflows/a.yml", .forge), ("CODEOWNERS", .forge), ("docs/CODEOWNERS", .forge),
            ("namespaces/acme/keys.json", .namespace("acme", file: "keys.json")),
            ("packages/acme/tool/package.yaml", .notes(namespace: "acme", name: "tool", file: "package.yaml")),
            (
                "packages/acme/tool/1.0.0/x.pdpkg",
                .release(namespace: "acme", name: "tool", version: "1.0.0", file: "x.pdpkg")
            ), ("trust/root.json", .trust), ("overrides/a.yaml", .consent), ("plugins/a/b", .other),
            ("packages/acme/tool/1.0.0/more/x", .unknown), ("packages/acme", .unknown), ("Makefile", .unknown),
            ("overrides/a/b.yaml", .unknown), ("namespaces/acme", .unknown), ("trust", .unknown),
            ("readme.md", .unknown), ("docs", .unknown),
        ] as [(String, TreePlace)])
    func places(_ path: String, _ place: TreePlace) {
        #expect(TreePlace(path) == place)
    }

    @Test(
        "belong to a package, a namespace, or what lies at the root",
        arguments: [
            ("packages/acme/tool/1.0.0/x", "packages/acme/tool"), ("packages/acme/x", "packages/acme/x"),
            ("packages/acme", "packages/acme"), ("namespaces/acme/keys.json", "namespaces/acme"),
            ("docs/a/b", "docs"), ("overrides/a.yaml", "overrides/a.yaml"), ("registry.yaml", "registry.yaml"),
        ])
    func units(_ path: String, _ unit: String) {
        #expect(TreePlace.unit(of: path) == unit)
    }

    @Test(
        "are findings when they are links, submodules, or something else than files",
        arguments: [
            ("120000", "file-irregular"), ("160000", "file-irregular"), ("100755", "file-executable"),
            ("100664", "file-irregular"), ("040000", "file-irregular"),
        ])
    func kinds(_ mode: String, _ rule: String) {
        let files = ChangeSpecimen.file("docs/a", ChangedFile.Content.Kind(mode: mode))
        #expect(files.findings().map(\.rule) == [rule])
    }

    @Test("never change or take away a release")
    func releases() {
        let path = "packages/acme/tool/1.0.0/tool-1.0.0.pdpkg"
        let (one, other) = (ChangeSpecimen.content(), ChangeSpecimen.content(.file, "b"))
        #expect(ChangeSpecimen.files(path, one, other).findings().map(\.rule) == ["release-changed"])
        let gone = ChangeSpecimen.files(path, one, nil)
        #expect(gone.findings().map(\.rule) == ["release-removed"])
        // But for those that are struck out, and only when they go.
        #expect(gone.findings(struckOut: [Array(path.utf8)]).isEmpty)
        #expect(gone.findings(struckOut: [Array((path + ".minisig").utf8)]).map(\.rule) == ["release-removed"])
        #expect(
            ChangeSpecimen.files(path, one, other).findings(struckOut: [Array(path.utf8)]).map(\.rule) == [
                "release-changed"
            ])
        #expect(ChangeSpecimen.files(path, nil, one).findings().isEmpty)
    }

    @Test("never take away what owners have said about a package, which nobody can sign")
    func notes() {
        let path = "packages/acme/tool/package.yaml"
        let (one, other) = (ChangeSpecimen.content(), ChangeSpecimen.content(.file, "b"))
        #expect(ChangeSpecimen.files(path, one, nil).findings().map(\.rule) == ["notes-signature"])
        #expect(ChangeSpecimen.files(path, one, other).findings().isEmpty)
        #expect(ChangeSpecimen.files(path, nil, one).findings().isEmpty)
        #expect(ChangeSpecimen.files(path + ".minisig", one, nil).findings().isEmpty)
    }

    @Test("never change or take away a signature of a key set, but lay it aside with its set")
    func keySets() {
        let folder = "namespaces/acme/"
        func rules(_ files: [(String, String?, String?)]) -> [String] {
            FileChanges(
                files.map { name, old, new in
                    ChangedFile(
                        Array((folder + name).utf8), old: old.map { ChangeSpecimen.content(.file, $0) },
                        new: new.map { ChangeSpecimen.content(.file, $0) })
                }
            ).findings().map(\.rule)
        }
        let next = [("keys.json", "a", "b"), ("keys.1.json", nil, "a")] as [(String, String?, String?)]
        #expect(rules(next + [("keys.json.minisig", "s", "t"), ("keys.1.json.minisig", nil, "s")]).isEmpty)
        #expect(rules(next + [("keys.json.minisig", "s", nil), ("keys.1.json.2.minisig", nil, "s")]).isEmpty)
        #expect(rules(next + [("keys.json.minisig", "s", "t")]) == ["signature-changed"])
        #expect(
            rules(next + [("keys.json.minisig", "s", "t"), ("keys.1.json.minisig", nil, "x")])
                == ["signature-changed"])
        #expect(rules([("keys.json.2.minisig", "s", nil)]) == ["signature-removed"])
        #expect(rules([("keys.1.json.sshsig", "s", nil)]) == ["signature-removed"])
        #expect(rules([("keys.1.json.sshsig", "s", "t")]) == ["signature-changed"])
        #expect(rules([("keys.1.json.sshsig", "s", nil), ("keys.2.json.sshsig", nil, "s")]) == ["signature-removed"])
        #expect(rules([("keys.json.3.minisig", nil, "s"), ("namespace.yaml", "a", "b")]).isEmpty)
    }

    @Test("are found at and below a path, whatever lies between the two in order")
    func below() {
        let paths = ["docs", "docs.md", "docs/a", "docs/a-b", "docs/a/b", "docs/a/c", "docs/ab", "docs0"]
        let files = FileChanges(
            paths.reversed().map { ChangedFile(Array($0.utf8), old: nil, new: ChangeSpecimen.content()) })
        for path in paths + ["", "d", "docs/", "docs/a/", "docs/z", "z", "/"] {
            let expected = paths.filter { $0 == path || $0.hasPrefix(path + "/") }
            #expect(files.files(at: path).map(\.path) == expected, "\(path)")
        }
    }

    @Test("do not collide with others in case, in the form of characters, or by a folder")
    func collisions() {
        func rules(_ new: String, beside others: [String]) -> [String] {
            FileChanges(
                [ChangedFile(Array(new.utf8), old: nil, new: ChangeSpecimen.content())],
                neighbours: ([new] + others).map { Array($0.utf8) }
            ).findings().map(\.path)
        }
        #expect(rules("docs/a.md", beside: ["docs/b.md", "docs/c/a.md"]).isEmpty)
        #expect(rules("docs/A.md", beside: ["docs/a.md"]) == ["docs/A.md"])
        #expect(rules("docs/B/x.md", beside: ["docs/b/y.md"]) == ["docs/B/x.md"])
        #expect(rules("docs/\u{E9}.md", beside: ["docs/e\u{301}.md"]).count == 1)
        #expect(rules("docs/straße.md", beside: ["docs/STRASSE.md"]).count == 1)
    }

    @Test("that collide with each other are told the same way, in whatever order they were found")
    func orderOfCollisions() {
        let paths = ["docs/caf\u{E9}.md", "docs/cafe\u{301}.md", "docs/CAFE\u{301}.md", "docs/a.md", "docs/A.md"]
        let files = paths.map { ChangedFile(Array($0.utf8), old: nil, new: ChangeSpecimen.content()) }
        let first = FileChanges(files, neighbours: files.map(\.bytes)).findings()
        #expect(first.count == 3)
        for _ in 0..<20 {
            #expect(FileChanges(files.shuffled(), neighbours: files.map(\.bytes).shuffled()).findings() == first)
        }
    }

    @Test("have ASCII names where the format has rules for names")
    func ascii() {
        #expect(ChangeSpecimen.file("packages/acme/tool/größe.txt").findings().map(\.rule) == ["file-unexpected"])
        #expect(ChangeSpecimen.file("docs/größe.txt").findings().isEmpty)
    }

    @Test("are all that there is: neither a folder in which nothing lies nor a file beside the tree gets in")
    func unseen() {
        let beside = ChangedFile(
            Array("../code.sh".utf8), old: nil, new: ChangedFile.Content(.file, blob: "1", size: nil))
        let findings = FileChanges([], empty: ["packages/acme/too1"], beside: [beside]).findings()
        #expect(findings.map(\.rule) == ["tree-form", "file-unexpected"])
        #expect(findings.map(\.path) == ["packages/acme/too1", "../code.sh"])
        #expect(findings.allSatisfy { $0.severity == .error })
    }

    @Test("are told one by one up to a hundred hollow folders, and the rest in one finding")
    func hollow() {
        for (count, last) in [
            (100, "nothing lies in it"), (101, "of 1 more folders"), (99_000, "of 98900 more folders"),
        ] {
            let findings = FileChanges([], empty: (0..<count).map { "packages/p\($0)" }).findings()
            #expect(findings.count == min(count, 101))
            #expect(findings.last?.message.hasPrefix(last) == true)
        }
    }

    @Test("put no more into a package whose list of files is as long as anybody reads, and may take out of it")
    func overfull() {
        let name = String(repeating: "a", count: 440)
        func paths(_ package: String, _ count: Int) -> [[UInt8]] {
            (0..<count).map { Array("packages/acme/\(package)/1.0.\($0)/\(name)-1.0.\($0).pdpkg".utf8) }
        }
        let count = FileChanges.listLimit / paths("full", 1)[0].count
        let content = ChangedFile.Content(.file, blob: "1", size: 1)
        func rules(_ neighbours: [[UInt8]], old: ChangedFile.Content?, new: ChangedFile.Content?) -> [String] {
            let file = ChangedFile(Array("packages/acme/full/9.0.0/full-9.0.0.pdpkg.minisig".utf8), old: old, new: new)
            return FileChanges([file], neighbours: neighbours).findings().map { "\($0.rule) \($0.path)" }
        }
        let full = paths("full", count)
        #expect(rules(full, old: nil, new: content) == ["change-size packages/acme/full"])
        #expect(rules(full, old: content, new: nil).allSatisfy { !$0.hasPrefix("change-size") })
        // Two packages together have nothing to do with each other.
        #expect(rules(paths("full", count / 2) + paths("other", count / 2), old: nil, new: content) == [])
    }

    @Test("that are too many are one finding, and nothing else is said about them")
    func cut() {
        #expect(FileChanges([], isCut: true).findings().map(\.rule) == ["change-size"])
    }
}
