/// A release whose publishers were verified: there is no value without the proof.
///
/// The package file is the one that the log has under this name and version; its manifest says the same name and version; and
/// a threshold of the namespace's keys, which counted when the release was logged, have signed it for this registry. That the
/// entry is in the log, at its index, is proved elsewhere, and so is that the keys are the namespace's (``KeyHistory``).
public struct ReleaseVerification: Sendable {
    /// The package.
    public let package: PackageID
    /// The version.
    public let version: Version
    /// What reading the package file told.
    public let contents: PackageContents
    /// The keys that signed and count, as the namespace lists them.
    public let signers: [KeySet.Key]
    /// How many different keys signed and count.
    public let count: Int
    /// How many have to.
    public let threshold: Int
    /// Why other signatures do not count, with the file names as places.
    public let refusals: [Refusal]
    /// The index of the release in the log.
    public let index: Int

    /// Verifies a release.
    ///
    /// `signatures` are files called like the package file of the site; `defaultNamespace` is where a name without a scope
    /// lives, without it the namespace of the package. Refused with a ``ReleaseTrustFault`` and as the package file, its
    /// manifest or a signature file is.
    public init(
        of package: PackageID, _ version: Version, format: PackageFormat, registry: RegistryName, bytes: [UInt8],
        signatures: [(name: String, bytes: [UInt8])], logged: LoggedRelease, logSize: Int, keys: KeySet,
        defaultNamespace: NamespaceName? = nil
    ) throws(Refusal) {
        let fileName = SiteLayout.fileName(package, version, format)
        do throws(Refusal) {
            try Self.check(logged, logSize: logSize, is: package, version, bytes)
            let files = try Self.read(signatures, of: fileName)
            let moments = signatures.map { logged.moment(of: $0.bytes, logSize: logSize) }
            let verdict = keys.verify(
                file: bytes, signatures: files,
                binding: .release(registry: registry, id: package, version: version)
            ) { moments[$0] }
            guard verdict.isMet else {
                guard !files.isEmpty else {
                    throw Refusal(ReleaseTrustFault.unsigned, "no signature of the release is there")
                }
                let reasons = verdict.refusals.map { "\($0.place.entry.map { $0 + ": " } ?? "")\($0.message)" }
                throw Refusal(
                    ReleaseTrustFault.threshold,
                    "\(verdict.count) of \(verdict.threshold) signatures count"
                        + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"))
            }
            // What a stranger made is read only after the signatures hold.
            let contents = try PackageContents.read(bytes, format: format)
            try contents.manifest.checkBinding(
                to: package, version, default: defaultNamespace ?? package.namespace, format: format)
            self.package = package
            self.version = version
            self.contents = contents
            signers = verdict.signers
            count = verdict.count
            threshold = verdict.threshold
            refusals = verdict.refusals
            index = logged.index
        } catch {
            var refusal = error
            if refusal.place.entry == nil { refusal.place.entry = fileName }
            throw refusal
        }
    }

    /// Refuses unless the log's entry is about these bytes under this name.
    private static func check(
        _ logged: LoggedRelease, logSize: Int, is package: PackageID, _ version: Version, _ bytes: [UInt8]
    ) throws(Refusal) {
        guard logged.package == package, logged.version == version else {
            throw Refusal(
                ReleaseTrustFault.otherEntry,
                "the log's entry \(logged.index) is about \(logged.package) \(logged.version), not \(package) \(version)"
            )
        }
        guard logged.index >= 0, logged.index < logSize else {
            throw Refusal(
                ReleaseTrustFault.index, "the index \(logged.index) is not in a log of \(logSize) entries")
        }
        let digest = SHA256Digest(of: bytes)
        guard logged.digest == digest, logged.size == bytes.count else {
            throw Refusal(
                ReleaseTrustFault.otherBytes,
                "the file has the sha256 \(digest) and \(bytes.count) bytes, the log says \(logged.digest) and \(logged.size)"
            )
        }
    }

    private static func read(
        _ signatures: [(name: String, bytes: [UInt8])], of fileName: String
    ) throws(Refusal) -> [SignatureFile] {
        var files: [SignatureFile] = []
        for (name, bytes) in signatures {
            guard let parsed = SignatureFileName.parse(name), parsed.signed.utf8.elementsEqual(fileName.utf8),
                parsed.text.utf8.elementsEqual(name.utf8), !files.contains(where: { $0.name == parsed })
            else {
                throw Refusal(ReleaseTrustFault.signatureName, "\(quoted(name)) is no signature of \(fileName)")
            }
            files.append(try SignatureFile(name: parsed, bytes: bytes))
        }
        return files
    }
}
