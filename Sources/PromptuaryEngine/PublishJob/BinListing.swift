internal import PromptuaryCore

/// The bins of the targets metadata in a publication: which of them list something else now.
final class BinListing {
    private let settings: SiteBuild.Signing
    private let state: BuildState
    private let published: PublishedState
    private let bins: SuccinctRoles
    private let binKeys: [String: TUFKey]
    private var touched: Set<Int> = []
    /// The numbers of the bins that have changed, by name.
    private var signed: [String: Int] = [:]

    /// The bins that the offline roles delegate to.
    ///
    /// Refused with ``PublishFault/trust`` when there are none.
    init(_ settings: SiteBuild.Signing, state: BuildState, published: PublishedState) throws {
        guard let delegations = settings.trust.roles["bins"]?.body.delegations,
            case .succinct(let succinct) = delegations.roles
        else { throw Refusal(PublishFault.trust, "the role bins delegates to no bins") }
        (bins, binKeys) = (succinct, delegations.keys)
        self.settings = settings
        self.state = state
        self.published = published
    }

    private var mark: String { "\(bins.bits) \(bins.keys.keyIDs.joined(separator: " "))" }

    /// Whether targets are in the bins that they were in before.
    var areCurrent: Bool {
        get throws { try published.metadata != nil && state.text("bins") == mark }
    }

    /// Takes the files of an owner that metadata is to list, and its paths that are no more.
    ///
    /// For the package files of a package `places` are its releases with the index of their entries in the log.
    func take(_ targets: [SiteTarget], gone: [String], places: [LogGrowth.Place]) throws {
        for path in gone where try state.setTarget(path, in: bins.bin(of: path), nil) {
            touched.insert(bins.bin(of: path))
        }
        guard !targets.isEmpty else { return }
        let customs = customs(of: places, targets)
        for target in targets {
            let path = target.path.text
            // The role `keys` lists its own, and so do the owners of claimed namespaces, whose files were in bins before.
            guard !path.utf8.starts(with: "keys/".utf8) else { continue }
            let isClaimed = settings.trust.terms.claimant(of: path) != nil
            let file = TargetFile(length: target.length, sha256: target.digest, custom: customs[path])
            let bin = bins.bin(of: path)
            let entry = isClaimed ? nil : try file.canonicalBytes()
            if try state.setTarget(path, in: bin, entry) { touched.insert(bin) }
        }
    }

    private func customs(of places: [LogGrowth.Place], _ targets: [SiteTarget]) -> [String: Value] {
        let digests = Dictionary(targets.map { ($0.path.text, $0.digest) }) { first, _ in first }
        var customs: [String: Value] = [:]
        for (release, index, _) in places {
            func listed(_ names: [String]) -> [Value] {
                names.compactMap { name in
                    let path = SiteLayout.beside(release.package, name).text
                    return digests[path].map {
                        .mapping([
                            Value.Member(key: "path", value: .string(path)),
                            Value.Member(key: "sha256", value: .string($0.hex)),
                        ])
                    }
                }
            }
            let (signatures, approvals) = (listed(release.signatures.map(\.fileName)), listed(release.approvalPaths))
            let approved = approvals.isEmpty ? [] : [Value.Member(key: "approvals", value: .list(approvals))]
            customs[SiteLayout.blob(release).text] = .mapping(
                approved + [
                    Value.Member(key: "log_index", value: .integer(index)),
                    Value.Member(key: "signatures", value: .list(signatures)),
                ])
        }
        return customs
    }

    /// What the bins' roles have to say now; all are looked at when the site is a whole one.
    func changes(isWhole: Bool) throws -> BinChanges {
        let isForgotten = published.metadata.map {
            MetadataPlan.isForgotten($0.timestamp, $0.snapshot, by: settings.trust.root.body)
        }
        let renewal = Timestamp(seconds: settings.time.seconds + MetadataPlan.Lifetimes.bins / 2)
        var changed: [BinChanges.Bin] = []
        var kept: [String] = []
        signed = [:]
        let numbers: Set<Int>? =
            isWhole || isForgotten != false ? nil : touched.union(try state.bins(expiringBefore: renewal))
        for number in 0..<bins.count {
            let name = bins.name(ofBin: number)
            if let numbers, !numbers.contains(number) {
                kept.append(name)
                continue
            }
            if let old = try published.bin(name, isForgotten: isForgotten ?? false),
                let expiry = old.expiry(
                    listing: try state.content(ofBin: number), signedBy: bins.keys, in: binKeys), expiry > renewal
            {
                try state.setExpiry(expiry, ofBin: number)
                kept.append(name)
            } else {
                changed.append(BinChanges.Bin(name: name))
                signed[name] = number
            }
        }
        return BinChanges(changed, kept: kept)
    }

    /// What is in a bin that has to be signed.
    func content(of bin: BinChanges.Bin) throws -> [UInt8] {
        try signed[bin.name].map { try state.content(ofBin: $0) } ?? []
    }

    /// Remembers that the bins which have changed were signed.
    func end() throws {
        let expires = Timestamp(seconds: settings.time.seconds + MetadataPlan.Lifetimes.bins)
        for bin in signed.values { try state.setExpiry(expires, ofBin: bin) }
        try state.set("bins", .text(mark))
    }
}
