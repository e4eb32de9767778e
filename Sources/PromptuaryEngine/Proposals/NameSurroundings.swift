public import PromptuaryCore

extension NameReview.Surroundings {
    /// The names that a tree or a built site has, by its folders alone.
    ///
    /// A site shows neither private namespaces nor the policy; those are known from a tree. Refused is a folder that is
    /// neither.
    public init(at path: String) throws {
        let root = try Directory(path)
        if let bytes = try root.contentsIfPresent(of: "registry.yaml", upTo: 1 << 20) {
            let settings = try RegistrySettings(YAMLReader.read(bytes, limits: .package))
            self.init(policy: settings.changes, defaultNamespace: settings.defaultNamespace)
            namespaces = try Self.folders("namespaces", in: root).compactMap { try? NamespaceName($0) }
            for name in try Self.folders("packages", in: root) {
                guard let namespace = try? NamespaceName(name) else { continue }
                add(try Self.folders("packages/" + name, in: root), in: namespace)
            }
        } else if root.holds(".well-known") {
            self.init()
            for name in try Self.folders(".", in: root) where name.utf8.first == UInt8(ascii: "@") {
                guard let namespace = try? NamespaceName(name) else { continue }
                namespaces.append(namespace)
                add(try Self.folders(name, in: root), in: namespace)
            }
        } else {
            throw BuildError.notATree(path)
        }
        namespaces.sort()
        packages.sort()
    }

    private mutating func add(_ folders: [String], in namespace: NamespaceName) {
        packages += folders.compactMap { try? PackageName($0) }.map { PackageID(namespace, $0) }
    }

    private static func folders(_ name: String, in root: borrowing Directory) throws -> [String] {
        guard name == "." || root.holds(name) else { return [] }
        let entries = name == "." ? try root.entries() : try root.directory(name).entries()
        return entries.filter { $0.kind == .directory }.map(\.name)
    }
}
