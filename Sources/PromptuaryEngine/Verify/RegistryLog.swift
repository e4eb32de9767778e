internal import PromptuaryCore

/// The log of a site after its signatures, its growth and its entries were verified.
struct RegistryLog: Sendable {
    /// The role that vouches for keys.
    static let keysRole = "keys"
    /// For how long a cosignature of a witness counts: as long as a timestamp lives.
    static let witnessWindow = 7 * 86_400

    /// The registry, as the offline role says.
    let name: RegistryName
    /// The log's keys and witnesses.
    let description: LogDescription
    /// The newest checkpoint of the site.
    let published: SignedCheckpoint
    /// The log up to that checkpoint.
    var reader: LogReader
    /// What all entries say; nil when they were not all read.
    var ledger: LogLedger?

    /// Verifies the log; nil when it cannot be trusted, which the evidence says then.
    init?(
        _ index: TargetIndex, _ source: any SiteSource, _ options: SiteVerification.Options, _ memory: RegistryMemory?,
        _ evidence: inout VerificationEvidence
    ) async throws {
        var guarantee = Guarantee.Name.authentic
        do {
            (description, name) = try await Self.describe(index, source)
            evidence.registry = name.text
            if let memory, memory.registry != name {
                throw BrokenPromise(
                    VerificationFault.registryChanged, source.name,
                    "it was the registry \(memory.registry), now it is \(name)")
            }
            guarantee = .logged
            published = try await Self.published(source, description)
            reader = try await LogReader(published.checkpoint, from: source)
            try await Self.checkListed(index, source, description, &reader)
            guarantee = .appendOnly
            var log = VerificationEvidence.Log(size: published.checkpoint.size, isRead: false)
            if let seen = memory?.checkpoint {
                let old = try SignedCheckpoint(bytes: Array(seen.note.utf8)).checkpoint
                try await reader.checkGrowth(from: old)
                log.remembered = (old.size, seen.since)
            }
            evidence.log = log
        } catch let distrust as Distrust {
            evidence.note(BrokenPromise(distrust), breaks: guarantee)
            return nil
        } catch let promise as BrokenPromise {
            evidence.note(promise, breaks: guarantee)
            return nil
        } catch let refusal as Refusal {
            evidence.note(BrokenPromise(refusal, subject: "log"), breaks: guarantee)
            return nil
        }
        try await countWitnesses(source, options, &evidence)
        if options.packages.isEmpty { try await readEntries(&evidence) }
    }

    /// The registry whose log has a name: `REGISTRY/log`.
    static func registry(of origin: NoteName) -> RegistryName? {
        let text = origin.description
        return text.hasSuffix("/log") ? try? RegistryName(text.dropLast(4)) : nil
    }

    private static func describe(
        _ index: TargetIndex, _ source: any SiteSource
    ) async throws -> (LogDescription, RegistryName) {
        let path = LogLayout.description
        guard let (file, role) = try await index.lookUp([path])[path] else {
            throw BrokenPromise(VerificationFault.logUndescribed, path, "the registry describes no log")
        }
        guard role == keysRole else {
            throw BrokenPromise(
                VerificationFault.keysUnvouched, path, "the role \(role) lists it, not the role \(keysRole)")
        }
        let description = try LogDescription(bytes: try await index.client.download(path, file, from: source))
        guard let name = registry(of: description.origin) else {
            throw BrokenPromise(
                VerificationFault.logUndescribed, path, "the log \(description.origin) is not called REGISTRY/log")
        }
        return (description, name)
    }

    private static func published(
        _ source: any SiteSource, _ description: LogDescription
    ) async throws -> SignedCheckpoint {
        guard let bytes = try await read(LogLayout.checkpoint, source) else {
            throw BrokenPromise(VerificationFault.checkpointMissing, LogLayout.checkpoint, "the site has no checkpoint")
        }
        let signed = try SignedCheckpoint(bytes: bytes)
        _ = try description.verify(signed)
        return signed
    }

    private static func read(_ path: String, _ source: any SiteSource) async throws -> [UInt8]? {
        do {
            return try await source.read(path, upTo: SignedNote.sizeLimit)
        } catch SourceError.tooLarge {
            throw Distrust(.size, path, "the file has more than \(SignedNote.sizeLimit) bytes")
        }
    }

    /// The checkpoint that the metadata lists is the published one or an earlier one: the log may be ahead, never behind.
    private static func checkListed(
        _ index: TargetIndex, _ source: any SiteSource, _ description: LogDescription, _ reader: inout LogReader
    ) async throws {
        let path = LogLayout.checkpoint
        guard let (file, _) = try await index.lookUp([path])[path] else {
            throw BrokenPromise(VerificationFault.checkpointMissing, path, "the metadata lists no checkpoint")
        }
        let listed = try SignedCheckpoint(bytes: try await index.client.download(path, file, from: source))
        _ = try description.verify(listed)
        guard listed.checkpoint.size <= reader.checkpoint.size else {
            throw BrokenPromise(
                VerificationFault.checkpointBehind, path,
                "the metadata lists \(listed.checkpoint.size) entries, the site shows \(reader.checkpoint.size)")
        }
        try await reader.checkGrowth(from: listed.checkpoint)
    }
}

// MARK: - Witnesses and entries

extension RegistryLog {
    private mutating func countWitnesses(
        _ source: any SiteSource, _ options: SiteVerification.Options, _ evidence: inout VerificationEvidence
    ) async throws {
        var witnesses = VerificationEvidence.Witnesses(
            threshold: description.threshold, keys: description.witnesses.count, cosigned: 0, size: 0)
        defer { evidence.witnesses = witnesses }
        guard description.threshold > 0 else { return }
        do {
            var candidates = [published]
            if let bytes = try await Self.read(LogLayout.witnessed, source) {
                candidates.append(try SignedCheckpoint(bytes: bytes))
            }
            for candidate in candidates {
                let verdict = try description.verify(candidate)
                guard candidate.checkpoint.size <= reader.checkpoint.size else {
                    throw BrokenPromise(
                        VerificationFault.checkpointBehind, LogLayout.checkpoint,
                        "witnesses saw \(candidate.checkpoint.size) entries, the site shows \(reader.checkpoint.size)")
                }
                try await reader.checkGrowth(from: candidate.checkpoint)
                let recent = verdict.cosignatures.filter {
                    ($0.time ?? 0) >= options.time.seconds - Self.witnessWindow
                }
                if recent.count >= witnesses.cosigned {
                    (witnesses.cosigned, witnesses.size) = (recent.count, candidate.checkpoint.size)
                }
            }
            guard witnesses.cosigned >= witnesses.threshold else {
                throw BrokenPromise(
                    VerificationFault.witnessesTooFew, LogLayout.witnessed,
                    "\(witnesses.cosigned) of \(witnesses.keys) witnesses cosigned in the last 7 days, \(witnesses.threshold) have to"
                )
            }
        } catch let promise as BrokenPromise {
            evidence.note(promise, breaks: .witnessed)
        } catch let distrust as Distrust {
            evidence.note(BrokenPromise(distrust), breaks: .witnessed)
        } catch let refusal as Refusal {
            evidence.note(BrokenPromise(refusal, subject: LogLayout.witnessed), breaks: .witnessed)
        }
    }

    private mutating func readEntries(_ evidence: inout VerificationEvidence) async throws {
        var ledger = LogLedger()
        do {
            try await reader.forEachEntry { number, bytes in
                let entry: LogEntry
                do throws(Refusal) {
                    entry = try LogEntry(bytes: bytes)
                } catch {
                    throw BrokenPromise(error, subject: "log entry \(number)")
                }
                if let promise = ledger.take(entry) { evidence.note(promise, breaks: .logged) }
            }
            self.ledger = ledger
            evidence.log?.isRead = true
        } catch let promise as BrokenPromise {
            evidence.note(promise, breaks: .logged)
        } catch let refusal as Refusal {
            evidence.note(BrokenPromise(refusal, subject: "log"), breaks: .logged)
        }
    }
}
