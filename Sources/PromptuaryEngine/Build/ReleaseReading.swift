internal import Glibc
internal import PromptuaryCore

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
