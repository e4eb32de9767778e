internal import PromptuaryCore

extension LogGrowth {
    /// A release with the index and the bytes of its entry.
    typealias Place = (Release, Int, [UInt8])

    /// The proof of an entry that readers before and after a change of the log's keys believe; nil when the old one is
    /// no proof of this tree.
    private func renewed(
        _ old: [UInt8], of index: Int, _ entry: [UInt8], in checkpoint: Checkpoint
    ) throws -> LogProof? {
        guard let proof = try? LogProof(bytes: old), proof.index == index, proof.extra == entry,
            isOurs(proof.checkpoint)
        else { return nil }
        let tree = proof.checkpoint.checkpoint
        guard
            MerkleProof.verifyInclusion(
                proof.hashes, of: MerkleHash.leaf(entry), at: index, in: tree.size, root: tree.root)
        else { return nil }
        if !checkedTrees.contains(tree) {
            guard (try? check(tree, growsTo: checkpoint)) != nil else { return nil }
            checkedTrees.insert(tree)
        }
        return LogProof(index: index, extra: entry, hashes: proof.hashes, checkpoint: signedToday(proof.checkpoint))
    }

    /// The proofs of a package's releases that are not there yet.
    ///
    /// When a key that has signed proofs is no longer one of the log's, all of them, signed by the one of today too.
    func proofs(of package: Package) throws -> [SiteFile] {
        guard let checkpoint else { return [] }
        var files: [SiteFile] = []
        for (release, index, entry) in try places(of: package) {
            let path = try SitePath(SiteLayout.blob(release).text + LogLayout.proofSuffix)
            if areProofsCurrent, site.holds(path.text) { continue }
            if !areProofsCurrent, let old = try site.published(path.text, upTo: LogProof.sizeLimit),
                let proof = try renewed(old, of: index, entry, in: checkpoint.checkpoint)
            {
                files.append(SiteFile(path, .bytes(proof.bytes), .proof))
                continue
            }
            var known = try tilesOfTree ?? tiles(of: checkpoint.checkpoint)
            let hashes = try known.proof(MerkleProof.inclusion(of: index, in: tree.size), reading: read)
            tilesOfTree = known
            let proof = LogProof(index: index, extra: entry, hashes: hashes, checkpoint: checkpoint)
            files.append(SiteFile(path, .bytes(proof.bytes), .proof))
        }
        return files
    }

    /// The releases of a package with the index and the bytes of their entries.
    func places(of package: Package) throws -> [Place] {
        if let lastPlaces, lastPlaces.key == package.id.key { return lastPlaces.places }
        var places: [Place] = []
        let entries = try state.logged(package.id.key)
        for release in package.releases {
            let first = entries.first { _, entry in
                if case .release(let logged) = entry.kind { logged.version == release.version } else { false }
            }
            if let first { places.append((release, first.index, first.entry.bytes)) }
        }
        lastPlaces = (package.id.key, places)
        return places
    }
}
