/// What TUF metadata adds to the listing of a package file: its place in the log and its signature files.
///
/// An online key may have written it, so it only says where to look.
public struct ReleaseListing: Sendable, Hashable {
    /// A signature file beside the package file.
    public struct Signature: Sendable, Hashable {
        /// The path in the site.
        public let path: String
        /// The name of the file.
        public let name: String
        /// The digest of the file.
        public let digest: SHA256Digest
    }

    /// The index of the release's entry in the log; nil when owners listed the release before it was logged.
    public let logIndex: Int?
    /// The signature files, at most 32.
    public let signatures: [Signature]
    /// The approvals with their signatures, at most 64.
    public let approvals: [Signature]

    /// Reads the member `custom` of a package file: `{"log_index":17,"signatures":[{"path":…,"sha256":…}]}`.
    ///
    /// `approvals`, in the same form, may stand before. Refused when it is another, or when a file does not lie beside the
    /// package file.
    public init(_ custom: Value?, of file: ReleaseFile) throws(BrokenPromise) {
        let index = custom?["log_index"]?.integer
        guard index ?? 0 >= 0, (index == nil) == (custom?["log_index"] == nil) else {
            throw BrokenPromise(
                VerificationFault.releaseNotLogged, file.description, "the metadata gives no place in the log")
        }
        let folder = SiteLayout.files(file.package) + "/"
        var signatures: [Signature] = []
        for element in custom?["signatures"]?.list ?? [] {
            guard let path = element["path"]?.string,
                let digest = element["sha256"]?.string.flatMap({ SHA256Digest(hex: $0) }),
                path.utf8.starts(with: file.path.utf8), (try? SitePath(path)) != nil,
                !path.utf8.dropFirst(folder.utf8.count).contains(UInt8(ascii: "/")), signatures.count < 32
            else {
                throw BrokenPromise(
                    VerificationFault.signatureList, file.description, "the metadata lists signatures that are none")
            }
            let name = String(decoding: path.utf8.dropFirst(folder.utf8.count), as: UTF8.self)
            signatures.append(Signature(path: path, name: name, digest: digest))
        }
        var approvals: [Signature] = []
        for element in custom?["approvals"]?.list ?? [] {
            guard let path = element["path"]?.string,
                let digest = element["sha256"]?.string.flatMap({ SHA256Digest(hex: $0) }),
                path.utf8.starts(with: (folder + "approvals/").utf8), (try? SitePath(path)) != nil,
                approvals.count < ReleaseApproval.limit
            else {
                throw BrokenPromise(
                    VerificationFault.signatureList, file.description, "the metadata lists approvals that are none")
            }
            let name = String(decoding: path.utf8.dropFirst(folder.utf8.count), as: UTF8.self)
            approvals.append(Signature(path: path, name: name, digest: digest))
        }
        (logIndex, self.signatures, self.approvals) = (index, signatures, approvals)
    }
}
