/// A package of the registry: a namespace and a name in it.
public struct PackageID: Sendable, Hashable {
    /// The namespace.
    public let namespace: NamespaceName
    /// The name in the namespace.
    public let name: PackageName
    /// The form `@namespace/name`.
    public let description: String

    /// The package `name` of `namespace`.
    public init(_ namespace: NamespaceName, _ name: PackageName) {
        self.namespace = namespace
        self.name = name
        description = .joined("@", namespace.text, "/", name.text)
    }

    /// The package that an identity of one of the package formats names.
    ///
    /// `@ns/name` says everything; a bare `name` lives in the default namespace; with `dotted`, `a.b.c` is the name `c`
    /// in the namespace `a.b`, as Prompt Gen writes it.
    public init(identity: String, default namespace: NamespaceName, dotted: Bool) throws(Refusal) {
        if identity.utf8.first == UInt8(ascii: "@") {
            let parts = identity.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw Refusal(NameFault.identity, "\(quoted(identity)) is not a package identity")
            }
            self.init(try NamespaceName(parts[0]), try PackageName(parts[1]))
        } else if dotted {
            guard let dot = identity.lastIndex(of: ".") else {
                throw Refusal(NameFault.identity, "\(quoted(identity)) is not a package identity")
            }
            self.init(try NamespaceName(identity[..<dot]), try PackageName(identity[identity.index(after: dot)...]))
        } else {
            self.init(namespace, try PackageName(identity))
        }
    }

    /// The identity in the notation of Prompt Gen: `namespace.name`.
    public var dotted: String { namespace.text + "." + name.text }
}

extension PackageID: Comparable, CustomStringConvertible {
    /// By namespace, then name, by bytes.
    public static func < (left: PackageID, right: PackageID) -> Bool {
        left.namespace != right.namespace ? left.namespace < right.namespace : left.name < right.name
    }
}

extension PackageID {
    /// Equal when namespace and name are.
    public static func == (left: PackageID, right: PackageID) -> Bool {
        left.description.hasSameBytes(as: right.description)
    }

    /// Feeds the package to a hasher.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
