extension Manifest {
    /// Refuses unless the manifest names a package and a version.
    ///
    /// A name without a scope lives in the default namespace. Refused with a ``BindingFault``, or for a name or a version that
    /// is none.
    public func checkBinding(
        to id: PackageID, _ version: Version, default namespace: NamespaceName, format: PackageFormat
    ) throws(Refusal) {
        if identity.hasSameBytes(as: id.description), self.version.hasSameBytes(as: version.description) { return }
        let claimed = try PackageID(identity: identity, default: namespace, dotted: format == .yaml)
        guard claimed == id else {
            throw Refusal(
                BindingFault.identity, "the manifest names \(claimed) and the path \(id)",
                at: Place(key: format == .yaml ? "id" : "name"))
        }
        guard try Version(self.version) == version else {
            throw Refusal(
                BindingFault.version, "the manifest says \(self.version) and the path \(version)",
                at: Place(key: "version"))
        }
    }
}
