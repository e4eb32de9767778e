/// What the listings that clients read in whole say of one package, as JSON: a row of `packages.json` for `.pdpkg` packages, one of
/// `api/v1/packages` for Prompt Gen packages.
///
/// It follows from the package and the protection of its namespace, so that whoever keeps it need not read the package again.
public struct ListedPackage: Sendable, Hashable {
    /// The row, an object without a line feed.
    public let row: [UInt8]

    /// What is listed of a package in a namespace with this protection.
    public init(_ package: Package, protection: Namespace.Protection) {
        var writer = JSONWriter()
        switch package.format {
        case .pdpkg: PrompdRegistry.row(package, to: &writer)
        case .yaml: PromptGenPages.row(package, protection, to: &writer)
        }
        row = Array(writer.finish().dropLast())
    }

    /// What was listed before.
    public init(row: [UInt8]) { self.row = row }
}
