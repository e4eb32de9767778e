/// What a signature is for: the text that minisign signs beside the file and the namespace that OpenSSH signs with it.
///
/// A signature for one purpose, registry, name or version never counts for another.
public struct SignatureBinding: Sendable, Hashable {
    /// The trusted comment of a minisign signature, exactly.
    public let trustedComment: String
    /// The namespace of an SSH signature, exactly.
    public let sshNamespace: String

    /// A release.
    ///
    /// `pdpkg v1 REGISTRY ID VERSION` and `pdpkg@REGISTRY`; the file itself must carry id and version.
    public static func release(registry: String, id: String, version: String) throws(Refusal) -> SignatureBinding {
        try SignatureBinding("pdpkg", registry, [id, version])
    }

    /// A release, from parts that have been checked already.
    public static func release(registry: RegistryName, id: PackageID, version: Version) -> SignatureBinding {
        SignatureBinding(
            trustedComment: .joined(.joined("pdpkg v1 ", registry.text, " "), id.description, " ", version.description),
            sshNamespace: .joined("pdpkg@", registry.text))
    }

    /// A login, whose file is a ``LoginText``.
    ///
    /// `pdpkg-login v1 REGISTRY` and `pdpkg-login@REGISTRY`.
    public static func login(registry: RegistryName) -> SignatureBinding {
        SignatureBinding(
            trustedComment: .joined("pdpkg-login v1 ", registry.text),
            sshNamespace: .joined("pdpkg-login@", registry.text))
    }

    private init(trustedComment: String, sshNamespace: String) {
        self.trustedComment = trustedComment
        self.sshNamespace = sshNamespace
    }

    /// A key set.
    ///
    /// `pdpkg-keys v1 REGISTRY NAMESPACE VERSION` and `pdpkg-keys@REGISTRY`.
    public static func keys(registry: String, namespace: String, version: Int) throws(Refusal) -> SignatureBinding {
        try SignatureBinding("pdpkg-keys", registry, [namespace, String(version)])
    }

    /// The mutable statements about a package.
    ///
    /// `pdpkg-package v1 REGISTRY ID` and `pdpkg-package@REGISTRY`.
    public static func package(registry: String, id: String) throws(Refusal) -> SignatureBinding {
        try SignatureBinding("pdpkg-package", registry, [id])
    }

    /// A statement of reviewers in a change.
    ///
    /// `pdpkg-consent v1 REGISTRY PATH` and `pdpkg-consent@REGISTRY`; the path is that of the document in the tree.
    public static func consent(registry: String, path: String) throws(Refusal) -> SignatureBinding {
        try SignatureBinding("pdpkg-consent", registry, [path])
    }

    private init(_ purpose: String, _ registry: String, _ parts: [String]) throws(Refusal) {
        for part in [registry] + parts where !Self.isPlain(part) {
            throw Refusal(SignatureFault.binding, "a name is 1 to 256 printable ASCII characters, no blanks or quotes")
        }
        guard Self.isLiteral(registry) else {
            throw Refusal(SignatureFault.binding, "a registry's name has no @ * ? ! # or comma")
        }
        trustedComment = ([purpose, "v1", registry] + parts).joined(separator: " ")
        sshNamespace = purpose + "@" + registry
    }

    /// Whether a name stands for itself in the pattern lists of an allowed_signers file.
    static func isLiteral(_ name: String) -> Bool {
        isPlain(name) && !name.utf8.contains { unit in "@*?!,#".utf8.contains(unit) }
    }

    private static func isPlain(_ part: String) -> Bool {
        (1...256).contains(part.utf8.count)
            && part.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x27 && $0 != 0x5C }
    }
}
