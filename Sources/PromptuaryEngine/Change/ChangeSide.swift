internal import PromptuaryCore

/// The touched namespaces and packages on one side of a change, read as a build reads them.
struct ChangeSide: Sendable {
    /// The namespaces, by name.
    private(set) var namespaces: [NamespaceName: Namespace] = [:]
    /// The packages, by identity.
    private(set) var packages: [PackageID: Package] = [:]
    /// What readers and rules say about namespaces.
    private(set) var namespaceFindings: [Finding] = []
    /// What readers and rules say about packages.
    private(set) var packageFindings: [Finding] = []

    /// What both sides are read by.
    struct Terms: Sendable {
        /// The settings of the base.
        let settings: RegistrySettings
        /// The key sets that the holders of the offline keys of the base vouch for.
        let confirmed: [NamespaceName: SHA256Digest]
        /// What owners have claimed in the base.
        let claims: [NamespaceName: TrustTerms.Claim]
        /// The log of the published site, if there is one.
        let log: ReleaseLog?
    }

    /// The most bytes that are unpacked of what one change brings: 2 GiB.
    static let unpackedLimit = 2 << 30

    /// Reads a side that lies in a folder.
    ///
    /// Of the releases in `searched`, the paths of version folders, everything is unpacked when somebody has signed them
    /// whose keys count and there is room for its bytes, and of all others the manifest. `keys` gives the keys that
    /// count for a namespace: those of the base, or nothing when its own count. `beside` are releases that do not lie in
    /// the folder, by the folders of their packages: they belong to these and were judged when they came.
    init(
        in folder: String, namespaces names: Set<String>, packages folders: [TreeReader.FolderName], terms: Terms,
        searching searched: Set<String> = [], upTo limit: Int = unpackedLimit, beside: [String: [Release]] = [:],
        keys: (NamespaceName) -> KeySet?? = { _ in nil }
    ) throws {
        let root = try Directory(folder)
        if root.holds("namespaces") {
            let parent = try root.directory("namespaces")
            for name in names.sorted() where parent.holds(name) {
                try Task.checkCancellation()
                let namespace = try NamespaceFolder.read(
                    name, in: parent, settings: terms.settings, log: terms.log, confirmed: terms.confirmed,
                    findings: &namespaceFindings)
                if let namespace { namespaces[namespace.name] = namespace }
            }
        }
        var context = PackageFolder.Context(
            settings: terms.settings, times: PublicationTimes(), log: terms.log, time: nil, claims: terms.claims,
            sink: nil)
        context.tellsUncounted = true
        var unpacked = 0
        var inflater = Inflater()
        var described = Set(namespaceFindings.compactMap { Self.namespace(of: $0.path) })
        for folder in folders where root.holds(folder.path) {
            try Task.checkCancellation()
            var namespace = (try? NamespaceName(folder.namespace)).flatMap { namespaces[$0] }
            if let name = namespace?.name, let counting = keys(name) { namespace?.keys = counting }
            if namespace == nil, described.insert(folder.namespace).inserted {
                // Without keys nothing is verified: that the base has the same fault is no excuse.
                namespaceFindings.append(
                    Finding(
                        .namespaceMissing, "the namespace \(folder.namespace) is not described",
                        path: "packages/\(folder.namespace)"))
            }
            // Counted by paths: the same bytes under many names cost as much as others.
            context.reach = .signed(in: searched, room: limit - unpacked)
            let reading = try PackageFolder(context, namespace, folder, beside: beside[folder.path] ?? []).read(
                in: root, inflater: &inflater)
            unpacked += reading.unpacked
            packageFindings += reading.findings
            if let package = reading.waiting ?? reading.package { packages[package.id] = package }
        }
    }

    /// What is wrong with the namespaces as far as it touches what their keys vouch for.
    ///
    /// A signature that does not count beside keys that do is no reason to refuse what takes it away.
    var faults: [Finding] {
        namespaceFindings.filter { finding in
            guard finding.severity == .error else { return false }
            guard SignatureFileName.parse(finding.path) != nil, let name = Self.namespace(of: finding.path) else {
                return true
            }
            return (try? NamespaceName(name)).flatMap { namespaces[$0]?.keys } == nil
        }
    }

    /// The name of the namespace in whose folder a path lies.
    private static func namespace(of path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count > 2 && parts[0] == "namespaces" ? String(parts[1]) : nil
    }
}
