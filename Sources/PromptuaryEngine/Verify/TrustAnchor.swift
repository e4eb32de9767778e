internal import PromptuaryCore

/// Where a verification's trust in a root comes from.
enum TrustAnchor {
    /// A refreshed client of the site that trusts the root given, else the remembered one, else the site's own first one.
    static func client(
        of source: any SiteSource, _ options: SiteVerification.Options, _ state: VerificationState,
        _ evidence: inout VerificationEvidence
    ) async throws -> TUFClient {
        var store = state.store
        let remembered = try store.bytes(of: "root", upTo: MetadataLimits.root)
        let anchor: VerificationEvidence.Anchor
        let root: [UInt8]
        if let given = options.root {
            (anchor, root) = (.file(given.name), given.bytes)
            // What follows from the given root is remembered in its place.
            try store.keep(root, of: "root")
        } else if let remembered, let memory = state.memory {
            (anchor, root) = (.remembered(memory.anchor, since: memory.since), remembered)
        } else {
            guard let first = try await source.read("metadata/1.root.json", upTo: MetadataLimits.root) else {
                throw Distrust(.missing, "root", "the site has no 1.root.json to begin with, and no root was given")
            }
            (anchor, root) = (.firstUse, first)
            try store.keep(root, of: "root")
        }
        var client = try TUFClient(root: root, source: source, store: store, at: options.time)
        try await client.refresh()
        if options.root != nil, let remembered { try check(remembered, in: client, options) }
        let body = client.trusted.root.body
        let keys = body.roles["root"] ?? RoleKeys(keyIDs: [], threshold: 1)
        evidence.root = VerificationEvidence.Root(
            anchor: anchor, version: body.version, threshold: keys.threshold, keys: keys.keyIDs.count)
        evidence.freshUntil = client.trusted.timestamp?.body.expires
        return client
    }

    /// Refuses when the chain of roots is not the one that was trusted before.
    private static func check(
        _ remembered: [UInt8], in client: TUFClient, _ options: SiteVerification.Options
    ) throws {
        let old = try TrustedMetadata(root: remembered, at: options.time).root
        let (version, newest) = (old.body.version, client.trusted.root.body.version)
        guard version <= newest else {
            throw Distrust(.rollback, "root", "version \(newest) is the newest, version \(version) was there before")
        }
        if let digest = client.rootDigests[version], digest != SHA256Digest(of: old.signedBytes) {
            throw BrokenPromise(
                VerificationFault.rootContradicted, "root",
                "version \(version) is another than the one that was trusted")
        }
    }
}
