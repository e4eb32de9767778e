/// A package file of a site, known by its path: `@NS/NAME/-/NAME-VERSION.pdpkg` or `.yaml`.
public struct ReleaseFile: Sendable, Hashable {
    /// The package.
    public let package: PackageID
    /// The version.
    public let version: Version
    /// The format.
    public let format: PackageFormat

    /// The release whose package file lies at `path`; nil when no package file does.
    ///
    /// Signatures, proofs and documents beside package files are none. A path that is spelled in another way than
    /// ``path`` is none either, so that a release has one path.
    public init?(path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[2] == "-", parts[0].utf8.first == UInt8(ascii: "@"),
            let format = PackageFormat(fileName: String(parts[3])),
            let namespace = try? NamespaceName(parts[0]), let name = try? PackageName(parts[1])
        else { return nil }
        let stem = parts[3].utf8.dropLast(format.rawValue.utf8.count + 1)
        let prefix = name.text + "-"
        guard stem.starts(with: prefix.utf8),
            let version = try? Version(pathText: String(decoding: stem.dropFirst(prefix.utf8.count), as: UTF8.self))
        else { return nil }
        self.init(PackageID(namespace, name), version, format)
        guard self.path.utf8.elementsEqual(path.utf8) else { return nil }
    }

    /// A release file from its parts.
    public init(_ package: PackageID, _ version: Version, _ format: PackageFormat) {
        self.package = package
        self.version = version
        self.format = format
    }

    /// The path in the site.
    public var path: String { SiteLayout.files(package) + "/" + SiteLayout.fileName(package, version, format) }
}

extension ReleaseFile: CustomStringConvertible {
    /// The form `@ns/name 1.2.3`.
    public var description: String { "\(package) \(version)" }
}
