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

/// What reading one package gave.
struct PackageReading: Sendable {
    let folder: TreeReader.FolderName
    /// What the file system said of the folder, when it was asked.
    var stats = FolderStats.unreadable
    /// The files of releases, by their paths in the folder.
    var files: [String: ReadFile] = [:]
    /// What can be published.
    var package: Package?
    /// The whole package, when some releases wait for their owners.
    var waiting: Package?
    var findings: [Finding] = []
    var ledger = SiteStage.Ledger()
    /// What an earlier build has read.
    var memory: PackageMemory?
    /// How many bytes were unpacked, where they are counted.
    var unpacked = 0
}

/// What an earlier build has read of a package.
struct PackageMemory: Sendable {
    /// The package, valid as it was.
    let known: BuildState.Known
    /// The README of its latest release.
    let readme: [UInt8]?
    /// What the file system said of its folder.
    let stats: FolderStats
    /// The files of its releases, by their paths in the folder.
    let files: [String: ReadFile]
    /// Whether what is known of the package was read under the keys that its namespace has now.
    let isCurrent: Bool
    /// Whether files that the file system calls unchanged need not be read: what they say is on the site already.
    let isPlaced: Bool

    var package: Package { known.package }
}

/// Reading one package file and the signatures beside it.
struct ReleaseReading {
    let context: PackageFolder.Context
    let namespace: Namespace?
    let id: PackageID
    let version: Version
    let path: String
    let fileName: String
    let format: PackageFormat
    /// What the owners list; nil where the bins do.
    let claim: TrustTerms.Claim?
    /// Whether the release is not published because the owners do not list it yet.
    let isWaiting: Bool
    let isShown: Bool
    /// The approvals of releases of the package; nil when nobody asks for them.
    let documents: [ApprovalDocument]?
    /// The release of this version that an earlier build has read.
    let remembered: Release?

    /// The release as an earlier build has read and verified it; nil when it has to be read.
    ///
    /// Files that the file system calls unchanged are not opened; of others the digests decide.
    func recall(
        _ memory: PackageMemory, _ names: [SignatureFileName], in folder: borrowing Directory,
        into result: inout PackageReading
    ) throws -> Release? {
        guard let known = memory.package.release(version), known.fileName == fileName,
            !isShown || memory.package.latest.version == version,
            Set(names.map(\.text)) == Set(known.signatures.map(\.fileName))
        else { return nil }
        let prefix = version.pathText + "/"
        let log = namespace?.isPublic == true ? context.log : nil
        let logged = log?.release(id, version)
        var findings: [Finding] = []
        let approved = approvals(of: known.contents.digest, logged: logged, &findings)
        let paths = [fileName] + names.map(\.text) + known.approvalPaths
        var expected: [String: ReadFile] = [:]
        for name in paths { expected[name] = memory.files[prefix + name] }
        guard expected.count == paths.count, approved.approvals == known.approvals,
            approved.files.allSatisfy({ expected[$0.name]?.digest == SHA256Digest(of: $0.bytes) })
        else { return nil }
        var bytes: [UInt8]?
        var files: [(name: String, bytes: [UInt8])] = []
        if !memory.isPlaced || !result.stats.isSame(as: memory.stats, below: prefix) {
            guard let read = try? folder.contents(of: fileName, upTo: PackageContents.sizeLimit),
                SHA256Digest(of: read) == expected[fileName]?.digest
            else { return nil }
            bytes = read
            for name in names {
                guard let read = try? folder.contents(of: name.text, upTo: SignatureFile.sizeLimit),
                    SHA256Digest(of: read) == expected[name.text]?.digest
                else { return nil }
                files.append((name.text, read))
            }
            files += approved.files
        }
        // What the log says of a release may decide whether its signatures count.
        guard logged.map({ $0.digest == known.contents.digest }) ?? true else { return nil }
        let published = logged?.time ?? time(of: known.contents)
        let release = Release(
            package: id, version: version, path: path, contents: known.contents, signatures: known.signatures,
            publishedAt: published, approvals: known.approvals)
        result.findings += findings
        for (name, file) in expected { result.files[prefix + name] = file }
        result.findings += release.findings(in: namespace)
        if let bytes, let sink = context.sink, let namespace {
            do {
                try sink(release, namespace, bytes, files, &result.ledger)
            } catch BuildError.immutable(let name) {
                result.findings.append(
                    Finding(.releaseChanged, "the site has \(name) with other bytes", path: path))
            }
        }
        return release
    }

    func read(
        _ names: [SignatureFileName], in folder: borrowing Directory, inflater: inout Inflater,
        into result: inout PackageReading
    ) throws -> (Release, readme: [UInt8]?)? {
        guard fileName == SiteLayout.fileName(id, version, format) else {
            result.findings.append(
                Finding(.releasePath, "the file is not called \(SiteLayout.fileName(id, version, format))", path: path))
            return nil
        }
        let bytes: [UInt8]
        do {
            bytes = try folder.contents(of: fileName, upTo: PackageContents.sizeLimit)
        } catch {
            result.findings.append(
                error.code == EFBIG
                    ? Finding(PackageFault.tooLarge, path: path)
                    : Finding(.unreadableFile, String(cString: strerror(error.code)), path: path))
            return nil
        }
        let first: Unpacked
        do {
            guard let unpacked = try unpackFirst(bytes, inflater: &inflater, into: &result) else { return nil }
            first = unpacked
            try first.contents.manifest.checkBinding(
                to: id, version, default: context.settings.defaultNamespace, format: format)
        } catch {
            result.findings.append(Finding(error, path: path))
            return nil
        }
        // What only owners see never enters the log.
        let log = namespace?.isPublic == true ? context.log : nil
        let logged = log?.release(id, version)
        let isChanged = logged.map { $0.digest != first.contents.digest } ?? false
        if let logged, isChanged {
            result.findings.append(
                Finding(
                    .releaseChanged, "the log has the release with the sha256 \(logged.digest) (entry \(logged.index))",
                    path: path))
        }
        let counted = listed(names, logged, &result.findings)
        let (signatures, signed) = try readSignatures(
            counted, of: bytes, in: folder, log: log, logged: logged, unsearched(result), &result.findings)
        let (contents, readme): Unpacked
        do {
            guard
                let unpacked = try unpackRest(
                    bytes, after: first, signatures: signatures, inflater: &inflater, into: &result)
            else { return nil }
            (contents, readme) = unpacked
        } catch {
            result.findings.append(Finding(error, path: path))
            return nil
        }
        let approved = approvals(of: contents.digest, logged: logged, &result.findings)
        let files = signed + approved.files
        let prefix = version.pathText + "/"
        result.files[prefix + fileName] = ReadFile(digest: contents.digest, size: bytes.count)
        for file in files {
            result.files[prefix + file.name] = ReadFile(digest: SHA256Digest(of: file.bytes), size: file.bytes.count)
        }
        let known = time(of: contents)
        // A tree with a history comes into an empty log with its own times; later the log's clock counts.
        let published = logged?.time ?? (log.map { $0.size == 0 ? known ?? context.time : context.time } ?? known)
        let release = Release(
            package: id, version: version, path: path, contents: contents, signatures: signatures,
            publishedAt: published, approvals: approved.approvals)
        result.findings += release.findings(in: namespace)
        if let sink = context.sink, let namespace, !isChanged, !isWaiting {
            do {
                try sink(release, namespace, bytes, files, &result.ledger)
            } catch BuildError.immutable(let name) {
                result.findings.append(
                    Finding(.releaseChanged, "the site has \(name) with other bytes", path: path))
            }
        }
        return (release, readme)
    }

    /// When the release was published, as far as the history and the manifest tell, or what an earlier build has read of them.
    private func time(of contents: PackageContents) -> Timestamp? {
        let told = context.times.published(path)
        let claimed = contents.manifest.publishedAt.flatMap { Timestamp($0) }
        guard let remembered, let before = remembered.publishedAt else { return told ?? claimed }
        let isFromManifest = before == remembered.manifest.publishedAt.flatMap { Timestamp($0) }
        // Of several commits that have added the file the last one counts, and only some of them may be new.
        if !isFromManifest { return told.map { max($0, before) } ?? before }
        return told ?? (remembered.contents.digest == contents.digest ? before : claimed)
    }

    /// The signature files that count here, and findings about what the owners do not list.
    private func listed(
        _ names: [SignatureFileName], _ logged: LoggedRelease?, _ findings: inout [Finding]
    ) -> [SignatureFileName] {
        guard let claim else { return names }
        let owners = "the owners of \(id.namespace)"
        guard claim.lists(id, version) else {
            if let logged {
                findings.append(
                    Finding(
                        Refusal(
                            PublishFault.claimed,
                            "\(owners) do not list the release, and the log has it (entry \(logged.index))"),
                        path: path))
            } else {
                let files = [fileName] + names.map(\.text).sorted()
                findings.append(
                    Finding(
                        .claimUnsigned,
                        "not published, because \(owners) have not signed \(files.joined(separator: ", ")) yet",
                        path: path))
            }
            return names
        }
        let base = path.dropLast(fileName.utf8.count)
        return names.filter { name in
            guard name.signed == fileName, !claim.lists(name.text, of: id) else { return true }
            findings.append(
                Finding(
                    .claimUnsigned, "not published and not counted, because \(owners) have not signed it yet",
                    path: base + name.text))
            return false
        }
    }

    private func readSignatures(
        _ names: [SignatureFileName], of bytes: [UInt8], in folder: borrowing Directory, log: ReleaseLog?,
        logged: LoggedRelease?, _ unsearched: String, _ findings: inout [Finding]
    ) throws -> ([Release.Signature], [(name: String, bytes: [UInt8])]) {
        var parsed: [SignatureFile] = []
        var files: [(name: String, bytes: [UInt8])] = []
        var base: String { String(path.dropLast(fileName.utf8.count)) }
        for name in names {
            guard name.signed == fileName else {
                findings.append(Finding(.unexpectedFile, "it signs no file of this folder", path: base + name.text))
                continue
            }
            do {
                let content = try folder.contents(of: name.text, upTo: SignatureFile.sizeLimit)
                parsed.append(try SignatureFile(name: name, bytes: content))
                files.append((name.text, content))
            } catch let refusal as Refusal {
                findings.append(Finding(refusal, path: base + name.text))
            } catch let error as StorageError {
                findings.append(Finding(.unreadableFile, String(cString: strerror(error.code)), path: base + name.text))
            }
        }
        guard let keys = namespace?.keys else { return ([], files) }
        guard !parsed.isEmpty else {
            findings.append(
                Finding(.signatureMissing, "there is no signature beside it" + unsearched, path: path))
            return ([], files)
        }
        let binding = SignatureBinding.release(registry: context.settings.name, id: id, version: version)
        let verdict = keys.verify(file: bytes, signatures: parsed, binding: binding) { position in
            guard let log else { return .unknown }
            return logged?.moment(of: files[position].bytes, logSize: log.size) ?? .after(size: log.size)
        }
        for refusal in verdict.refusals {
            let place = refusal.place.entry.map { entry in base + entry } ?? path
            let isRevoked = refusal.code == SignatureFault.revokedKey.rawValue
            // What a key signed that was revoked since spoils nothing where enough others have signed.
            if isRevoked, verdict.isMet, !context.tellsUncounted { continue }
            findings.append(
                isRevoked && !verdict.isMet && (log == nil || logged != nil)
                    ? revokedKey(refusal, path: place) : Finding(refusal, path: place))
        }
        if !verdict.isMet {
            let count = "\(verdict.count) of \(verdict.threshold) signatures are there and valid"
            findings.append(
                Finding(.signatureThreshold, count + (verdict.signers.isEmpty ? unsearched : ""), path: path))
        }
        let signatures = parsed.map { file in
            Release.Signature(
                fileName: file.name.text, form: file.name.form, key: verdict.signers.first { file.names($0.key) })
        }
        return (signatures, files)
    }
}

extension ReleaseReading {
    /// The finding for a revoked key under a release that may be older than the revocation.
    fileprivate func revokedKey(_ refusal: Refusal, path: String) -> Finding {
        let other =
            context.log == nil
            ? "when the release is older than the revocation, let the log of the published site say so: `promptuary check TREE --site SITE`, `promptuary build TREE PREVIEW --log-of SITE`"
            : "when a thief has released it, remove the release from the tree"
        return Finding(
            rule: refusal.code, severity: .error, path: path, place: refusal.place, message: refusal.message,
            remedy: "\(refusal.remedy); or, \(other)")
    }
}

extension SignatureFile {
    /// Whether this signature says that it was made by a key.
    func names(_ key: PublisherKey) -> Bool {
        switch content {
        case .minisign(let signature): key.scheme == .minisign(keyID: signature.keyID)
        case .ssh(let signature): key.scheme == .ssh && key.bytes == signature.keyBytes
        }
    }
}
