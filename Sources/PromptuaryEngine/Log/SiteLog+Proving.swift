public import PromptuaryCore

extension SiteLog {
    /// The proof that a release is in the log, which carries the release's entry.
    ///
    /// It leads to the checkpoint with cosignatures when that has the entry, else to the newest one. The log is searched
    /// from its end; time is linear in the number of entries behind the release.
    public func prove(_ id: PackageID, _ version: Version) async throws -> LogProof {
        let head = try await head()
        var tiles = try await tiles(of: head.checkpoint)
        guard let (index, entry) = try await find(id, version, in: &tiles) else {
            throw Refusal(LogFault.notLogged, "\(id) \(version) is not in the log")
        }
        var signed = head.signed
        if let witnessed = try await checkedWitnessed(head), witnessed.checkpoint.size > index {
            signed = witnessed.signed
            tiles = try await self.tiles(of: witnessed.checkpoint)
        }
        let hashes = try await hashes(of: MerkleProof.inclusion(of: index, in: tiles.size), in: &tiles)
        return LogProof(index: index, extra: entry, hashes: hashes, checkpoint: signed)
    }

    private func find(
        _ id: PackageID, _ version: Version, in tiles: inout LogTiles
    ) async throws -> (index: Int, entry: [UInt8])? {
        for bundle in Array(LogBundle.all(of: tiles.size)).reversed() {
            let entries = try await entries(of: bundle, in: &tiles)
            for (number, bytes) in entries.enumerated().reversed() {
                guard case .release(let release) = try LogEntry(bytes: bytes).kind, release.id == id,
                    release.version == version
                else { continue }
                return (bundle.index << 8 + number, bytes)
            }
        }
        return nil
    }

    /// What belongs at `log/witnessed` when these cosigned checkpoints have come in, and what is there; nil when there is
    /// nothing with a known witness's cosignature.
    ///
    /// Candidates that are not checkpoints of this log's tree are refused as a fork: their signatures are the log's own.
    public func witnessed(merging candidates: [SignedCheckpoint]) async throws -> SignedCheckpoint? {
        let head = try await head()
        var all = try await witnessed().map { [$0.signed] } ?? []
        for candidate in candidates {
            _ = try description.verify(candidate)
            all.append(candidate)
        }
        for checkpoint in Set(all.map(\.checkpoint)) { _ = try await growth(from: checkpoint, to: head.checkpoint) }
        return WitnessedCheckpoint.merge(all, log: description)
    }
}
