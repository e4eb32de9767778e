import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

/// A tree whose trust three holders of whom two sign begin in one go.
extension Workshop {
    static let ceremonyTime = Timestamp(seconds: 1_800_000_000)

    var store: TrustStore { TrustStore(tree) }

    func ceremony(daysLater days: Int = 0) throws -> TrustCeremony {
        try TrustCeremony(tree: tree, at: Timestamp(seconds: Self.ceremonyTime.seconds + days * 86_400))
    }

    /// The key of a holder or of the server; numbers up to 100 belong to publishers.
    static func trustKey(_ name: String) throws -> SecretKey {
        try SecretKey(seed: SecretBytes(SHA256Digest(of: Array(name.utf8)).bytes), scheme: .ssh)
    }

    static func holder(_ name: String) throws -> TrustTerms.Holder {
        TrustTerms.Holder(name: try HolderName(name), key: try trustKey(name).publicKey.key)
    }

    static func firstTerms() throws -> TrustTerms {
        func key(_ role: OnlineRole) throws -> Ed25519.PublicKey { try trustKey(role.rawValue).publicKey.key }
        let origin = NoteName(logOf: try RegistryName("prompts.example"))
        return try TrustTerms(
            holders: [holder("ada"), holder("bea"), holder("cyr")], threshold: 2,
            online: TrustTerms.OnlineKeys(
                bins: key(.bins), snapshot: key(.snapshot), timestamp: key(.timestamp)),
            bits: 4,
            log: LogDescription(origin: origin, keys: [NoteVerifier(name: origin, kind: .ed25519, key: key(.log))]))
    }

    static func withTrust() throws -> Workshop {
        let workshop = try Workshop.withTree()
        _ = try workshop.ceremony().begin(try firstTerms())
        try workshop.publish(by: ["ada", "bea"])
        return workshop
    }

    func signTrust(by names: [String]) throws {
        for name in names {
            let proposal = try #require(try store.proposal(after: try store.folder()))
            _ = try store.keep(try proposal.sign(with: Workshop.trustKey(name)))
        }
    }

    @discardableResult
    func publish(by names: [String]) throws -> [String] {
        try signTrust(by: names)
        return try store.publish()
    }

    /// The code of the refusal that a body ends with.
    static func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let refusal as Refusal {
            return refusal.code
        } catch {
            return "\(error)"
        }
    }
}

@Suite("The trust folder of a tree")
struct TrustStoreTests {
    @Test("begins with a ceremony, and only once")
    func begin() throws {
        let workshop = try Workshop.withTree()
        #expect(try workshop.store.folder() == nil && workshop.store.proposal(after: nil) == nil)
        #expect(Workshop.code { _ = try workshop.store.publish() } == "trust-no-proposal")
        #expect(Workshop.code { _ = try workshop.ceremony().renew() } == "trust-missing")
        _ = try workshop.ceremony().begin(try Workshop.firstTerms())
        #expect(Workshop.code { _ = try workshop.ceremony().begin(try Workshop.firstTerms()) } == "trust-exists")
        #expect(Workshop.code { _ = try workshop.store.publish() } == "trust-incomplete")
        let paths = try workshop.publish(by: ["cyr", "ada"])
        #expect(
            paths == ["trust/bins.json", "trust/keys.json", "trust/log.json", "trust/root.json", "trust/targets.json"])
        #expect(try Workshop.names(workshop.path("trust")).contains("pending") == false)
        #expect(Workshop.code { _ = try workshop.ceremony().begin(try Workshop.firstTerms()) } == "trust-exists")
    }

    @Test("confirms the keys of public namespaces, and says which are not confirmed")
    func confirm() throws {
        let workshop = try Workshop.withTrust()
        #expect(try workshop.ceremony().status().unconfirmed.map(\.text) == ["acme", "city.library"])
        _ = try workshop.ceremony().confirm([NamespaceName("acme")])
        try workshop.publish(by: ["ada", "cyr"])
        #expect(try workshop.ceremony().status().unconfirmed.map(\.text) == ["city.library"])
        let folder = try #require(try workshop.store.folder())
        #expect(folder.terms.confirmedNamespaces.map(\.text) == ["acme"])
        #expect(folder.roles["keys"]?.body.version == 2 && folder.roles["targets"]?.body.version == 1)
        let confirmed = try #require(folder.terms.confirmed(try NamespaceName("acme")))
        #expect(try confirmed.document == workshop.read("namespaces/acme/keys.json"))
        #expect(Workshop.code { _ = try workshop.ceremony().confirm([NamespaceName("inner")]) } == "trust-namespace")
        #expect(Workshop.code { _ = try workshop.ceremony().confirm([NamespaceName("acme")]) } == "trust-unchanged")
    }

    @Test("warns a signer whose tree has other keys than would be confirmed")
    func deviations() throws {
        let workshop = try Workshop.withTrust()
        let proposal = try workshop.ceremony().confirm([])
        #expect(
            TrustReview(of: proposal, registry: try RegistryName("prompts.example")).text
                .contains("@acme version 1, 1 of 1 keys sign\n      signed by its own keys\n"))
        let settings = try workshop.store.settings()
        #expect(try workshop.store.deviations(of: proposal, settings: settings).isEmpty)
        try workshop.addKeys("acme", try Workshop.keySet([2]), signedBy: [2])
        #expect(try workshop.store.deviations(of: proposal, settings: settings).map(\.text) == ["acme"])
    }

    @Test("lets a namespace that lost its keys go on, and says to every signer that nobody signed")
    func lostPublisherKeys() throws {
        let workshop = try Workshop.withTrust()
        let acme = try NamespaceName("acme")
        _ = try workshop.ceremony().confirm([acme])
        try workshop.publish(by: ["ada", "bea"])
        let one = try workshop.read("namespaces/acme/keys.json")
        for name in ["keys.json", "keys.json.minisig"] {
            let bytes = try workshop.read("namespaces/acme/" + name)
            try workshop.write(bytes, to: "namespaces/acme/" + name.replacing("keys.json", with: "keys.1.json"))
            try workshop.remove("namespaces/acme/" + name)
        }
        let two = try Workshop.keySet([1, 2], version: 2, previous: one, revoked: [1])
        try workshop.addKeys("acme", two, signedBy: [2])
        #expect(Workshop.code { _ = try workshop.ceremony().confirm([acme]) } == "trust-namespace")
        let proposal = try workshop.ceremony().confirm([acme], unsigned: true)
        let settings = try workshop.store.settings()
        let review = TrustReview(of: proposal, registry: settings.name).text
        #expect(review.contains("NOT SIGNED by the keys confirmed before"))
        #expect(try workshop.store.deviations(of: proposal, settings: settings).isEmpty)
        try workshop.publish(by: ["ada", "bea"])
        let terms = try #require(try workshop.store.folder()).terms
        #expect(terms.confirmedDigests[acme] == SHA256Digest(of: two.file))
        #expect(try workshop.ceremony().status().unconfirmed.map(\.text) == ["city.library"])
    }

    @Test("adds steps to a change that nobody has signed, and none to one that somebody has")
    func steps() throws {
        let workshop = try Workshop.withTrust()
        let ceremony = try workshop.ceremony()
        _ = try ceremony.change("remove bea") { try $0.removeHolder(HolderName("bea")) }
        let both = try ceremony.change("add dan") { try $0.add(Workshop.holder("dan")) }
        #expect(both.title.purpose == ["remove bea", "add dan"])
        #expect(both.terms.holders.map(\.name.text) == ["ada", "cyr", "dan"] && both.roles["root"]?.version == 2)
        try workshop.signTrust(by: ["ada"])
        #expect(Workshop.code { _ = try ceremony.renew() } == "trust-proposal-signed")
        try FileManager.default.removeItem(atPath: workshop.path("trust/pending"))
        #expect(try ceremony.renew().names == ["root", "targets", "keys", "bins"])
    }

    @Test(
        "refuses what does not belong to it",
        arguments: ["trust/x", "trust/shards/x", "trust/deep/x", "trust/pending/x"])
    func strays(_ path: String) throws {
        let workshop = try Workshop.withTrust()
        _ = try workshop.ceremony().renew()
        try workshop.write("{}", to: path)
        #expect(
            Workshop.code { _ = try workshop.store.proposal(after: try workshop.store.folder()) }
                == "trust-unknown-file")
    }

    @Test("is a finding of the tree when it is not in order")
    func findings() throws {
        let workshop = try Workshop.withTrust()
        #expect(try workshop.store.findings().isEmpty)
        #expect(try Workshop.withTree().store.findings().isEmpty)
        try workshop.write("{}", to: "trust/keys.json")
        #expect(try workshop.store.findings().map(\.path) == ["trust/keys.json"])
    }

    @Test("opens only those keys of the server that the holders have named")
    func serverKeys() throws {
        let workshop = try Workshop.withTrust()
        let terms = try #require(try workshop.store.folder()).terms
        let keys = try OnlineKeys(workshop.folder + "/online", tree: workshop.tree, isDemo: false)
        for role in OnlineRole.allCases {
            let key = try Workshop.trustKey(role == .bins ? "snapshot" : role.rawValue)
            try KeyFiles.write(key, to: "\(keys.folder)/\(role.fileName)", comment: "", passphrase: nil)
            let code = Workshop.code { _ = try keys.open(role, of: terms, passphrase: nil) }
            #expect(code == (role == .bins ? "trust-online-key" : nil))
        }
    }

    @Test("follows no symbolic link")
    func links() throws {
        let workshop = try Workshop.withTrust()
        try workshop.write("x", to: "docs/bins.json")
        try workshop.remove("trust/bins.json")
        try workshop.link("trust/bins.json", to: workshop.path("docs/bins.json"))
        #expect(Workshop.code { _ = try workshop.store.folder() } == "trust-unknown-file")
    }

    @Test("is complete or refused wherever publishing stops, and publishing again finishes it")
    func interrupted() throws {
        let start = try Workshop.withTrust()
        _ = try start.ceremony().confirm([])
        _ = try start.ceremony().change("add dan") { try $0.add(Workshop.holder("dan")) }
        try start.signTrust(by: ["ada", "bea", "dan"])
        let before = try Workshop.files(start.path("trust"))
        let done = try Workshop.withTrust()
        _ = try done.ceremony().confirm([])
        _ = try done.ceremony().change("add dan") { try $0.add(Workshop.holder("dan")) }
        try done.publish(by: ["ada", "bea", "dan"])
        let after = try Workshop.files(done.path("trust"))
        let new = after.filter { before[$0.key] != $0.value }
        #expect(new.count == 6)

        // Before `ready` has its name: the change is as it was, and can be published.
        for count in 0...new.count {
            let workshop = try copy(before)
            for (path, bytes) in new.sorted(by: { $0.key < $1.key }).prefix(count) {
                try workshop.write(bytes, to: "trust/pending/ready.partial/" + path)
            }
            if count > 0 { try workshop.write("half", to: "trust/pending/ready.partial/.root.json.tmp-1") }
            #expect(try workshop.ceremony().status().missing.isEmpty)
            try workshop.store.publish()
            #expect(try Workshop.files(workshop.path("trust")) == after, "\(count)")
        }
        // While files are put in their places, and while what was pending is removed.
        for placed in 0...new.count {
            let workshop = try copy(before)
            for (path, bytes) in new { try workshop.write(bytes, to: "trust/pending/ready/" + path) }
            for (path, bytes) in new.sorted(by: { $0.key < $1.key }).prefix(placed) {
                try workshop.write(bytes, to: "trust/" + path)
            }
            if placed == new.count {
                for path in before.keys where path.hasPrefix("pending/") { try workshop.remove("trust/" + path) }
                try workshop.remove("trust/pending/ready/keys.json")
            }
            try workshop.write("half", to: "trust/.keys.json.tmp-77")
            #expect(Workshop.code { _ = try workshop.store.folder() } == "trust-interrupted")
            #expect(Workshop.code { _ = try workshop.ceremony().renew() } == "trust-interrupted")
            try workshop.store.publish()
            try workshop.remove("trust/.keys.json.tmp-77")
            #expect(try Workshop.files(workshop.path("trust")) == after, "\(placed)")
        }
    }

    private func copy(_ files: [String: [UInt8]]) throws -> Workshop {
        let workshop = try Workshop.withTree()
        for (path, bytes) in files { try workshop.write(bytes, to: "trust/" + path) }
        return workshop
    }

    @Test("puts nothing in place that is only laid ready, unless it is signed and newer")
    func hostileReady() throws {
        let workshop = try Workshop.withTrust()
        let before = try Workshop.files(workshop.path("trust"))
        let mallory = try Workshop.withTree()
        var terms = try Workshop.firstTerms()
        try terms.add(Workshop.holder("mal"))
        _ = try mallory.ceremony().begin(terms)
        try mallory.publish(by: ["mal", "ada"])
        let foreign = try Workshop.files(mallory.path("trust"))
        for paths in [Array(foreign.keys), ["root.json"], ["keys.json"], ["bins.json", "targets.json"]] {
            for path in paths { try workshop.write(foreign[path] ?? [], to: "trust/pending/ready/" + path) }
            #expect(throws: Refusal.self) { try workshop.store.publish() }
            try workshop.remove("trust/pending")
            #expect(try Workshop.files(workshop.path("trust")) == before)
        }
    }

    @Test(
        "keeps the server's keys out of the tree",
        arguments: [
            ("%/online", false, false), ("%", false, false), ("%/demo-keys/online", false, false),
            ("%/../online", false, true), ("%/demo-keys/../online", true, false), ("%/demo-keys/online", true, true),
        ])
    func onlineFolder(_ folder: String, _ isDemo: Bool, _ isFine: Bool) throws {
        let workshop = try Workshop.withTree()
        try FileManager.default.createDirectory(
            atPath: workshop.path("demo-keys"), withIntermediateDirectories: true)
        let path = folder.replacing("%", with: workshop.tree)
        let code = Workshop.code { _ = try OnlineKeys(path, tree: workshop.tree, isDemo: isDemo) }
        #expect(code == (isFine ? nil : "trust-online-folder"))
    }

    @Test("makes the server's keys once, encrypted, and uses those that are there")
    func onlineKeys() throws {
        let workshop = try Workshop.withTree()
        let keys = try OnlineKeys(workshop.folder + "/online", tree: workshop.tree, isDemo: false)
        let name = try RegistryName("prompts.example")
        var asked = 0
        func prepare(_ roles: [OnlineRole]) throws -> (keys: [OnlineRole: Ed25519.PublicKey], made: [String]) {
            try keys.prepare(roles, registry: name, isDemo: false) {
                asked += 1
                return SecretBytes(Array("open".utf8))
            }
        }
        let first = try prepare([.bins, .log])
        #expect(asked == 1 && first.made.count == 2)
        let second = try prepare(OnlineRole.allCases)
        #expect(asked == 2 && second.made.count == 2 && second.keys.count == 4 && Set(second.keys.values).count == 4)
        #expect(second.keys[.bins] == first.keys[.bins])
        let third = try prepare(OnlineRole.allCases)
        #expect(asked == 2 && third.made.isEmpty && third.keys == second.keys)
        let path = workshop.folder + "/online/bins.key"
        #expect(Workshop.code { _ = try KeyFiles.open(path, passphrase: nil) } == "secret-key-passphrase-needed")
        let opened = try KeyFiles.open(path, passphrase: SecretBytes(Array("open".utf8)))
        #expect(opened.publicKey.key == first.keys[.bins])
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        let demo = try DemoKeys.key(of: .snapshot)
        try KeyFiles.write(demo, to: workshop.folder + "/demo/snapshot.key", comment: "", passphrase: nil)
        let demoKeys = try OnlineKeys(workshop.folder + "/demo", tree: workshop.tree, isDemo: false)
        #expect(
            Workshop.code { _ = try demoKeys.prepare([.snapshot], registry: name, isDemo: false) { nil } } == "key-demo"
        )
    }

    @Test("lets a namespace's owners sign a role that lists their packages and signatures")
    func claim() async throws {
        let workshop = try Workshop.withTrust()
        let proposal = try await workshop.ceremony().claim(try NamespaceName("acme"))
        #expect(proposal.names == ["targets", "claimed", "ns.acme"])
        let claim = try #require(proposal.terms.claims[try NamespaceName("acme")])
        #expect(
            claim.files.keys.sorted() == [
                "@acme/tool/-/tool-1.0.0.pdpkg", "@acme/tool/-/tool-1.0.0.pdpkg.minisig",
                "@acme/tool/-/tool-1.1.0.pdpkg", "@acme/tool/-/tool-1.1.0.pdpkg.minisig",
            ])
        try workshop.signTrust(by: ["ada", "bea"])
        #expect(Workshop.code { _ = try workshop.store.publish() } == "trust-incomplete")
        let pending = try #require(try workshop.store.proposal(after: try workshop.store.folder()))
        _ = try workshop.store.keep(try pending.sign(with: Workshop.key(1)))
        try workshop.store.publish()
        let folder = try #require(try workshop.store.folder())
        let targets = try #require(folder.roles["targets"]).body
        let (names, isTerminated) = try #require(targets.delegations).roles(for: "@acme/tool/-/tool-1.0.0.pdpkg")
        #expect(names == ["claimed", "bins"] && isTerminated)
        #expect(targets.delegations?.roles(for: "@city.library/base/-/base-1.0.0.yaml").names == ["bins"])

        // The next release needs the owners alone.
        try workshop.addRelease("@acme/tool", "1.2.0")
        let next = try await workshop.ceremony(daysLater: 1).claim(try NamespaceName("acme"))
        #expect(next.names == ["ns.acme"] && next.roles["ns.acme"]?.version == 2)
        _ = try workshop.store.keep(try next.sign(with: Workshop.key(1)))
        try workshop.store.publish()
        let count = try workshop.store.folder()?.roles["ns.acme"]?.body.targets.count
        #expect(count == 6)
        #expect(try workshop.store.folder()?.roles["targets"]?.body == targets)

        // Another namespace needs the holders again: who may be asked for what is theirs to say.
        let other = try await workshop.ceremony(daysLater: 2).claim(try NamespaceName("city.library"))
        #expect(other.names == ["targets", "claimed", "ns.city.library"])
    }
}
