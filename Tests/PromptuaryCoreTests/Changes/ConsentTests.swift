import Testing

@testable import PromptuaryCore

@Suite("What reviewers say about a change")
struct ConsentTests {
    private static func read(_ yaml: String, _ folder: Consent.Folder = .overrides) throws -> Consent {
        try Consent(YAMLReader.read(Array(yaml.utf8)), in: folder, approvers: ["rita"], file: "overrides/a.yaml")
    }

    @Test(
        "says what it is about, and why",
        arguments: [
            ("rule: version-skipped\nsubject: a\nreason: b\n", nil), ("subject: a\n", "document-field-missing"),
            ("rule: version-skipped\nsubject: a\n", "document-field-missing"),
            ("rule: version-skipped\nreason: b\n", "document-field-missing"),
            ("rule: version-skipped\nsubject: a\nreason: b\nmore: c\n", "document-field-unknown"),
            ("rule: release-changed\nsubject: a\nreason: b\n", "document-field-value"),
            ("rule: keys-at-once\nsubject: a\nreason: b\n", "document-field-value"),
            ("rule: no-such-rule\nsubject: a\nreason: b\n", "document-field-value"),
            ("rule: name-similar\nsubject: a\nreason: b\nsha256: abc\n", "document-field-value"),
            ("rule: version-skipped\nsubject: a\nreason: b\nnumber: 2\n", nil),
            ("rule: version-skipped\nsubject: a\nreason: b\nnumber: 1\n", "document-field-value"),
            ("rule: version-skipped\nsubject: a\nreason: b\nnumber: two\n", "document-field-type"),
            ("[]", "yaml-not-mapping"),
        ] as [(String, String?)])
    func reading(_ yaml: String, _ code: String?) throws {
        do {
            _ = try Self.read(yaml)
            #expect(code == nil)
        } catch let refusal as Refusal {
            #expect(refusal.code == code)
        }
    }

    @Test("lifts findings of its rule about its subject, and no others")
    func lifting() throws {
        let package = try ChangeSpecimen.versions(["1.0.0"], ["1.0.5", "1.0.7"])
        let files = ["packages/acme/tool/1.0.5/tool-1.0.5.pdpkg", "packages/acme/tool/1.0.5/tool-1.0.5.pdpkg.minisig"]
        let changed = FileChanges(
            files.map { ChangedFile(Array($0.utf8), old: nil, new: ChangeSpecimen.content()) })
        func list(_ signature: [UInt8]) -> SHA256Digest {
            let contents = [SHA256Digest(of: [1]), SHA256Digest(of: signature)]
            let lines = zip(contents, files).map { "\(Self.none)  \($0.hex)  \($1)\n" }
            return SHA256Digest(of: Array(lines.joined().utf8))
        }
        let digest = list([2])
        func lift(_ rule: String, _ subject: String, _ digest: SHA256Digest?) throws -> [String] {
            let consent = Consent(
                .override(rule: rule, reason: "x"), subject: subject, digest: digest, approvers: ["rita"],
                file: "overrides/a.yaml")
            let scope = try ChangeSpecimen.scope(
                files: changed, packages: [package], consents: [consent],
                contents: [files[0]: SHA256Digest(of: [1]), files[1]: SHA256Digest(of: [2])])
            let (standing, overrides) = scope.lifting(scope.findings())
            #expect(overrides.count == 1 && standing.count + overrides[0].lifted.count == scope.findings().count)
            return overrides[0].lifted.map(\.path)
        }
        let path = "packages/acme/tool/1.0.5/tool-1.0.5.pdpkg"
        #expect(try lift("version-skipped", "@acme/tool 1.0.5", digest) == [path])
        #expect(try lift("version-skipped", "@acme/tool 1.0.5", nil).isEmpty)
        #expect(try lift("version-skipped", "@acme/tool 1.0.5", SHA256Digest(of: [1])).isEmpty)
        // Neither another signature nor the package file alone is what the reviewer saw.
        #expect(try lift("version-skipped", "@acme/tool 1.0.5", list([3])).isEmpty)
        let alone = try #require(package.added.first).release.contents.digest
        #expect(try lift("version-skipped", "@acme/tool 1.0.5", alone).isEmpty)
        #expect(try lift("version-skipped", "@acme/tool", digest).isEmpty)
        #expect(try lift("version-backwards", "@acme/tool 1.0.5", digest).isEmpty)
    }

    /// What a list has where there is no file.
    private static let none = String(repeating: "0", count: 64)
    private static let path = "packages/acme/tool/1.0.0/tool-1.0.0.pdpkg"

    @Test("lets a change merge when enough reviewers agree to all that needs a person, as it is")
    func approvals() throws {
        let policy = "name: prompts.example\npolicy: {approvals: 2}\n"
        func answer(_ approvers: [String], _ digest: SHA256Digest?) throws -> Verdict.Merge.Answer {
            let consent = Consent(
                .approval, subject: "@acme/tool", digest: digest, approvers: approvers, file: "approvals/a.yaml")
            let scope = try ChangeSpecimen.scope(
                policy, files: ChangeSpecimen.file(Self.path), packages: [ChangeSpecimen.versions([], ["1.0.0"])],
                consents: [consent], contents: [Self.path: SHA256Digest(of: [1])])
            return MergeDecision(scope, findings: [], now: Timestamp(seconds: 0)).merge.answer
        }
        let digest = SHA256Digest(of: Array("\(Self.none)  \(SHA256Digest(of: [1]).hex)  \(Self.path)\n".utf8))
        #expect(try answer(["rita"], digest) == .no)
        #expect(try answer(["rita", "rita"], digest) == .no)
        #expect(try answer(["rita", "sam"], digest) == .yes)
        #expect(try answer(["rita", "sam"], nil) == .no)
        #expect(try answer(["rita", "sam"], SHA256Digest(of: [1])) == .no)
    }

    @Test(
        "is bound to what `sha256sum` says of the changed files of its subject, before and after",
        arguments: [
            ("@acme/tool", ["packages/acme/tool/package.yaml"]),
            ("@acme/tool latest", ["packages/acme/tool/package.yaml"]),
            ("acme", ["namespaces/acme/keys.json", "namespaces/acme/namespace.yaml"]),
            ("docs/a.md", ["docs/a.md"]), ("docs", ["docs/a.md", "docs/b.md"]), ("@acme/to", []),
            ("@acme", ["packages/acme/tool/package.yaml", "packages/acme/tools/package.yaml"]),
            ("nothing.md", []), ("", []),
        ] as [(String, [String])])
    func digests(_ subject: String, _ files: [String]) throws {
        let paths = [
            "docs/b.md", "namespaces/acme/namespace.yaml", "docs/a.md", "packages/acme/tool/package.yaml",
            "namespaces/acme/keys.json", "packages/acme/tools/package.yaml",
        ]
        let (gone, new) = ("docs/b.md", "namespaces/acme/keys.json")
        var contents: [String: SHA256Digest] = [:]
        var former: [String: SHA256Digest] = [:]
        for path in paths {
            if path != gone { contents[path] = SHA256Digest(of: Array(path.utf8)) }
            if path != new { former[path] = SHA256Digest(of: Array(path.utf8) + [1]) }
        }
        let scope = try ChangeSpecimen.scope(
            files: FileChanges(
                paths.map {
                    ChangedFile(
                        Array($0.utf8), old: $0 == new ? nil : ChangeSpecimen.content(.file, "b"),
                        new: $0 == gone ? nil : ChangeSpecimen.content())
                }),
            namespaces: [ChangeSpecimen.namespace("owners: [a]\n", "owners: [b]\n")], contents: contents,
            formerContents: former)
        let list = files.map { "\(former[$0]?.hex ?? Self.none)  \(contents[$0]?.hex ?? Self.none)  \($0)\n" }.joined()
        let expected = files.isEmpty ? nil : SHA256Digest(of: Array(list.utf8))
        #expect(scope.digest(of: subject)?.approval == expected && scope.digest(of: subject)?.override == expected)
    }

    @Test(
        "an approval of a release that is new is bound to the package file, and to the list when it is yanked at once")
    func releases() throws {
        func digest(_ notes: String, contents: [String: SHA256Digest]) throws -> (ConsentDigest?, SHA256Digest) {
            let package = try ChangeSpecimen.package(
                Specimen.package("@acme/tool", ["1.0.0"]),
                Specimen.package("@acme/tool", ["1.0.0", "1.0.1"], notes: notes))
            let path = try #require(package.added.first).release.path
            let scope = try ChangeSpecimen.scope(
                files: ChangeSpecimen.file(path), packages: [package],
                contents: contents.isEmpty ? [:] : [path: SHA256Digest(of: [1])])
            return (scope.digest(of: "@acme/tool 1.0.1"), try #require(package.added.first).release.contents.digest)
        }
        let known = ["": SHA256Digest(of: [1])]
        let line = "\(Self.none)  \(SHA256Digest(of: [1]).hex)  packages/acme/tool/1.0.1/tool-1.0.1.pdpkg\n"
        let list = SHA256Digest(of: Array(line.utf8))
        let (new, file) = try digest("dist-tags: {}\n", contents: known)
        #expect(new == ConsentDigest(approval: file, override: list))
        #expect(
            try digest("yanked: [{version: 1.0.1, reason: x}]\n", contents: known).0
                == ConsentDigest(approval: list, override: list))
        #expect(try digest("dist-tags: {}\n", contents: [:]).0 == ConsentDigest(approval: file, override: nil))
    }

    @Test("says nothing about what cannot be read, on whichever side")
    func unreadable() throws {
        let path = "docs/a.md"
        let scope = try ChangeSpecimen.scope(files: ChangeSpecimen.file(path))
        #expect(scope.digest(of: path) == nil && scope.digests([]).isEmpty)
        let files = ChangeSpecimen.files(path, ChangeSpecimen.content(.file, "b"), ChangeSpecimen.content())
        let after = try ChangeSpecimen.scope(files: files, contents: [path: SHA256Digest(of: [1])])
        #expect(after.digest(of: path) == nil)
    }

    @Test("is a question when the change does not have what it is about, and none when it has")
    func strays() throws {
        let path = "docs/a.md"
        let known = [path: SHA256Digest(of: [1])]
        func findings(_ subject: String, _ digest: SHA256Digest?, before: [UInt8]) throws -> [Finding] {
            let consent = Consent(
                .approval, subject: subject, digest: digest, approvers: ["rita"], file: "approvals/a.yaml")
            let scope = try ChangeSpecimen.scope(
                files: ChangeSpecimen.files(path, ChangeSpecimen.content(.file, "b"), ChangeSpecimen.content()),
                consents: [consent], contents: known, formerContents: [path: SHA256Digest(of: before)])
            return scope.findings()
        }
        let seen = try #require(
            try ChangeSpecimen.scope(
                files: ChangeSpecimen.files(path, ChangeSpecimen.content(.file, "b"), ChangeSpecimen.content()),
                contents: known, formerContents: [path: SHA256Digest(of: [2])]
            ).digest(of: path)?.approval)
        #expect(try findings(path, seen, before: [2]).isEmpty)
        for stray in [
            try findings(path, seen, before: [3]), try findings("docs/b.md", seen, before: [2]),
            try findings(path, nil, before: [2]),
        ] {
            #expect(stray.map(\.rule) == ["consent-stray"] && stray.map(\.path) == ["approvals/a.yaml"])
        }
    }
}
