@testable import PromptuaryCore

/// Changes made in memory: what a request would make of a registry.
enum ChangeSpecimen {
    /// A package before and after, of which the versions that were not there before are added.
    static func package(
        _ old: Package?, _ new: Package?, interface: InterfaceChange? = nil
    ) throws -> ChangeScope.PackageChange {
        guard let id = (new ?? old)?.id else { throw Refusal(NameFault.identity, "a package is needed") }
        var versions = old?.releases.map(\.version) ?? []
        var added: [ChangeScope.ReleaseChange] = []
        for release in new?.releases ?? [] where old?.release(release.version) == nil {
            let succession = VersionSuccession(of: release.version, among: versions)
            versions.append(release.version)
            added.append(
                ChangeScope.ReleaseChange(
                    release, previous: succession.previous.flatMap { new?.release($0) }, succession: succession,
                    interface: interface))
        }
        return ChangeScope.PackageChange(id, old: old, new: new, added: added)
    }

    /// A package that gets releases of these versions.
    static func versions(_ old: [String], _ new: [String], of id: String = "@acme/tool") throws
        -> ChangeScope.PackageChange
    {
        try package(
            old.isEmpty ? nil : Specimen.package(id, old), Specimen.package(id, old + new))
    }

    /// A package whose notes change.
    static func notes(_ old: String, _ new: String, _ numbers: (Int, Int) = (1, 2)) throws
        -> ChangeScope.PackageChange
    {
        let versions = ["1.0.0", "1.1.0"]
        return try package(
            Specimen.package("@acme/tool", versions, notes: old, version: numbers.0),
            Specimen.package("@acme/tool", versions, notes: new, version: numbers.1))
    }

    /// A package that changes from one release to the next one.
    static func releases(_ old: Release, _ new: Release) throws -> ChangeScope.PackageChange {
        try package(Specimen.package([old]), Specimen.package([old, new]))
    }

    /// A release that keys have signed.
    static func signed(_ version: String, by keys: [UInt8]) throws -> Release {
        let release = try Specimen.release("@acme/tool", version)
        let signatures = try keys.map { number in
            Release.Signature(
                fileName: "x.\(number).sshsig", form: .ssh, key: try KeySetTests.key(number, until: nil))
        }
        return Release(
            package: release.package, version: release.version, path: release.path, contents: release.contents,
            signatures: signatures, publishedAt: nil)
    }

    /// A namespace before and after.
    static func namespace(_ old: Namespace?, _ new: Namespace?) throws -> ChangeScope.NamespaceChange {
        ChangeScope.NamespaceChange(try NamespaceName("acme"), old: old, new: new)
    }

    /// A namespace with a document before and after.
    static func namespace(_ old: String?, _ new: String?) throws -> ChangeScope.NamespaceChange {
        try namespace(old.map { try Specimen.namespace("acme", $0) }, new.map { try Specimen.namespace("acme", $0) })
    }

    /// A namespace that has these versions of its key set.
    static func keys(_ versions: [SignedKeySet]) throws -> Namespace {
        try PublisherFixture.namespace(versions, called: "acme")
    }

    /// A file of a number of bytes; the blob follows from its text.
    static func content(_ kind: ChangedFile.Content.Kind = .file, _ blob: String = "a", size: Int = 10)
        -> ChangedFile.Content
    {
        ChangedFile.Content(kind, blob: blob, size: size)
    }

    /// A file that is new, with itself as the only neighbour.
    static func file(_ path: String, _ kind: ChangedFile.Content.Kind = .file, size: Int = 10) -> FileChanges {
        files(path, nil, content(kind, size: size))
    }

    /// A file before and after.
    static func files(_ path: String, _ old: ChangedFile.Content?, _ new: ChangedFile.Content?) -> FileChanges {
        FileChanges([ChangedFile(Array(path.utf8), old: old, new: new)], neighbours: [Array(path.utf8)])
    }

    /// The scope of a change.
    static func scope(
        _ settings: String = "name: prompts.example\n", becomes new: String? = nil,
        files: FileChanges = FileChanges([]), namespaces: [ChangeScope.NamespaceChange] = [],
        packages: [ChangeScope.PackageChange] = [], names: [String] = [], namespaceNames: [String] = [],
        consents: [Consent] = [], contents: [String: SHA256Digest] = [:],
        formerContents: [String: SHA256Digest] = [:], struckOut: Set<[UInt8]> = [], arrivals: Arrivals = Arrivals()
    ) throws -> ChangeScope {
        let main = try NamespaceName("main")
        return ChangeScope(
            settings: try Specimen.settings(settings), newSettings: try new.map { try Specimen.settings($0) },
            files: files, namespaces: namespaces, packages: packages,
            packageNames: try names.map { try PackageID(identity: $0, default: main, dotted: false) },
            namespaceNames: try namespaceNames.map { try NamespaceName($0) }, consents: consents,
            contents: Dictionary(uniqueKeysWithValues: contents.map { (Array($0.key.utf8), $0.value) }),
            formerContents: Dictionary(uniqueKeysWithValues: formerContents.map { (Array($0.key.utf8), $0.value) }),
            struckOut: struckOut, arrivals: arrivals)
    }
}
