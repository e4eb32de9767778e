/// What the documents and rules of other packages need to know of a package.
///
/// It stands at the beginning of the package's record and is read without the rest.
public struct PackageOutline: Sendable, Hashable {
    /// A release of the package.
    public struct Release: Sendable, Hashable {
        /// The version.
        public let version: Version
        /// The format of the package file.
        public let format: PackageFormat
        /// The SHA-256 of the package file.
        public let digest: SHA256Digest
        /// When it was published, if that is known.
        public let publishedAt: Timestamp?
        /// Whether it must not be chosen any more.
        public let isYanked: Bool
        /// Since when it is yanked, if that is known.
        public let yankedAt: Timestamp?
        /// The packages that it needs, in the order of its manifest.
        public let dependencies: [Manifest.Dependency]
    }

    /// The name.
    public let id: PackageID
    /// The name under which a client asks for it: the identity in the manifest of the latest release.
    public let clientName: String
    /// The releases in ascending order of their versions; never empty.
    public let releases: [Release]
    /// The index of the release that stands for the package.
    public let latestIndex: Int

    /// The outline of a package that is at hand.
    public init(_ package: Package) {
        id = package.id
        clientName = package.clientName
        latestIndex = package.latestIndex
        releases = package.releases.map {
            Release(
                version: $0.version, format: $0.contents.format, digest: $0.contents.digest,
                publishedAt: $0.publishedAt, isYanked: $0.yank != nil, yankedAt: $0.yank?.at,
                dependencies: $0.manifest.dependencies)
        }
    }

    /// The release that stands for the package.
    public var latest: Release { releases[latestIndex] }

    /// The format of its releases.
    public var format: PackageFormat { latest.format }
}

extension PackageOutline {
    private enum ClientName: UInt8 {
        case scoped, bare, dotted, spelled
    }

    private enum Mark {
        static let yaml: UInt8 = 1
        static let yanked: UInt8 = 2
        static let yankTime: UInt8 = 4
        static let published: UInt8 = 8
        static let dependencies: UInt8 = 16
        static let sameDependencies: UInt8 = 32
        static let all: UInt8 = 63
    }

    /// The fewest bytes of a release: a mark, a version and a digest.
    private static let releaseSize = 1 + 6 + 32

    static func write(_ package: Package, to writer: inout RecordWriter) {
        writer.text(package.id.description)
        let clientName = package.clientName
        let spelling = spelling(of: clientName, package.id)
        writer.byte(spelling.rawValue)
        if spelling == .spelled { writer.text(clientName) }
        writer.number(package.latestIndex)
        writer.number(package.releases.count)
        var before: [Manifest.Dependency] = []
        for release in package.releases {
            let dependencies = release.manifest.dependencies
            let isSame = !dependencies.isEmpty && areSame(dependencies, before)
            var mark: UInt8 = release.contents.format == .yaml ? Mark.yaml : 0
            if let yank = release.yank { mark |= Mark.yanked | (yank.at == nil ? 0 : Mark.yankTime) }
            if release.publishedAt != nil { mark |= Mark.published }
            if !dependencies.isEmpty { mark |= isSame ? Mark.sameDependencies : Mark.dependencies }
            writer.byte(mark)
            writer.text(release.version.description)
            writer.digest(release.contents.digest)
            if let time = release.publishedAt { writer.timestamp(time) }
            if let time = release.yank?.at { writer.timestamp(time) }
            if mark & Mark.dependencies != 0 {
                writer.number(dependencies.count)
                for dependency in dependencies {
                    writer.text(dependency.identity)
                    writer.text(dependency.range)
                }
            }
            before = dependencies
        }
    }

    private static func spelling(of name: String, _ id: PackageID) -> ClientName {
        if name.hasSameBytes(as: id.description) { return .scoped }
        if name.hasSameBytes(as: id.name.text) { return .bare }
        return name.hasSameBytes(as: id.dotted) ? .dotted : .spelled
    }

    private static func areSame(_ left: [Manifest.Dependency], _ right: [Manifest.Dependency]) -> Bool {
        guard left.count == right.count else { return false }
        for (a, b) in zip(left, right) {
            guard a.identity.hasSameBytes(as: b.identity), a.range.hasSameBytes(as: b.range) else { return false }
        }
        return true
    }

    /// The outline in a section of a record, which holds nothing else.
    init(section reader: inout RecordReader) throws(Refusal) {
        id = try reader.packageID()
        switch ClientName(rawValue: try reader.byte()) {
        case .scoped: clientName = id.description
        case .bare: clientName = id.name.text
        case .dotted: clientName = id.dotted
        case .spelled: clientName = try reader.text()
        case nil: throw reader.malformed("the name for clients has no known form")
        }
        latestIndex = try reader.number()
        let count = try reader.count(ofAtLeast: Self.releaseSize)
        guard latestIndex < count else { throw reader.malformed("no release stands for the package") }
        var releases: [Release] = []
        releases.reserveCapacity(count)
        for _ in 0..<count {
            let release = try Self.release(&reader, after: releases.last)
            if let before = releases.last, !(before.version < release.version) {
                throw reader.malformed("the releases are not in order")
            }
            releases.append(release)
        }
        self.releases = releases
        try reader.end()
    }

    private static func release(_ reader: inout RecordReader, after before: Release?) throws(Refusal) -> Release {
        let mark = try reader.byte()
        guard mark & ~Mark.all == 0, mark & (Mark.yanked | Mark.yankTime) != Mark.yankTime,
            mark & (Mark.dependencies | Mark.sameDependencies) != Mark.dependencies | Mark.sameDependencies
        else { throw reader.malformed("a release has an unknown mark") }
        let version = try reader.version()
        let digest = try reader.digest()
        let publishedAt = mark & Mark.published == 0 ? nil : try reader.timestamp()
        let yankedAt = mark & Mark.yankTime == 0 ? nil : try reader.timestamp()
        var dependencies: [Manifest.Dependency] = []
        if mark & Mark.dependencies != 0 {
            let count = try reader.count(ofAtLeast: 2)
            dependencies.reserveCapacity(count)
            for _ in 0..<count {
                let identity = try reader.text()
                dependencies.append(Manifest.Dependency(identity: identity, range: try reader.text()))
            }
        } else if mark & Mark.sameDependencies != 0 {
            guard let before else { throw reader.malformed("there is no release before the first one") }
            dependencies = before.dependencies
        }
        return Release(
            version: version, format: mark & Mark.yaml == 0 ? .pdpkg : .yaml, digest: digest, publishedAt: publishedAt,
            isYanked: mark & Mark.yanked != 0, yankedAt: yankedAt, dependencies: dependencies)
    }
}
