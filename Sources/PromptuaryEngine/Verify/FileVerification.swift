internal import PromptuaryCore

/// The files of a site: every target against its metadata, every release against its owners' keys and the log.
struct FileVerification {
    private let index: TargetIndex
    private var log: RegistryLog
    private let keys: NamespaceKeys
    private let options: SiteVerification.Options
    private let source: any SiteSource
    private let progress: Progress?

    init(
        _ index: TargetIndex, _ log: RegistryLog, _ keys: NamespaceKeys, _ options: SiteVerification.Options,
        _ source: any SiteSource, _ progress: Progress?
    ) {
        (self.index, self.log, self.keys) = (index, log, keys)
        (self.options, self.source, self.progress) = (options, source, progress)
    }

    /// What one role's files come to.
    private struct Account: Sendable {
        var targets = 0
        var bytes = 0
        var broken = BrokenPromises()
        var releases: [Result<JudgedRelease, ReleaseRefusal>] = []
    }

    /// Verifies all files, or those of the chosen packages.
    ///
    /// Throws a ``Refusal`` when a chosen package is not there.
    consuming func run(_ evidence: inout VerificationEvidence) async throws {
        let roles = index.named + index.bins
        progress?.begin("verifying roles", total: roles.count)
        let judge = ReleaseJudge(log: log, keys: keys, client: index.client, source: source)
        let (index, source, options, progress) = (index, source, options, progress)
        var found: Set<PackageID> = []
        try await Parallel.forEach(roles) { role in
            let account = try await Self.account(of: role, index, source, options, judge)
            progress?.advance(by: 1)
            return account
        } then: { account in
            evidence.targets += account.targets
            evidence.bytes += account.bytes
            evidence.note(account.broken, breaks: .complete)
            for release in account.releases {
                switch release {
                case .success(let release):
                    found.insert(release.file.package)
                    try await log.accept(release, keys, &evidence)
                case .failure(let refusal):
                    found.insert(refusal.file.package)
                    evidence.note(refusal.promise, breaks: refusal.guarantee)
                    _ = log.ledger?.tick(refusal.file.package, refusal.file.version)
                }
            }
        }
        for package in options.packages where !found.contains(package) {
            throw Refusal(VerificationFault.packageUnknown, "the registry has no package \(package)")
        }
        for (id, version, index) in log.ledger?.unticked ?? [] {
            let promise = BrokenPromise(
                VerificationFault.releaseWithheld, "\(id) \(version)",
                "entry \(index) of the log has it, the site does not")
            evidence.note(promise, breaks: .logged)
        }
        evidence.areTargetsDone = true
    }

    private static func account(
        of role: TargetIndex.Source, _ index: TargetIndex, _ source: any SiteSource,
        _ options: SiteVerification.Options, _ judge: ReleaseJudge
    ) async throws -> Account {
        var account = Account()
        let trusted: TrustedMetadata
        do {
            trusted = try await index.trusted(with: role)
        } catch let distrust as Distrust {
            account.broken.add(BrokenPromise(distrust))
            return account
        }
        let folders = options.packages.map { SiteLayout.folder($0) + "/" }
        for path in trusted.targets(role.role)?.body.targets.keys.sorted() ?? [] {
            try Task.checkCancellation()
            guard folders.isEmpty || folders.contains(where: { path.utf8.starts(with: $0.utf8) }) else { continue }
            // What a role lists and no search finds there is not part of the repository.
            var search = TargetSearch(path: path)
            guard case .found(let file, role: role.role) = search.next(in: trusted) else { continue }
            do {
                let bytes = try await index.client.download(path, file, from: source)
                account.targets += 1
                account.bytes += bytes.count
                guard let release = ReleaseFile(path: path) else { continue }
                account.releases.append(try await judge.judge(release, bytes, file))
            } catch let distrust as Distrust {
                account.broken.add(BrokenPromise(distrust))
            } catch let promise as BrokenPromise {
                account.broken.add(promise)
            }
        }
        return account
    }
}

// MARK: - The log's side

extension RegistryLog {
    /// Compares a release whose owners were verified with what the log says, and counts it.
    fileprivate mutating func accept(
        _ release: JudgedRelease, _ keys: NamespaceKeys, _ evidence: inout VerificationEvidence
    ) async throws {
        let namespace = release.file.package.namespace
        evidence.signedReleases += 1
        evidence.namespaces.insert(namespace)
        if try keys.history(of: namespace).standing == .unconfirmed {
            if keys.new.contains(namespace) {
                evidence.unconfirmed.insert(namespace)
            } else {
                evidence.pinned.insert(namespace)
            }
        }
        do {
            if ledger != nil {
                let entry = ledger?.tick(release.file.package, release.file.version)
                try Self.compare(release, with: entry)
            } else {
                try await reader.checkGrowth(from: release.checkpoint)
            }
            evidence.loggedReleases += 1
        } catch let promise as BrokenPromise {
            evidence.note(promise, breaks: .logged)
        } catch let refusal as Refusal {
            evidence.note(BrokenPromise(refusal, subject: release.file.description), breaks: .logged)
        }
    }

    private static func compare(_ release: JudgedRelease, with entry: LogLedger.Entry?) throws(BrokenPromise) {
        let subject = release.file.description
        guard let entry else {
            throw BrokenPromise(VerificationFault.releaseNotLogged, subject, "no entry of the log is about it")
        }
        guard entry.index == release.index, entry.digest == release.digest else {
            throw BrokenPromise(
                VerificationFault.releaseLoggedOtherwise, subject,
                "its proof says entry \(release.index) and sha256 \(release.digest), the log \(entry.index) and \(entry.digest)"
            )
        }
    }
}
