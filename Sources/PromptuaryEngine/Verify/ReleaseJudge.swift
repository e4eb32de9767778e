internal import PromptuaryCore

/// A release whose owners were verified, with what its proof says about the log.
struct JudgedRelease: Sendable {
    let file: ReleaseFile
    let digest: SHA256Digest
    /// The place in the log that the proof gives.
    let index: Int
    /// The checkpoint that the proof leads to: signed by the log, not yet compared with the published one.
    let checkpoint: Checkpoint
}

/// A release that nobody should install.
struct ReleaseRefusal: Error {
    let file: ReleaseFile
    let promise: BrokenPromise
    /// The guarantee that is broken.
    let guarantee: Guarantee.Name
}

/// Judges package files by what survives the theft of all online keys: their owners' signatures and the log.
struct ReleaseJudge: Sendable {
    let log: RegistryLog
    let keys: NamespaceKeys
    let client: TUFClient
    let source: any SiteSource

    /// Judges a package file whose bytes are those that the metadata lists.
    ///
    /// Only failures of the source are thrown.
    func judge(
        _ file: ReleaseFile, _ bytes: [UInt8], _ target: TargetFile
    ) async throws -> Result<JudgedRelease, ReleaseRefusal> {
        var guarantee = Guarantee.Name.published
        do {
            let history = try keys.history(of: file.package.namespace)
            guarantee = .logged
            let listing = try ReleaseListing(target.custom, of: file)
            let (logged, checkpoint) = try await proof(of: file, listing)
            try await checkApprovals(listing, of: file, logged)
            guarantee = .published
            let release = try ReleaseVerification(
                of: file.package, file.version, format: file.format, registry: log.name, bytes: bytes,
                signatures: try await signatures(listing), logged: logged, logSize: log.reader.checkpoint.size,
                keys: history.current)
            return .success(
                JudgedRelease(file: file, digest: target.sha256, index: release.index, checkpoint: checkpoint))
        } catch let promise as BrokenPromise {
            return .failure(ReleaseRefusal(file: file, promise: promise, guarantee: guarantee))
        } catch let distrust as Distrust {
            return .failure(ReleaseRefusal(file: file, promise: BrokenPromise(distrust), guarantee: guarantee))
        } catch let refusal as Refusal {
            let promise = BrokenPromise(refusal, subject: file.description)
            return .failure(ReleaseRefusal(file: file, promise: promise, guarantee: guarantee))
        }
    }

    /// The entry of the log that the proof beside a package file proves.
    private func proof(
        of file: ReleaseFile, _ listing: ReleaseListing
    ) async throws -> (LoggedRelease, Checkpoint) {
        let path = file.path + LogLayout.proofSuffix
        let bytes: [UInt8]?
        do {
            bytes = try await source.read(path, upTo: LogProof.sizeLimit)
        } catch SourceError.tooLarge {
            throw Distrust(.size, path, "the file has more than \(LogProof.sizeLimit) bytes")
        }
        guard let bytes else {
            throw BrokenPromise(VerificationFault.releaseNotLogged, file.description, "there is no \(path)")
        }
        let proof = try LogProof(bytes: bytes)
        // A proof is older than what witnesses say of it; they are asked about the published checkpoint.
        let unwitnessed = try LogDescription(
            origin: log.description.origin, keys: log.description.keys, witnesses: log.description.witnesses)
        let (entry, _) = try proof.verifiedEntry(in: unwitnessed)
        guard case .release(let release) = entry.kind, release.id == file.package, release.version == file.version,
            proof.index == listing.logIndex ?? proof.index
        else {
            let listed = listing.logIndex.map { "entry \($0)" } ?? "no entry"
            throw BrokenPromise(
                VerificationFault.releaseLoggedOtherwise, file.description,
                "the metadata says \(listed), the proof is about entry \(proof.index) and something else")
        }
        let logged = LoggedRelease(
            package: release.id, version: release.version, digest: release.digest, size: release.size,
            signatures: release.signatures.map(\.digest), approvals: release.approvals, index: proof.index,
            time: entry.time)
        return (logged, proof.checkpoint.checkpoint)
    }

    private func signatures(_ listing: ReleaseListing) async throws -> [(name: String, bytes: [UInt8])] {
        var signatures: [(name: String, bytes: [UInt8])] = []
        for signature in listing.signatures {
            signatures.append((signature.name, try await read(signature, upTo: SignatureFile.sizeLimit)))
        }
        return signatures
    }

    private func read(_ listed: ReleaseListing.Signature, upTo limit: Int) async throws -> [UInt8] {
        let file = TargetFile(length: 0, sha256: listed.digest)
        let stored = client.trusted.root.body.consistentSnapshot ? file.storedPath(of: listed.path) : listed.path
        guard let bytes = try await source.read(stored, upTo: limit) else {
            throw Distrust(.missing, listed.path, "the site has no \(stored)")
        }
        guard SHA256Digest(of: bytes) == listed.digest else {
            throw Distrust(.hash, listed.path, "the file has another sha256 than the one listed")
        }
        return bytes
    }

    /// Whether the approvals that the log has of a release are there, and no others.
    ///
    /// Owners of a claimed namespace, who list a release before it is logged, list no approvals.
    private func checkApprovals(
        _ listing: ReleaseListing, of file: ReleaseFile, _ logged: LoggedRelease
    ) async throws {
        guard listing.logIndex != nil else { return }
        guard Set(listing.approvals.map(\.digest)) == Set(logged.approvals) else {
            throw BrokenPromise(
                VerificationFault.releaseLoggedOtherwise, file.description,
                "the metadata lists \(listing.approvals.count) files of approvals, the log \(logged.approvals.count)")
        }
        for approval in listing.approvals { _ = try await read(approval, upTo: TreePlace(approval.name).limit) }
    }
}
