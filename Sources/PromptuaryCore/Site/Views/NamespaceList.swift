/// What the listings of namespaces are made from: nothing that a release of a package which is there already changes.
public struct NamespaceList: Sendable {
    /// How many namespaces a listing may have; the rest is in the index.
    public static let limit = 500

    /// The first ``limit`` namespaces by name.
    public let rows: [NamespaceRow]
    /// How many namespaces there are.
    public let total: Int

    /// A list from its parts.
    public init(rows: [NamespaceRow], total: Int) {
        self.rows = rows
        self.total = total
    }
}
