import Testing

@testable import PromptuaryCore

/// Key sets and releases of the namespace `team`, signed in code.
enum PublisherFixture {
    static let registryText = "registry.example"
    static var registry: RegistryName { get throws { try RegistryName(registryText) } }
    static var team: NamespaceName { get throws { try NamespaceName("team") } }
    static var tool: PackageID { get throws { PackageID(try team, try PackageName("tool")) } }

    /// A key set that the keys sign; what is signed can be bound to something else.
    static func signed(
        _ keys: [KeySet.Key], threshold: Int = 1, version: Int = 1, after previous: SignedKeySet? = nil,
        by signers: [UInt8], minisign: Bool = false, registry: String = registryText, namespace: String = "team",
        as bound: Int? = nil, naming named: String? = nil
    ) throws -> SignedKeySet {
        let set = try KeySet(
            keys: keys, threshold: threshold, version: version, previous: previous?.digest,
            namespace: named.map { try NamespaceName($0) })
        let binding = try SignatureBinding.keys(registry: registry, namespace: namespace, version: bound ?? version)
        let signatures = try signers.enumerated().map { number, key in
            let file = try KeySetTests.secret(key, minisign: minisign).sign(
                set.file, named: "keys.json", number: number + 1, binding: binding)
            return SignedKeySet.Signature(name: file.name, bytes: file.bytes)
        }
        return SignedKeySet(document: set.file, signatures: signatures)
    }

    /// Keys that count from the beginning; a number below zero is revoked at 100.
    static func keys(_ numbers: Int...) throws -> [KeySet.Key] {
        try numbers.map { try KeySetTests.key(UInt8(abs($0)), until: $0 < 0 ? 100 : nil) }
    }

    /// Three versions in order: key 1; keys 1 and 2, signed by 1; key 1 revoked at 100, signed by 2.
    static func three() throws -> [SignedKeySet] {
        let one = try signed(keys(1), by: [1])
        let two = try signed(keys(1, 2), version: 2, after: one, by: [1])
        return [one, two, try signed(keys(-1, 2), version: 3, after: two, by: [2])]
    }

    /// A namespace as a tree has it, with its versions as files.
    static func namespace(_ versions: [SignedKeySet], called name: String = "team") throws -> Namespace {
        var namespace = try Specimen.namespace(name)
        namespace.keys = try versions.last?.keys()
        for (index, version) in versions.enumerated() {
            let file = index + 1 == versions.count ? "keys.json" : "keys.\(index + 1).json"
            namespace.keyFiles.append((file, version.document))
            for signature in version.signatures {
                let name = SignatureFileName(
                    signed: file, number: signature.name.number, form: signature.name.form)
                namespace.keyFiles.append((name.text, signature.bytes))
            }
        }
        return namespace
    }

    /// The package file of a release.
    static func package(_ identity: String = "@team/tool", _ version: String = "1.2.3") throws -> [UInt8] {
        var writer = ZIPWriter()
        let manifest =
            "{\"name\":\"\(identity)\",\"version\":\"\(version)\",\"description\":\"A package for tests\",\"author\":\"Ada\",\"license\":\"MIT\"}"
        try writer.add(name: "manifest.json", bytes: manifest.bytes, store: true)
        return writer.finish()
    }
}
