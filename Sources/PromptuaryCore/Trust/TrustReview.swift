/// What a proposal changes, as text for those who are asked to sign it.
///
/// Everything but the first lines is worked out from the bytes to sign and from the roles before them. Two people who
/// read the same digest have the same change before them.
public struct TrustReview: Sendable {
    private let registry: RegistryName
    private let proposal: TrustProposal

    /// The review of a proposal for a registry.
    public init(of proposal: TrustProposal, registry: RegistryName) {
        self.proposal = proposal
        self.registry = registry
    }

    /// The SHA-256 over `ROLE VERSION SHA256` of all bytes to sign, a line for each role by its name.
    public var digest: SHA256Digest {
        let lines = proposal.roles.sorted { CanonicalJSON.precedes($0.key, $1.key) }.map { name, role in
            "\(name) \(role.version) \(SHA256Digest(of: role.signedBytes).hex)\n"
        }
        return SHA256Digest(of: Array(lines.joined().utf8))
    }

    /// A digest in groups of four digits, to be read aloud.
    public static func spoken(_ digest: SHA256Digest) -> String {
        let digits = Array(digest.hex)
        return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<$0 + 4]) }.joined(separator: " ")
    }

    /// The review, with a line feed at its end.
    public var text: String {
        let (old, new) = (proposal.base?.terms, proposal.terms)
        var page = Page()
        page.add(old == nil ? "The first trust of \(registry)" : "A change to the trust of \(registry)")
        page.add("proposed \(proposal.title.proposed)" + (proposal.title.by.map { " by \(Self.plain($0))" } ?? ""))
        for line in proposal.title.purpose { page.add("they say: \(Self.plain(line))") }
        page.section("Holders")
        page.add(
            "  \(new.threshold) of \(new.holders.count) have to sign"
                + (old.map { ", before \($0.threshold) of \($0.holders.count)" } ?? ""))
        for holder in old?.holders ?? [] where new.holder(holder.keyID) == nil {
            page.add("  - " + Self.line(holder))
        }
        for holder in new.holders {
            let mark = old.map { $0.holder(holder.keyID) == nil ? "+" : " " } ?? "+"
            page.add("  \(mark) " + Self.line(holder))
        }
        page.section("Keys of the server")
        page.compare("bins", old.map { Self.line($0.online.bins) }, Self.line(new.online.bins))
        page.compare("snapshot", old.map { Self.line($0.online.snapshot) }, Self.line(new.online.snapshot))
        page.compare("timestamp", old.map { Self.line($0.online.timestamp) }, Self.line(new.online.timestamp))
        page.compare("log", old.map { Self.line($0.log.keys) }, Self.line(new.log.keys))
        page.compare("log's name", old.map { "\($0.log.origin)" }, "\(new.log.origin)")
        page.compare("witnesses", old.map { Self.witnesses($0.log) }, Self.witnesses(new.log))
        page.compare("number of bins", old.map { "2^\($0.bits)" }, "2^\(new.bits)")
        namespaces(old, new, &page)
        page.section("To sign")
        for name in proposal.names {
            guard let role = proposal.roles[name] else { continue }
            let before = proposal.base?.role(name)
            page.add(
                "  \(name) version \(role.version), valid until \(role.expires.day)"
                    + (before.map { " (before: version \($0.version), until \($0.expires.day))" } ?? ""))
            page.add("    sha256 \(SHA256Digest(of: role.signedBytes).hex)")
        }
        page.section("Compare over the phone")
        page.add("  " + Self.spoken(digest))
        return page.text
    }

    private func namespaces(_ old: TrustTerms?, _ new: TrustTerms, _ page: inout Page) {
        let before = Set(old?.confirmedNamespaces ?? [])
        let changed = Set(new.confirmedNamespaces).union(before).sorted().filter { name in
            new.confirmed(name) != old?.confirmed(name)
        }
        page.section("Confirmed namespaces: \(new.confirmedNamespaces.count), of which \(changed.count) change")
        for namespace in changed {
            guard let set = new.confirmed(namespace) else {
                page.add("  - \(namespace)")
                continue
            }
            page.add("  \(before.contains(namespace) ? "~" : "+") \(namespace) \(Self.summary(set))")
            page.add("      " + origin(of: set, in: namespace, after: old?.confirmed(namespace)))
            for key in (try? set.keys())?.keys ?? [] {
                page.add(
                    "      \(key.key.type) \(key.fingerprint) \(Self.plain(key.name))"
                        + (key.revokedAt.map { ", revoked at \($0)" } ?? ""))
            }
        }
        let claims = Set(new.claims.keys).union(old?.claims.keys ?? [:].keys).sorted()
            .filter { new.claims[$0] != old?.claims[$0] }
        if claims.isEmpty { return }
        page.section("Namespaces that sign their own role")
        for namespace in claims {
            guard let claim = new.claims[namespace] else {
                page.add("  - \(namespace)")
                continue
            }
            let mark = old?.claims[namespace] == nil ? "+" : "~"
            page.add(
                "  \(mark) \(namespace) lists \(claim.files.count) files, "
                    + "\(claim.threshold) of \(claim.keys.count) keys sign")
            for key in claim.keys { page.add("      " + Self.line(key)) }
        }
    }

    /// Who signed a key set: its own keys when it is the first, else those that were confirmed before.
    private func origin(of set: SignedKeySet, in namespace: NamespaceName, after old: SignedKeySet?) -> String {
        do throws(Refusal) {
            let keys = try set.keys()
            let judge = try old?.keys() ?? keys
            let isFirst = old == nil && keys.version == 1
            guard isFirst || judge.version + 1 == keys.version else {
                return "follows versions that are not confirmed: see namespaces/\(namespace.text)"
            }
            let binding = try keys.binding(registry: registry, namespace: namespace)
            let verdict = judge.verify(
                file: set.document, signatures: try set.signatureFiles(), binding: binding, at: nil)
            let whose = isFirst ? "its own keys" : "the keys confirmed before"
            return verdict.isMet ? "signed by \(whose)" : "NOT SIGNED by \(whose): ask the owners by another way"
        } catch {
            return "NOT READABLE: \(error.code)"
        }
    }

    private static func summary(_ set: SignedKeySet) -> String {
        guard let keys = try? set.keys() else { return "with a key set that cannot be read" }
        let active = keys.activeKeys(at: nil).count
        return "version \(keys.version), \(keys.threshold) of \(active) keys sign"
    }

    private static func witnesses(_ log: LogDescription) -> String {
        log.witnesses.isEmpty
            ? "none" : "\(log.threshold) of " + log.witnesses.map { "\($0.name)" }.joined(separator: ", ")
    }

    private static func line(_ holder: TrustTerms.Holder) -> String { "\(holder.name)  \(line(holder.key))" }

    private static func line(_ keys: [NoteVerifier]) -> String {
        keys.map { line($0.key) }.joined(separator: ", ")
    }

    /// A key by the id that metadata gives it, and by the fingerprint that `ssh-keygen -l` shows.
    private static func line(_ key: Ed25519.PublicKey) -> String {
        "\(TUFKey(key).id) \(PublisherKey(scheme: .ssh, key: key).fingerprint)"
    }

    /// Text from a file as it may stand on a terminal.
    private static func plain(_ text: String) -> String { String(quoted(text).dropFirst().dropLast()) }

    private struct Page {
        var text = ""

        mutating func add(_ line: String) { text += line + "\n" }

        mutating func section(_ title: String) { text += "\n\(title)\n" }

        mutating func compare(_ label: String, _ old: String?, _ new: String) {
            if let old, old != new { add("  - \(label): \(old)") }
            add("  \(old == new ? " " : "+") \(label): \(new)")
        }
    }
}
