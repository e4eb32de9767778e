import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("Publishing a tree")
struct PublicationTests {
    @Test("makes a site that our client verifies, and the second time signs nothing")
    func twice() async throws {
        let workshop = try Workshop.withTrust()
        let report = try #require(try await workshop.publishSite().signed)
        #expect(report.logSize == 5 && report.newEntries == 5 && report.bins == 16)
        #expect(try await workshop.broken() == "")
        let before = try Workshop.identities(workshop.site)
        let again = try await workshop.publishSite()
        #expect(again.signed?.newEntries == 0 && again.signed?.bins == 0 && again.written == 0 && again.removed == 0)
        #expect(try Workshop.identities(workshop.site) == before)
        #expect(try workshop.journals() == ["journal.json"])
    }

    @Test("enters releases, yanks and their ends, and key sets; clients follow from state to state")
    func changes() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        #expect(try await workshop.broken() == "")
        try workshop.addRelease("@acme/tool", "1.2.0+build.5")
        #expect(try await workshop.publishSite(on: 1).signed?.newEntries == 1)
        #expect(try await workshop.broken(on: 1) == "")
        #expect(try workshop.published("@acme/tool/-/")["@acme/tool/-/tool-1.2.0_build.5.pdpkg.tlog-proof"] != nil)
        try workshop.addNotes(
            "@acme/tool", "yanked: [{version: 1.0.0, reason: bad, at: \"2026-02-03T00:00:00Z\"}]\n")
        #expect(try await workshop.publishSite(on: 2).signed?.newEntries == 1)
        try workshop.addNotes("@acme/tool", "yanked: []\n")
        #expect(try await workshop.publishSite(on: 3).signed?.newEntries == 1)
        let one = try workshop.read("namespaces/acme/keys.json")
        for name in ["keys.json", "keys.json.minisig"] {
            try workshop.write(
                workshop.read("namespaces/acme/" + name),
                to: "namespaces/acme/" + name.replacing("keys.json", with: "keys.1.json"))
            try workshop.remove("namespaces/acme/" + name)
        }
        try workshop.addKeys("acme", Workshop.keySet([1, 2], version: 2, previous: one), signedBy: [1])
        #expect(try await workshop.publishSite(on: 4).signed?.newEntries == 1)
        #expect(try await workshop.broken(on: 4) == "")
        #expect(try workshop.entries().suffix(1).map { "\($0.time)" } == ["\(Workshop.day(4))"])
    }

    @Test("keeps private namespaces out of the log, the targets and the key shards")
    func privateNamespaces() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite { $0.privateSite = workshop.folder + "/hidden" }
        for (path, bytes) in try workshop.published() {
            #expect(!path.contains("inner") && !String(decoding: bytes, as: UTF8.self).contains("inner"), "\(path)")
        }
        #expect(try Workshop.files(workshop.folder + "/hidden").keys.contains { $0.hasPrefix("@inner/secret/-/") })
    }

    @Test(
        "keeps superseded files for 14 days, also when the builder's state is lost; roots, full tiles and what is current stay",
        arguments: [false, true])
    func superseded(_ isLost: Bool) async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        let first = try workshop.published()
        try workshop.addRelease("@acme/tool", "2.0.0")
        try workshop.rotate([.timestamp])
        let online = Workshop.newKeys([.timestamp])
        try await workshop.publishSite(on: 1, online: online)
        let old = first.keys.filter {
            ($0.hasPrefix("metadata/") || (try? SitePath($0))?.unnamed != nil) && $0 != "metadata/timestamp.json"
        }
        #expect(try Set(old).isSubset(of: workshop.published().keys))
        if isLost { try FileManager.default.removeItem(atPath: workshop.stateFolder + "/build.db") }
        try await workshop.publishSite(on: 14, online: online)
        if isLost { try FileManager.default.removeItem(atPath: workshop.stateFolder + "/build.db") }
        #expect(try Set(old).isSubset(of: workshop.published().keys))
        try await workshop.publishSite(on: 15, online: online)
        let last = try workshop.published()
        let gone = Set(old).subtracting(last.keys)
        #expect(gone.contains("metadata/1.snapshot.json"))
        #expect(gone.contains { $0.hasPrefix("log/") && $0.hasSuffix(".checkpoint") }, "\(gone)")
        #expect(gone.contains { $0.hasPrefix("@acme/tool/") && $0.hasSuffix(".index.json") } || !gone.isEmpty)
        #expect(last["metadata/1.root.json"] != nil && last["metadata/2.root.json"] != nil)
        #expect(last["log/tile/0/000.p/5"] != nil, "there is no full tile yet")
        #expect(try await workshop.broken(on: 15) == "")
    }

    @Test("is not undone by a build without keys")
    func unsignedBuild() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        let before = try workshop.published()
        #expect(await workshop.refusal { try await workshop.build() } == "site-signed")
        #expect(try workshop.published() == before)
    }

    @Test("turns a preview into a signed site")
    func preview() async throws {
        let workshop = try Workshop.withTrust()
        #expect(try await workshop.build().isBuilt)
        try await workshop.publishSite()
        #expect(try await workshop.broken() == "")
    }

    @Test("goes on from the site alone when the journal was lost")
    func journalLost() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        try FileManager.default.removeItem(atPath: workshop.stateFolder)
        try workshop.addRelease("@acme/tool", "2.0.0")
        #expect(try await workshop.publishSite(on: 1).signed?.logSize == 6)
        #expect(try await workshop.broken(on: 1) == "")
    }

    @Test("refuses an older copy of the site, with the code for distrust", arguments: [true, false])
    func olderCopy(_ isLogged: Bool) async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        try workshop.copySite(to: "copy")
        if isLogged {
            try workshop.addRelease("@acme/tool", "2.0.0")
        } else {
            try workshop.addNotes("@acme/tool", "deprecated: {reason: old}\n")
        }
        try await workshop.publishSite(on: 2)
        try workshop.restoreSite(from: "copy")
        let before = try workshop.published()
        let code = try #require(await workshop.refusal { try await workshop.publishSite(on: 3) })
        #expect(code == (isLogged ? "publish-log" : "publish-site"))
        #expect(PublishFault(rawValue: code)?.isDistrust == true)
        #expect(try workshop.published() == before)
    }

    @Test("refuses a site whose folder vanished, for its log would begin again")
    func vanished() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        try FileManager.default.removeItem(atPath: workshop.site)
        #expect(await workshop.refusal { try await workshop.publishSite(on: 1) } == "publish-log")
    }

    @Test("enters what an interrupted run has signed as that run did, and what came after it behind")
    func pending() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        try workshop.copySite(to: "before")
        let journal = try FileContents.read(workshop.stateFolder + "/journal.json", upTo: 1 << 20)
        try workshop.addRelease("@acme/tool", "2.0.0")
        try await workshop.publishSite(on: 1)
        let entry = try #require(try workshop.entries().last)
        let checkpoint = try #require(try workshop.published()["log/checkpoint"])

        // The run had written its entries, and nothing else.
        func interrupt() throws {
            try Data(PendingEntries(base: 5, entries: [entry.bytes]).bytes)
                .write(to: URL(fileURLWithPath: workshop.stateFolder + "/pending.json"))
            try Data(journal).write(to: URL(fileURLWithPath: workshop.stateFolder + "/journal.json"))
        }
        try workshop.restoreSite(from: "before")
        try interrupt()
        try await workshop.publishSite(on: 2)
        #expect(try workshop.published()["log/checkpoint"] == checkpoint)
        #expect(try workshop.journals() == ["journal.json", "superseded.log"])

        try workshop.restoreSite(from: "before")
        try interrupt()
        try workshop.addRelease("@acme/tool", "3.0.0")
        try await workshop.publishSite(on: 3)
        #expect(try workshop.entries().suffix(2).map(\.time) == [Workshop.day(1), Workshop.day(3)])
        #expect(try await workshop.broken(on: 3) == "")

        // The run had ended for readers, and not removed what it remembered.
        try interrupt()
        #expect(try await workshop.publishSite(on: 3).signed?.newEntries == 0)
        #expect(try workshop.journals() == ["journal.json", "superseded.log"])

        try Data("{}".utf8).write(to: URL(fileURLWithPath: workshop.stateFolder + "/journal.json"))
        #expect(await workshop.refusal { try await workshop.publishSite(on: 3) } == "publish-journal")
        try interrupt()
        try Data(PendingEntries(base: 50, entries: [entry.bytes]).bytes)
            .write(to: URL(fileURLWithPath: workshop.stateFolder + "/pending.json"))
        #expect(await workshop.refusal { try await workshop.publishSite(on: 3) } == "publish-log")
    }

    @Test("lets only one job work on a site")
    func twoJobs() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        let stage = try SiteStage(site: workshop.site, isSigned: true)
        let text = await workshop.refusal { try await workshop.publishSite(on: 1) }
        #expect(text?.contains("is at work on \(workshop.site)") == true)
        withExtendedLifetime(stage) {}
    }

    @Test("remembers in another folder when told so")
    func state() async throws {
        let workshop = try Workshop.withTrust()
        let state = workshop.folder + "/far/state"
        try await workshop.publishSite(state: state)
        #expect(try Workshop.names(state) == ["journal.json"])
        #expect(try workshop.journals().isEmpty)
        try workshop.addRelease("@acme/tool", "2.0.0")
        try await workshop.publishSite(on: 1, state: state)
        #expect(try PublishJournal(bytes: FileContents.read(state + "/journal.json", upTo: 1 << 20)).logSize == 6)
    }

    @Test("is refused when a release has left the tree")
    func removed() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        try workshop.remove("packages/acme/tool/1.1.0")
        let before = try workshop.published()
        let report = try await workshop.tryToPublish(on: 1)
        #expect(!report.isBuilt && report.findings.contains { "\($0.rule)" == "release-removed" })
        #expect(try workshop.published() == before)
    }

    @Test("is refused with keys that the holders did not name")
    func wrongKeys() async throws {
        let workshop = try Workshop.withTrust()
        for role in OnlineRole.allCases {
            #expect(
                await workshop.refusal { try await workshop.publishSite(online: [role: "evil"]) } == "publish-keys")
        }
    }
}

@Suite("Publishing after the server's keys were replaced")
struct PublicationRotationTests {
    @Test(
        "goes on, and clients of the first day follow",
        arguments: [[.bins], [.snapshot], [.timestamp], [.log], [.snapshot, .timestamp], OnlineRole.allCases]
            as [[OnlineRole]], [true, false])
    func follow(_ roles: [OnlineRole], _ hasNews: Bool) async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        #expect(try await workshop.broken() == "")
        try workshop.rotate(roles)
        if hasNews { try workshop.addRelease("@acme/tool", "2.0.0") }
        let online = Workshop.newKeys(roles)
        try await workshop.publishSite(on: 1, online: online)
        #expect(try await workshop.broken(on: 1) == "")
        #expect(try await workshop.broken(on: 1, memory: "new") == "")
        let before = try workshop.published()
        try await workshop.publishSite(on: 1, online: online)
        #expect(try workshop.published() == before)
    }

    @Test("leaves proofs that readers of the old and of the new state believe")
    func proofs() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        let old = try #require(try workshop.store.folder()).terms.log
        let path = "@acme/tool/-/tool-1.0.0.pdpkg.tlog-proof"
        let first = try LogProof(bytes: try #require(try workshop.published()[path]))
        try workshop.rotate([.log])
        try await workshop.publishSite(on: 1, online: Workshop.newKeys([.log]))
        let new = try #require(try workshop.store.folder()).terms.log
        let proof = try LogProof(bytes: try #require(try workshop.published()[path]))
        for log in [old, new] { #expect(try proof.verifiedEntry(in: log).entry.bytes == first.extra) }
        #expect(throws: Refusal.self) { try first.verifiedEntry(in: new) }
    }

    @Test("leaves proofs alone while the log keeps its earlier keys")
    func keptKeys() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        let path = "@acme/tool/-/tool-1.0.0.pdpkg.tlog-proof"
        let before = try workshop.published()[path]
        try workshop.rotate([.log], keepingLogKeys: true)
        try await workshop.publishSite(on: 1, online: Workshop.newKeys([.log]))
        #expect(try workshop.published()[path] == before)
        #expect(try await workshop.broken(on: 1) == "")
    }

    @Test("goes on after a run that stopped before any of its last renames", arguments: [false, true])
    func stopped(_ isAfterCheckpoint: Bool) async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        let old = try workshop.published()
        try workshop.rotate(OnlineRole.allCases)
        try workshop.addRelease("@acme/tool", "2.0.0")
        let online = Workshop.newKeys(OnlineRole.allCases)
        try await workshop.publishSite(on: 1, online: online)
        let new = try workshop.published()
        for name in ["metadata/timestamp.json"] + (isAfterCheckpoint ? [] : ["log/checkpoint"]) {
            try Data(try #require(old[name])).write(
                to: URL(fileURLWithPath: workshop.site + "/" + name), options: .atomic)
        }
        let bundle = try #require(new["log/tile/entries/000.p/6"])
        let entry = try #require(LogBundle(index: 0, width: 6).entries(bundle).last)
        try Data(PendingEntries(base: 5, entries: [entry]).bytes)
            .write(to: URL(fileURLWithPath: workshop.stateFolder + "/pending.json"))
        try FileManager.default.removeItem(atPath: workshop.stateFolder + "/journal.json")
        try await workshop.publishSite(on: 2, online: online)
        #expect(try workshop.published()["log/checkpoint"] == new["log/checkpoint"])
        #expect(try await workshop.broken(on: 2) == "")
    }

    @Test("lists the packages in 256 bins instead of 16, and clients follow")
    func bits() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        #expect(try await workshop.broken() == "")
        _ = try workshop.ceremony().change("more bins") { $0.bits = 8 }
        try workshop.publish(by: ["ada", "bea"])
        #expect(try await workshop.publishSite(on: 1).signed?.bins == 256)
        #expect(try await workshop.broken(on: 1) == "")
        #expect(try await workshop.publishSite(on: 1).signed?.bins == 0)
    }

    @Test("keeps what witnesses cosigned, also when the log gets another key")
    func witnesses() async throws {
        let workshop = try Workshop.withTrust()
        let name = try NoteName("w.example")
        let witness = NoteSigner(name: name, key: try Workshop.trustKey("witness"))
        _ = try workshop.ceremony().change("a witness") {
            try $0.setWitnesses([witness.verifier(.cosignature)], threshold: 1)
        }
        try workshop.publish(by: ["ada", "bea"])
        try await workshop.publishSite()
        #expect(try workshop.published()["log/witnessed"] == nil)
        var signed = try SignedCheckpoint(bytes: try #require(try workshop.published()["log/checkpoint"]))
        signed.add(witness.cosign(signed.checkpoint, at: Workshop.day(0)))
        try await workshop.publishSite(cosigned: [signed])
        #expect(try workshop.published()["log/witnessed"] == signed.bytes)
        #expect(try await workshop.broken() == "")
        try workshop.rotate([.log])
        try workshop.addRelease("@acme/tool", "2.0.0")
        try await workshop.publishSite(on: 1, online: Workshop.newKeys([.log]))
        let log = try #require(try workshop.store.folder()).terms.log
        let kept = try SignedCheckpoint(bytes: try #require(try workshop.published()["log/witnessed"]))
        #expect(kept.checkpoint == signed.checkpoint)
        #expect(try log.verifyWitnessed(kept).isWitnessed)
        // Witnesses of another log are heard by nobody; those of a fork stop the job.
        let origin = signed.checkpoint.origin
        let fork = Checkpoint(origin: origin, size: 3, root: SHA256Digest(of: [1]))
        let key = NoteSigner(name: origin, key: try Workshop.trustKey("new log"))
        #expect(
            await workshop.refusal {
                try await workshop.publishSite(
                    on: 1, online: Workshop.newKeys([.log]), cosigned: [fork.signed(by: key)])
            } == "publish-log")
    }
}
