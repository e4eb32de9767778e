internal import Glibc
public import PromptuaryCore

/// What reading a whole tree gave.
public struct TreeReading: Sendable {
    /// What can be published; nil when `registry.yaml` itself is refused.
    ///
    /// It depends on the tree, the claims and the log, and on nothing else.
    public var catalog: Catalog?
    /// The whole content, which the rules have judged: what can be published, and what waits for the owners of claimed
    /// namespaces to sign it.
    public var judged: Catalog?
    /// Everything that rules and readers have to say, in order.
    public var findings: [Finding]
    /// What was staged while reading.
    public var ledger = SiteStage.Ledger()

    /// Whether nothing is wrong that forbids a build.
    public var isValid: Bool { catalog != nil && !findings.contains { $0.severity == .error } }
}

/// Reads a registry tree: every file once, in parallel, within bounded memory.
public struct TreeReader: Sendable {
    /// What is done with the bytes of a release while they are at hand: the package file and its signature files.
    public typealias Sink =
        @Sendable (
            _ release: Release, _ namespace: Namespace, _ package: [UInt8],
            _ signatures: [(name: String, bytes: [UInt8])],
            _ ledger: inout SiteStage.Ledger
        ) throws -> Void

    /// The path of the tree.
    public let tree: String
    private let times: PublicationTimes
    private let log: ReleaseLog?
    private let time: Timestamp?
    private let confirmed: [NamespaceName: SHA256Digest]
    private let claims: [NamespaceName: TrustTerms.Claim]
    private let sink: Sink?
    private let progress: Progress?

    /// A reader of the tree at `tree`.
    ///
    /// With the log of its site, keys count or do not count by the index of a release, and releases were published at the time of
    /// their entry; those that are not logged yet are published at `time`. Without a log no revoked key counts.
    ///
    /// Releases and signatures that the owners of a namespace among the `claims` do not list are judged and left out of the
    /// catalog, and the sink does not see them: so one owner who takes time holds back nobody else. Without claims nothing waits.
    ///
    /// `confirmed` are the digests of key sets that the holders of the offline keys vouch for, verified by who calls: they need no
    /// signature by the keys before them, which is how a namespace goes on that has lost its keys.
    public init(
        tree: String, times: PublicationTimes, log: ReleaseLog? = nil, newReleasesAt time: Timestamp? = nil,
        confirmed: [NamespaceName: SHA256Digest] = [:], claims: [NamespaceName: TrustTerms.Claim] = [:],
        sink: Sink? = nil, progress: Progress? = nil
    ) {
        self.tree = tree.count > 1 && tree.hasSuffix("/") ? String(tree.dropLast()) : tree
        self.times = times
        self.log = log
        self.time = time
        self.confirmed = confirmed
        self.claims = claims
        self.sink = sink
        self.progress = progress
    }

    /// Reads everything and applies the rules.
    ///
    /// A person's mistake is a finding; ``StorageError`` is thrown only where the disk itself fails, and ``BuildError/notATree(_:)``
    /// when there is no `registry.yaml`.
    public func read() async throws -> TreeReading {
        let root = try Self.root(tree)
        var findings = try RootFolder.findings(in: root)
        guard let settings = try Self.settings(in: root, findings: &findings)?.settings else {
            return TreeReading(catalog: nil, findings: findings.sorted())
        }
        let namespaces = try NamespaceFolder.readAll(
            in: root, settings: settings, log: log, confirmed: confirmed, findings: &findings)
        let byName = Dictionary(namespaces.map { ($0.name.text, $0) }) { first, _ in first }
        let folders = try Self.folders(in: root, findings: &findings)
        for name in Set(folders.map(\.namespace)).subtracting(byName.keys).sorted()
        where !findings.contains(where: { $0.path.hasPrefix("namespaces/\(name)/") }) {
            findings.append(
                Finding(.namespaceMissing, "the namespace \(name) is not described", path: "packages/\(name)"))
        }
        progress?.begin("reading", total: folders.count)
        var packages: [Package] = []
        var waiting: [Package] = []
        var ledger = SiteStage.Ledger()
        let context = PackageFolder.Context(
            settings: settings, times: times, log: log, time: time, claims: claims, sink: sink)
        for result in try await Chunks.map(
            folders, progress: progress,
            { chunk in
                let root = try Directory(self.tree)
                var inflater = Inflater()
                return try chunk.map { folder in
                    try PackageFolder(context, byName[folder.namespace], folder).read(in: root, inflater: &inflater)
                }
            })
        {
            for reading in result {
                if let package = reading.package { packages.append(package) }
                if let whole = reading.waiting { waiting.append(whole) }
                findings += reading.findings
                ledger.merge(reading.ledger)
            }
        }
        let catalog = Catalog(settings: settings, namespaces: namespaces, packages: packages)
        var judged = catalog
        if !waiting.isEmpty {
            let names = Set(waiting.map(\.id))
            judged = Catalog(
                settings: settings, namespaces: namespaces,
                packages: waiting + packages.filter { !names.contains($0.id) })
        }
        findings += judged.findings()
        return TreeReading(
            catalog: catalog, judged: judged, findings: settings.weighed(findings).sorted(), ledger: ledger)
    }

    /// The settings in `registry.yaml`, and the bytes of the file; nil when it is refused.
    static func settings(
        in root: borrowing Directory, findings: inout [Finding]
    ) throws -> (settings: RegistrySettings, bytes: [UInt8])? {
        do {
            let bytes = try root.contents(of: "registry.yaml", upTo: 1 << 20)
            return (try RegistrySettings(YAMLReader.read(bytes)), bytes)
        } catch let refusal as Refusal {
            findings.append(Finding(refusal, path: "registry.yaml"))
        } catch let error as StorageError {
            if !findings.contains(where: { $0.path == "registry.yaml" }) {
                findings.append(Finding(.unreadableFile, String(cString: strerror(error.code)), path: "registry.yaml"))
            }
        }
        return nil
    }

    /// The root of a tree, opened.
    static func root(_ tree: String) throws -> Directory {
        do {
            let root = try Directory(tree)
            if root.holds("registry.yaml") { return root }
        } catch {
            // A tree that is not there is a slip of the hand, not of the disk.
            guard error.code == ENOENT || error.code == ENOTDIR else { throw error }
        }
        throw BuildError.notATree(tree)
    }

    /// A folder `packages/NS/NAME`.
    struct FolderName: Sendable, Hashable {
        let namespace: String
        let name: String
        let path: String

        init(namespace: String, name: String) {
            (self.namespace, self.name) = (namespace, name)
            path = "packages/\(namespace)/\(name)"
        }
    }

    /// The folders of all packages.
    static func folders(in root: borrowing Directory, findings: inout [Finding]) throws -> [FolderName] {
        // What stands there and is no folder has its finding already.
        guard try root.entries().contains(where: { $0.name == "packages" && $0.kind == .directory }) else { return [] }
        var folders: [FolderName] = []
        let packages = try root.directory("packages")
        for namespace in try packages.entries() {
            guard namespace.kind == .directory else {
                findings.append(RootFolder.stray(namespace, at: "packages/\(namespace.name)"))
                continue
            }
            do {
                let inside = try packages.directory(namespace.name)
                for package in try inside.entries() {
                    guard package.kind == .directory else {
                        findings.append(RootFolder.stray(package, at: "packages/\(namespace.name)/\(package.name)"))
                        continue
                    }
                    folders.append(FolderName(namespace: namespace.name, name: package.name))
                }
            } catch {
                findings.append(
                    Finding(.unreadableFile, String(cString: strerror(error.code)), path: "packages/\(namespace.name)"))
            }
        }
        return folders
    }
}

/// The files at the root of a tree.
enum RootFolder {
    private static let directories: Set<String> = [
        "namespaces", "packages", "plugins", "trust", "demo-keys", "docs", "approvals", "overrides", ".git", ".github",
        ".gitlab", ".gitea", ".forgejo",
    ]
    private static let files: Set<String> = [
        "registry.yaml", "README.md", "LICENSE", "CONTRIBUTING.md", "SECURITY.md", "CODEOWNERS", ".git", ".gitignore",
        ".gitattributes", ".gitlab-ci.yml", ".editorconfig",
    ]

    static func findings(in root: borrowing Directory) throws -> [Finding] {
        try root.entries().compactMap { entry in
            let known = entry.kind == .directory ? directories : files
            guard !known.contains(entry.name) || entry.kind != .directory && entry.kind != .file else { return nil }
            return stray(entry, at: entry.name)
        }
    }

    /// The finding for something that should not be where it is.
    static func stray(_ entry: Directory.Entry, at path: String) -> Finding {
        switch entry.kind {
        case .file, .directory:
            Finding(
                .unexpectedFile, "the tree format has no such \(entry.kind == .file ? "file" : "folder") here",
                path: path)
        case .link: Finding(.irregularFile, "it is a symbolic link", path: path)
        case .other: Finding(.irregularFile, "it is no regular file", path: path)
        }
    }
}

extension Finding {
    /// A finding of one of the standing rules.
    init(_ rule: StandingRule, _ message: String, at place: Place = Place(), path: String) {
        if let found = Rule.named(rule.rawValue) {
            self = found.finding(message, at: place, path: path)
        } else {
            preconditionFailure("the rule \(rule.rawValue) is not in the list of standing rules")
        }
    }
}

/// The rules whose findings come up while the tree is read.
enum StandingRule: String, CaseIterable {
    case approvalRemoved = "approval-removed"
    case claimUnsigned = "claim-unsigned"
    case irregularFile = "file-irregular"
    case unexpectedFile = "file-unexpected"
    case unreadableFile = "file-unreadable"
    case keysChanged = "keys-changed"
    case keysMissing = "keys-missing"
    case keysSignature = "keys-signature"
    case namespaceMissing = "namespace-missing"
    case notesSignature = "notes-signature"
    case releaseChanged = "release-changed"
    case releasePath = "release-path"
    case releaseRemoved = "release-removed"
    case revocationAhead = "revocation-ahead"
    case signatureMissing = "signature-missing"
    case signatureThreshold = "signature-threshold"
}
