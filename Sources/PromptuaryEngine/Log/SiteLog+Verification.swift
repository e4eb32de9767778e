public import PromptuaryCore

extension SiteLog {
    /// What a whole log was found to be.
    public struct Report: Sendable {
        /// The newest checkpoint.
        public let head: Head
        /// The newest checkpoint with cosignatures, when there is one.
        public let witnessed: Head?
        /// What the entries say.
        public let history: LogHistory
        /// How many tiles were checked.
        public let tiles: Int
        /// How many published package files are in the log with their digests.
        public let logged: Int
        /// How many packages of the listing have no list of versions to check.
        public let unlisted: Int
        /// What speaks against the site although the log itself is whole.
        public let problems: [Refusal]
    }

    /// Checks the whole log: every tile and every entry against the signed root, what the entries say together, the
    /// checkpoint with cosignatures, and every published package file of a site with listings against its entry.
    ///
    /// Refused at the first tile, entry or checkpoint that is wrong; package files that are not logged and lacking
    /// witnesses are collected. `progress` is told about entries.
    public func verify(progress: @Sendable (Int, Int) -> Void = { _, _ in }) async throws -> Report {
        let head = try await head()
        let size = head.checkpoint.size
        var tiles = try await tiles(of: head.checkpoint)
        var count = LogTile.edge(of: size).count + size >> 8
        for level in stride(from: 4, to: 0, by: -1) {
            for index in 0..<(size >> (8 * (level + 1))) {
                let tile = LogTile(level: level, index: index)
                try tiles.add(tile, try await bytes(of: tile))
                count += 1
            }
        }
        var history = LogHistory()
        for bundle in LogBundle.all(of: size) {
            try Task.checkCancellation()
            for bytes in try await entries(of: bundle, in: &tiles) { try history.take(try entry(bytes, history.count)) }
            progress(history.count, size)
        }
        var problems: [Refusal] = []
        let witnessed = try await checkedWitnessed(head)
        let cosigned = witnessed?.verdict.cosignatures.count ?? 0
        if cosigned < description.threshold {
            problems.append(
                Refusal(
                    LogFault.witnesses, "\(cosigned) of the \(description.threshold) witnesses needed have cosigned"))
        }
        var files = SiteListing(source)
        while let file = try await files.next() {
            if let problem = try await check(file, history) { problems.append(problem) }
        }
        return Report(
            head: head, witnessed: witnessed, history: history, tiles: count,
            logged: files.count - problems.count { $0.code == LogFault.notLogged.rawValue }, unlisted: files.unlisted,
            problems: problems)
    }

    private func entry(_ bytes: [UInt8], _ index: Int) throws(Refusal) -> LogEntry {
        do {
            return try LogEntry(bytes: bytes)
        } catch {
            throw Refusal(LogFault.entry, "entry \(index): \(error.message)")
        }
    }

    /// The checkpoint with cosignatures, when there is one, after a check that it is of the same tree.
    func checkedWitnessed(_ head: Head) async throws -> Head? {
        guard let witnessed = try await witnessed() else { return nil }
        _ = try await growth(from: witnessed.checkpoint, to: head.checkpoint)
        return witnessed
    }

    private func check(_ file: SiteListing.File, _ history: LogHistory) async throws -> Refusal? {
        guard let bytes = try await source.read(file.path, upTo: PackageContents.sizeLimit) else {
            return Refusal(LogFault.notLogged, "\(file.path) is listed and not there")
        }
        guard let logged = history.release(file.id, file.version) else {
            return Refusal(LogFault.notLogged, "\(file.path) is not in the log")
        }
        let digest = SHA256Digest(of: bytes)
        guard logged.digest == digest else {
            return Refusal(
                LogFault.notLogged,
                "\(file.path) has the sha256 \(digest), the log has \(logged.digest) as entry \(logged.index)"
            )
        }
        return nil
    }
}
