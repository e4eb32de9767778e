internal import Glibc
internal import PromptuaryCore

/// Reading `packages/NS/NAME`: all releases of one package.
struct PackageFolder {
    /// What is the same for all packages of one reading.
    struct Context: Sendable {
        let settings: RegistrySettings
        let times: PublicationTimes
        var log: ReleaseLog?
        let time: Timestamp?
        let claims: [NamespaceName: TrustTerms.Claim]
        let sink: TreeReader.Sink?
        /// The time after which files may still change unseen; see ``FolderStats``.
        var moment = 0
        /// The approvals of each package, by its key; nil when nobody asks for them.
        var approvals: [String: [String]]?
        /// How much of the package files is unpacked.
        var reach = PackageReach.everything
        /// Whether signatures that do not count are told also where enough others do, as a change has to know.
        var tellsUncounted = false
    }

    private let context: Context
    private let namespace: Namespace?
    private let folder: TreeReader.FolderName
    private let memory: PackageMemory?
    /// Releases of the package that lie somewhere else, and were judged when they came.
    private let beside: [Release]

    init(
        _ context: Context, _ namespace: Namespace?, _ folder: TreeReader.FolderName, memory: PackageMemory? = nil,
        beside: [Release] = []
    ) {
        self.beside = beside
        self.context = context
        self.namespace = namespace
        self.folder = folder
        self.memory = memory
    }

    func read(in root: borrowing Directory, inflater: inout Inflater) throws -> PackageReading {
        var result = PackageReading(folder: folder)
        result.memory = memory
        try read(in: root, inflater: &inflater, into: &result)
        return result
    }

    private func read(in root: borrowing Directory, inflater: inout Inflater, into result: inout PackageReading) throws
    {
        let id: PackageID
        do {
            id = PackageID(try NamespaceName(folder.namespace), try PackageName(folder.name))
        } catch {
            result.findings.append(Finding(error, path: folder.path))
            return
        }
        let inside: Directory
        do {
            inside = try root.directory(folder.path)
        } catch {
            // A package that an earlier build has read may be gone.
            if error.code == ENOENT { return }
            result.findings.append(Finding(.unreadableFile, String(cString: strerror(error.code)), path: folder.path))
            return
        }
        // What is said of the files is what they were before they were read.
        if context.moment > 0 { result.stats = try FolderStats(of: inside, depth: 1, moment: context.moment) }
        var versions: [Version] = []
        var noteFiles: [String: [UInt8]] = [:]
        for entry in try inside.entries() {
            var path: String { folder.path + "/" + entry.name }
            if entry.kind == .directory {
                do {
                    versions.append(try Version(pathText: entry.name))
                } catch {
                    result.findings.append(Finding(error, path: path))
                }
            } else if entry.kind == .file,
                entry.name == "package.yaml" || SignatureFileName.parse(entry.name)?.signed == "package.yaml"
            {
                do {
                    noteFiles[entry.name] = try inside.contents(of: entry.name, upTo: 1 << 20)
                } catch {
                    result.findings.append(Finding(.unreadableFile, String(cString: strerror(error.code)), path: path))
                }
            } else {
                result.findings.append(RootFolder.stray(entry, at: path))
            }
        }
        let notes = readNotes(id, noteFiles, &result.findings)
        let documents = try context.approvals.map { try ApprovalFolder.read($0[folder.key] ?? [], in: root) }
        let claim = namespace?.isPublic == true ? context.claims[id.namespace] : nil
        // What is logged cannot wait.
        let all = versions + beside.map(\.version)
        let waiting = all.filter { claim?.lists(id, $0) == false && context.log?.release(id, $0) == nil }
        let shown: Version? = Package.latest(of: all.filter { !waiting.contains($0) }, notes: notes)
        var releases = beside
        var shownReadme: [UInt8]?
        for version in versions {
            try Task.checkCancellation()
            let isShown = version == shown
            guard
                let (release, readme) = try readRelease(
                    id, version, claim, isWaiting: waiting.contains(version), isShown, documents, in: inside,
                    inflater: &inflater, into: &result)
            else { continue }
            releases.append(release)
            if isShown { shownReadme = readme }
        }
        guard let package = Package(id, releases: releases, notes: notes, path: folder.path, readme: shownReadme)
        else { return }
        result.findings += package.findings()
        guard !waiting.isEmpty else {
            result.package = package
            return
        }
        result.waiting = package
        result.package = Package(
            id, releases: releases.filter { !waiting.contains($0.version) }, notes: notes.leavingOut(waiting),
            path: folder.path, readme: shownReadme)
    }

    private func readNotes(_ id: PackageID, _ files: [String: [UInt8]], _ findings: inout [Finding]) -> PackageNotes {
        let path = folder.path + "/package.yaml"
        guard let bytes = files["package.yaml"] else {
            for name in files.keys.sorted() {
                findings.append(
                    Finding(.unexpectedFile, "there is no package.yaml beside it", path: folder.path + "/" + name))
            }
            return PackageNotes()
        }
        var notes = PackageNotes()
        do {
            notes = try PackageNotes(YAMLReader.read(bytes), of: id)
            guard let keys = namespace?.keys else { return notes }
            let binding = try SignatureBinding.package(registry: context.settings.name.text, id: id.description)
            var signatures: [SignatureFile] = []
            for (name, content) in files.sorted(by: { $0.key < $1.key }) {
                guard let parsed = SignatureFileName.parse(name) else { continue }
                signatures.append(try SignatureFile(name: parsed, bytes: content))
            }
            let verdict = keys.verify(file: bytes, signatures: signatures, binding: binding, at: nil)
            // Others may be by keys that counted when they signed; a copy was never worth anything.
            let isTold = context.tellsUncounted && verdict.isMet
            findings += verdict.refusals.compactMap { refusal in
                guard isTold || refusal.code == SignatureFault.repeated.rawValue, let file = refusal.place.entry
                else { return nil }
                return Finding(refusal, path: folder.path + "/" + file)
            }
            if verdict.isMet { return notes }
            findings.append(
                Finding(
                    .notesSignature, "\(verdict.count) of \(verdict.threshold) signatures\(Self.reasons(verdict))",
                    path: path))
        } catch {
            findings.append(Finding(error, path: path))
        }
        // The next notes follow these ones also when nobody's signature makes them count any more.
        return notes.silent
    }

    static func reasons(_ verdict: KeySet.Verdict) -> String {
        let texts = verdict.refusals.map { "\($0.place.entry.map { $0 + ": " } ?? "")\($0.message)" }
        return texts.isEmpty ? "" : " (\(texts.joined(separator: "; ")))"
    }

    private func readRelease(
        _ id: PackageID, _ version: Version, _ claim: TrustTerms.Claim?, isWaiting: Bool, _ isShown: Bool,
        _ documents: [ApprovalDocument]?, in package: borrowing Directory, inflater: inout Inflater,
        into result: inout PackageReading
    ) throws -> (Release, readme: [UInt8]?)? {
        let directory = version.pathText
        let path: String = .joined(folder.path, "/", directory)
        let inside: Directory
        do {
            inside = try package.directory(directory)
        } catch {
            result.findings.append(Finding(.unreadableFile, String(cString: strerror(error.code)), path: path))
            return nil
        }
        var packageFile: (name: String, format: PackageFormat)?
        var signatureNames: [SignatureFileName] = []
        for entry in try inside.entries() {
            guard entry.kind == .file else {
                result.findings.append(RootFolder.stray(entry, at: path + "/" + entry.name))
                continue
            }
            if let signature = SignatureFileName.parse(entry.name) {
                signatureNames.append(signature)
            } else if let format = PackageFormat(fileName: entry.name), packageFile == nil {
                packageFile = (entry.name, format)
            } else {
                result.findings.append(RootFolder.stray(entry, at: path + "/" + entry.name))
            }
        }
        guard let packageFile else {
            result.findings.append(Finding(.releasePath, "there is no package file in the folder", path: path))
            for name in signatureNames {
                result.findings.append(
                    Finding(.unexpectedFile, "it signs no file of this folder", path: path + "/" + name.text))
            }
            return nil
        }
        let reading = ReleaseReading(
            context: context, namespace: namespace, id: id, version: version,
            path: .joined(path, "/", packageFile.name),
            fileName: packageFile.name, format: packageFile.format, claim: claim, isWaiting: isWaiting,
            isShown: isShown, documents: documents, remembered: memory?.package.release(version))
        if claim == nil, let memory, memory.isCurrent,
            let known = try reading.recall(memory, signatureNames, in: inside, into: &result)
        {
            return (known, isShown ? memory.readme : nil)
        }
        return try reading.read(signatureNames, in: inside, inflater: &inflater, into: &result)
    }
}
