import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("The check of a change")
struct ChangeCheckTests {
    @Test("lets a new version by its owners merge, and lists what changes")
    func release() async throws {
        let workshop = try Workshop.withBranch()
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.commit()
        let verdict = try await workshop.judge()
        #expect(verdict.findings.filter { $0.severity == .error }.isEmpty)
        #expect(verdict.outcome == .clean && verdict.merge.answer == .yes)
        #expect(verdict.changes == [Verdict.Change(.release, .added, "@acme/tool 1.1.1")])
        #expect(verdict.registry?.text == workshop.registry)
    }

    @Test("says the same in a bare repository, and never looks at what is checked out")
    func bare() async throws {
        let workshop = try Workshop.withBranch()
        try workshop.addRelease("@acme/tool", "1.3.0")
        try workshop.commit()
        let here = try await workshop.judge()
        #expect(here.findings.map(\.rule).contains("version-skipped"))
        try workshop.git("clone", "-q", "--bare", workshop.tree, workshop.folder + "/bare")
        #expect(try await workshop.judge("change", in: workshop.folder + "/bare") == here)
        try workshop.write("name: [", to: "registry.yaml")
        try workshop.remove("packages")
        #expect(try await workshop.judge() == here)
    }

    @Test("judges a repository whose objects have SHA-256 numbers")
    func numbers() async throws {
        let workshop = try Workshop.withTree()
        try workshop.git("init", "-q", "--object-format=sha256")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "change")
        try workshop.addRelease("@acme/t00l", "1.0.0")
        try workshop.commit()
        let verdict = try await workshop.judge()
        #expect(verdict.base.count == 64)
        #expect(verdict.findings.contains { $0.rule == "name-collision" && $0.path.hasPrefix("packages/acme/") })
    }

    @Test("judges a tree in a folder of a repository")
    func folder() async throws {
        let workshop = try Workshop.withTree()
        try workshop.git("-C", "..", "init", "-q")
        try workshop.git("-C", "..", "add", "tree")
        try workshop.git("-C", "..", "commit", "-q", "-m", "x")
        try workshop.git("-C", "..", "checkout", "-q", "-b", "change")
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.git("-C", "..", "add", "tree")
        try workshop.git("-C", "..", "commit", "-q", "-m", "x")
        let verdict = try await workshop.judge()
        #expect(verdict.changes.map(\.subject) == ["@acme/tool 1.1.1"] && verdict.outcome == .clean)
    }

    @Test("finds a release that nobody, or nobody of the namespace, has signed")
    func signatures() async throws {
        let workshop = try Workshop.withBranch()
        try workshop.addRelease("@acme/tool", "1.1.1", signedBy: [])
        #expect(try await workshop.errors() == ["signature-missing"])
        try workshop.addRelease("@acme/tool", "1.1.1", signedBy: [3])
        let errors = try await workshop.errors()
        #expect(errors.contains("signature-threshold"))
    }

    @Test("judges with the keys of the base: new keys are not used in the request that brings them")
    func keys() async throws {
        let workshop = try Workshop.withBranch()
        let old = try workshop.read("namespaces/acme/keys.json")
        try workshop.write(old, to: "namespaces/acme/keys.1.json")
        try workshop.write(
            try workshop.read("namespaces/acme/keys.json.minisig"), to: "namespaces/acme/keys.1.json.minisig")
        try workshop.addKeys(
            "acme", try Workshop.keySet([1, 3], version: 2, previous: old), signedBy: [1])
        let alone = try await workshop.errors()
        #expect(alone.isEmpty)
        #expect(try await workshop.judge().merge.answer == .no)
        try workshop.addRelease("@acme/tool", "1.1.1", signedBy: [3])
        let both = try await workshop.errors()
        #expect(both.isSuperset(of: ["keys-at-once", "signature-threshold"]))
    }

    @Test("refuses a stranger's chain of keys in the place of the owners'")
    func foreignKeys() async throws {
        let workshop = try Workshop.withBranch()
        try workshop.remove("namespaces/acme/keys.json.minisig")
        try workshop.addKeys("acme", try Workshop.keySet([5]), signedBy: [5])
        #expect(try await workshop.errors().contains("keys-changed"))
        try workshop.addRelease("@acme/tool", "1.1.1", signedBy: [5])
        #expect(try await workshop.errors().isSuperset(of: ["keys-changed", "signature-threshold"]))
    }

    @Test("takes the policy from the base, whatever the branch says")
    func policy() async throws {
        let workshop = try Workshop.withTree()
        let strict = "name: prompts.example\ntitle: Prompts\npolicy: {licences: {deny: [MIT]}}\n"
        try workshop.write(strict, to: "registry.yaml")
        try workshop.git("init", "-q")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "change")
        try workshop.write("name: prompts.example\ntitle: Prompts\n", to: "registry.yaml")
        try workshop.addRelease("@acme/tool", "1.1.1")
        #expect(try await workshop.errors() == ["licence-policy"])
        #expect(try await workshop.judge().findings.contains { $0.rule == "policy-changed" })
    }

    @Test("never lets a release change or vanish")
    func immutable() async throws {
        let workshop = try Workshop.withBranch()
        try workshop.addRelease("@acme/tool", "1.0.0", summary: "Something else")
        #expect(try await workshop.errors().contains("release-changed"))
        try workshop.remove("packages/acme/tool/1.0.0")
        #expect(try await workshop.errors().contains("release-removed"))
    }

    @Test("finds links, submodules, programs and files of nobody")
    func kinds() async throws {
        let workshop = try Workshop.withBranch()
        try workshop.link("packages/acme/tool/1.0.0/more", to: "../../../../registry.yaml")
        try workshop.write("#!/bin/sh\n", to: "docs/run.sh")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: workshop.path("docs/run.sh"))
        try workshop.write("x", to: "surprise.txt")
        try workshop.git("add", "-A")
        try workshop.git(
            "update-index", "--add", "--cacheinfo", "160000,1234567890123456789012345678901234567890,plugins/x")
        try workshop.git("commit", "-q", "-m", "x")
        let verdict = try await workshop.judge()
        let found = Set(verdict.findings.filter { $0.severity == .error }.map { "\($0.rule) \($0.path)" })
        #expect(
            found == [
                "file-irregular packages/acme/tool/1.0.0/more", "file-executable docs/run.sh",
                "file-unexpected surprise.txt", "file-irregular plugins/x",
            ])
    }

    @Test("runs nothing that a branch or the repository could have set up")
    func nothingRuns() async throws {
        let workshop = try Workshop.withBranch()
        let mark = workshop.folder + "/mark"
        let script = workshop.folder + "/script"
        try Data("#!/bin/sh\necho \"$0\" >> '\(mark)'\ncat\n".utf8).write(to: URL(fileURLWithPath: script))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        try workshop.write("* filter=evil diff=evil merge=evil\n", to: ".gitattributes")
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.commit()
        for (name, value) in [
            ("filter.evil.clean", script), ("filter.evil.smudge", script), ("filter.evil.process", script),
            ("diff.external", script), ("diff.evil.command", script), ("diff.evil.textconv", script),
            ("merge.evil.driver", script), ("core.fsmonitor", script), ("core.pager", script),
            ("core.hooksPath", workshop.folder), ("core.sshCommand", script), ("pager.diff", script),
        ] { try workshop.git("config", name, value) }
        let verdict = try await workshop.judge()
        #expect(verdict.findings.contains { $0.rule == "git-file" && $0.path == ".gitattributes" })
        #expect(!FileManager.default.fileExists(atPath: mark))
    }

    @Test("does not follow replaced objects")
    func replaced() async throws {
        let workshop = try Workshop.withBranch()
        try workshop.addRelease("@acme/tool", "1.1.1", signedBy: [])
        try workshop.commit()
        try workshop.git("replace", "change", "main")
        let verdict = try await workshop.judge("change")
        #expect(verdict.findings.contains { $0.rule == "signature-missing" })
    }

    @Test("has a clear word where there is nothing to judge")
    func refusals() async throws {
        let workshop = try Workshop.withBranch()
        func refusal(_ head: String = "HEAD", since base: String = "main", in folder: String? = nil) async -> String? {
            do {
                _ = try await workshop.judge(head, since: base, in: folder)
                return nil
            } catch {
                return (error as? Refusal)?.code ?? "\(error)"
            }
        }
        #expect(await refusal(since: "nowhere") == "change-base-unknown")
        #expect(await refusal(since: "--output=/x") == "change-base-unknown")
        #expect(await refusal("HEAD:registry.yaml") == "change-head-unknown")
        #expect(await refusal(in: workshop.folder) == "change-no-repository")
        #expect(await refusal(in: workshop.folder + "/none") == "change-no-repository")
        try workshop.git("checkout", "-q", "--orphan", "other")
        try workshop.git("commit", "-q", "-m", "another beginning")
        #expect(await refusal() == "change-unrelated-history")
        try workshop.git("checkout", "-q", "change")
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.commit()
        try workshop.git("checkout", "-q", "main")
        try workshop.addRelease("@acme/more", "1.0.0")
        try workshop.commit()
        let shallow = workshop.folder + "/shallow"
        try workshop.git(
            "clone", "-q", "--bare", "--depth", "1", "--no-single-branch", "file://" + workshop.tree, shallow)
        #expect(await refusal("change", in: shallow) == "change-shallow-clone")
        try workshop.remove("registry.yaml")
        try workshop.commit()
        #expect(await refusal("change") == "change-base-not-a-tree")
    }

    @Test("distrusts a base whose settings or trust do not hold")
    func distrust() async throws {
        let workshop = try Workshop.withBranch()
        try workshop.git("checkout", "-q", "main")
        try workshop.write("name: [\n", to: "registry.yaml")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "next")
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.commit()
        let verdict = try await workshop.judge()
        #expect(verdict.outcome == .distrust && verdict.merge.answer == .no && !verdict.findings.isEmpty)
    }

    @Test("finds what both sides have changed, and judges the rest as it would be after the merge")
    func conflicts() async throws {
        let workshop = try Workshop.withBranch()
        try workshop.addNotes("@acme/tool", "dist-tags: {stable: 1.0.0}\n")
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.commit()
        try workshop.git("checkout", "-q", "main")
        try workshop.addNotes("@acme/tool", "dist-tags: {stable: 1.1.0}\n")
        try workshop.addRelease("@acme/tool", "1.1.1", summary: "Came first")
        try workshop.commit()
        let verdict = try await workshop.judge("change")
        let conflicts = Set(verdict.findings.filter { $0.rule == "change-conflict" }.map(\.path))
        #expect(
            conflicts.isSuperset(of: [
                "packages/acme/tool/package.yaml", "packages/acme/tool/1.1.1/tool-1.1.1.pdpkg",
            ]))
        try workshop.git("checkout", "-q", "-b", "later", "main~1")
        try workshop.addRelease("@acme/tool", "1.1.2")
        try workshop.commit()
        let later = try await workshop.judge("later")
        #expect(later.outcome == .clean && later.changes.map(\.subject) == ["@acme/tool 1.1.2"])
    }

    @Test("asks those who need a package when it offers less")
    func dependents() async throws {
        let workshop = try Workshop.withTree()
        let path = "packages/acme/user/1.0.0/user-1.0.0.pdpkg"
        try workshop.write(try Workshop.package("@acme/user", "1.0.0", needing: "@acme/tool"), to: path)
        try workshop.sign(path, by: [1], .release(registry: workshop.registry, id: "@acme/user", version: "1.0.0"))
        try workshop.git("init", "-q")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "change")
        try workshop.addNotes("@acme/tool", "yanked: [{version: 1.1.0, reason: broken}]\n")
        #expect(try await workshop.errors().isEmpty)
        try workshop.addNotes(
            "@acme/tool", "yanked: [{version: 1.1.0, reason: broken}, {version: 1.0.0, reason: broken}]\n", version: 1)
        try workshop.commit()
        let verdict = try await workshop.judge()
        let told = verdict.findings.filter { $0.severity != .note }.map { "\($0.severity) \($0.rule) \($0.path)" }
        #expect(told == ["warning dependency-lost \(path)"])
        #expect(verdict.merge.answer == .yes, "an owner may always yank")
        // What comes now has to find what it needs.
        let next = "packages/acme/user/1.0.1/user-1.0.1.pdpkg"
        try workshop.write(try Workshop.package("@acme/user", "1.0.1", needing: "@acme/tool"), to: next)
        try workshop.sign(next, by: [1], .release(registry: workshop.registry, id: "@acme/user", version: "1.0.1"))
        #expect(try await workshop.errors() == ["dependency-missing"])
    }

    @Test("resolves what a release needs beside everything that the base has")
    func dependencies() async throws {
        let workshop = try Workshop.withBranch()
        func add(_ needed: String, _ version: String) throws {
            let path = "packages/acme/user/\(version)/user-\(version).pdpkg"
            try workshop.write(try Workshop.package("@acme/user", version, needing: needed), to: path)
            try workshop.sign(
                path, by: [1], .release(registry: workshop.registry, id: "@acme/user", version: version))
        }
        try add("@acme/tool", "1.0.0")
        #expect(try await workshop.errors().isEmpty)
        try add("@acme/none", "1.1.0")
        #expect(try await workshop.errors() == ["dependency-missing"])
        try workshop.remove("packages/acme/user/1.1.0")
        try add("@inner/secret", "1.1.0")
        #expect(try await workshop.errors() == ["dependency-private"])
    }

    @Test("does not blame a change for what the base has")
    func blame() async throws {
        let workshop = try Workshop.withTree()
        try workshop.addRelease("@acme/tool", "1.2.0", signedBy: [])
        try workshop.git("init", "-q")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "change")
        try workshop.addRelease("@acme/tool", "1.2.1")
        #expect(try await workshop.errors().isEmpty)
        // The same finding about a file that the change touches is the change's.
        try workshop.write(
            try Workshop.package("@acme/tool", "1.2.0", summary: "Other"),
            to: "packages/acme/tool/1.2.0/tool-1.2.0.pdpkg")
        #expect(try await workshop.errors().isSuperset(of: ["signature-missing", "release-changed"]))
    }

    @Test("counts what reviewers of the base have signed, for the bytes that they saw")
    func overrides() async throws {
        let workshop = try Workshop.withTree()
        let reviewer = try Workshop.key(8).publicKey.text
        try workshop.write(
            "name: prompts.example\npolicy: {reviewers: [{name: rita, key: \"\(reviewer)\"}]}\n", to: "registry.yaml")
        try workshop.git("init", "-q")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "change")
        let path = try workshop.addRelease("@acme/tool", "1.3.0")
        #expect(try await workshop.errors() == ["version-skipped"])
        func override(_ name: String, rule: String = "version-skipped", digest: String, by key: UInt8) throws {
            let file = "overrides/\(name).yaml"
            try workshop.write(
                "rule: \(rule)\nsubject: \"@acme/tool 1.3.0\"\nreason: 1.2.0 was never finished\nsha256: \(digest)\n",
                to: file)
            try workshop.sign(file, by: [key], .consent(registry: workshop.registry, path: file))
        }
        let digests = try #require(try await workshop.judge().digests["@acme/tool 1.3.0"])
        let digest = try #require(digests.override).hex
        // An approval is about the package file; an override is about everything beside it, too.
        #expect(digests.approval == SHA256Digest(of: try workshop.read(path)) && digests.approval.hex != digest)
        try override("e", digest: digests.approval.hex, by: 8)
        #expect(try await workshop.errors() == ["version-skipped"])
        try workshop.remove("overrides")
        try override("a", digest: digest, by: 4)
        #expect(try await workshop.errors() == ["consent-invalid", "version-skipped"])
        try workshop.remove("overrides")
        try override("b", digest: SHA256Digest(of: [1]).hex, by: 8)
        #expect(try await workshop.errors() == ["version-skipped"])
        try workshop.remove("overrides")
        try override("c", rule: "release-changed", digest: digest, by: 8)
        #expect(try await workshop.errors() == ["document-field-value", "version-skipped"])
        try workshop.remove("overrides")
        try override("d", digest: digest, by: 8)
        #expect(try await workshop.errors().isEmpty)
        let verdict = try await workshop.judge()
        #expect(verdict.merge.answer == .yes && verdict.lifted.map(\.finding.rule) == ["version-skipped"])
        #expect(verdict.overrides.map(\.approver) == ["rita"])
        // For the next request it says nothing, and it cannot be changed.
        try workshop.git("checkout", "-q", "-b", "next")
        try workshop.addRelease("@acme/tool", "1.5.0")
        try workshop.commit()
        #expect(try await workshop.judge(since: "change").findings.contains { $0.rule == "version-skipped" })
        try workshop.remove("overrides")
        try workshop.commit()
        #expect(try await workshop.judge(since: "change").findings.contains { $0.rule == "consent-invalid" })
    }

    @Test("finds folders in git that name a thing twice, which git itself never writes")
    func treeForm() async throws {
        let workshop = try Workshop.withBranch()
        let path = workshop.folder + "/entries"
        // The same file of a package under two numbers: what is judged is not what others would see.
        let entry = Array("100644 package.yaml\0".utf8)
        let blobs = try ["registry.yaml", "namespaces/acme/namespace.yaml"].map { file in
            try #require(Hex.decode(try workshop.answer("rev-parse", "main:" + file)))
        }
        try Data(entry + blobs[0] + entry + blobs[1]).write(to: URL(fileURLWithPath: path))
        let tool = try workshop.answer("hash-object", "-t", "tree", "-w", "--literally", path)
        func wrap(_ name: String, _ tree: String) throws -> String {
            let bytes = try #require(Hex.decode(tree))
            try Data(Array("40000 \(name)\0".utf8) + bytes).write(to: URL(fileURLWithPath: path))
            return try workshop.answer("hash-object", "-t", "tree", "-w", "--literally", path)
        }
        let tree = try wrap("packages", try wrap("acme", try wrap("tool", tool)))
        let head = try workshop.answer("commit-tree", tree, "-p", "main", "-m", "x")
        let verdict = try await workshop.judge(head)
        #expect(verdict.findings.contains { $0.rule == "tree-form" && $0.path == "packages/acme/tool" })
    }

    @Test(
        "refuses to judge what the repository lacks, as if it were not there",
        arguments: ["packages/acme/tool/1.1.1/tool-1.1.1.pdpkg", "docs/more.md"])
    func missing(_ path: String) async throws {
        let workshop = try Workshop.withBranch()
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.write("more", to: "docs/more.md")
        try workshop.commit()
        let blob = try workshop.answer("rev-parse", "HEAD:" + path)
        try workshop.remove(".git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
        let refusal = await #expect(throws: Refusal.self) { try await workshop.judge() }
        #expect(refusal?.code == "change-objects-missing")
    }

    @Test("lists a new release that its reader refuses as added")
    func refusedRelease() async throws {
        let workshop = try Workshop.withBranch()
        try workshop.write("no archive", to: "packages/acme/tool/1.1.1/tool-1.1.1.pdpkg")
        try workshop.commit()
        let verdict = try await workshop.judge()
        #expect(verdict.outcome == .findings && verdict.merge.reasons.allSatisfy { $0.name != "policy" })
        #expect(verdict.changes == [Verdict.Change(.release, .added, "@acme/tool 1.1.1")])
    }

    @Test("does not look at a change of more than 10,000 files")
    func size() async throws {
        let workshop = try Workshop.withBranch()
        for number in 0...10_000 { try workshop.write("\(number)", to: "docs/\(number / 100)/\(number).md") }
        try workshop.commit()
        let verdict = try await workshop.judge()
        #expect(verdict.findings.map(\.rule) == ["change-size"] && verdict.changes.isEmpty)
    }
}
