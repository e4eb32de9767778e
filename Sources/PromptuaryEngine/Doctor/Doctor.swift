public import PromptuaryCore

/// Looks at a site, its host, its tree and its keys, and says what will go wrong and what to do.
///
/// It reads what a host and a disk claim and verifies no signature.
public struct Doctor: Sendable {
    /// What is looked at.
    public struct Patient: Sendable {
        /// The site.
        public var source: any SiteSource
        /// The same site, when it is on a web server.
        public var probe: (any SiteProbe)?
        /// The directory of the site, when it is one.
        public var folder: String?
        /// The tree that it is made from.
        public var tree: String?
        /// The folder with the online keys.
        public var keys: String?

        /// A site in a directory.
        public init(folder: String) {
            source = DirectorySource(folder)
            self.folder = folder
        }

        /// A site on a web server.
        public init(host: some SiteSource & SiteProbe) {
            source = host
            probe = host
        }
    }

    private let clock: @Sendable () -> Timestamp

    /// A doctor who knows the time.
    public init(clock: @escaping @Sendable () -> Timestamp) { self.clock = clock }

    /// All diagnoses of a site and what belongs to it.
    ///
    /// A site that does not answer is a diagnosis, not an error. Errors: ``BuildError`` and ``StorageError`` for the tree,
    /// `CancellationError`.
    public func examine(_ patient: Patient) async throws -> MedicalReport {
        var result: [Diagnosis] = []
        var roles: [RoleReading] = []
        do {
            let status = try await patient.source.read(SiteLayout.status.text, upTo: 1 << 20)
            result.append(Diagnosis(.source, .ok, of: patient.source.name, "the site answers"))
            roles = try await RoleExamination(source: patient.source).readings()
            result += ExpiryDiagnosis.of(roles, at: clock())
            result.append(try await LogExamination(source: patient.source).diagnosis(roles))
            if let probe = patient.probe {
                result += try await HostExamination(probe: probe, clock: clock).diagnoses()
            } else {
                result.append(ClockDiagnosis.of(builtAt: Self.builtAt(status), at: clock()))
                result.append(
                    Diagnosis(
                        .missingFile, .unknown, "a directory shows nothing about the host that serves it",
                        remedy: "give the address of the site too: promptuary doctor https://…"))
            }
        } catch let SourceError.unreachable(path, reason) {
            result.append(
                Diagnosis(
                    .source, .problem, of: path, "the site does not answer: \(reason)",
                    remedy: "check the address, the connection and the server"))
        } catch let SourceError.tooLarge(path, limit) {
            result.append(
                Diagnosis(
                    .source, .problem, of: path, "the site sends more than \(limit) bytes for a small file",
                    remedy: "see what the host sends for it, and copy the site again"))
        }
        if let folder = patient.folder { result += FolderExamination.site(folder) }
        if let keys = patient.keys { result += FolderExamination.keys(keys) }
        if let tree = patient.tree { result += try TreeExamination(tree: tree).diagnoses(published: roles) }
        return MedicalReport(result)
    }

    private static func builtAt(_ status: [UInt8]?) -> Timestamp? {
        guard let status else { return nil }
        return (try? JSONReader.read(status))?["builtAt"]?.string.flatMap { Timestamp($0) }
    }
}
