/// The bins that a publication has to sign: those that list something else than the targets, and those that expire too soon.
public struct BinChanges: Sendable {
    /// A bin that has to be signed.
    public struct Bin: Sendable {
        /// The name of its role.
        public let name: String
        let targets: [UInt8]?

        /// A bin by the name of its role, with the canonical JSON of its member `targets`; see ``BinContent``.
        ///
        /// Without them they are asked for when the bin is signed: those of all bins may be very many.
        public init(name: String, targets: [UInt8]? = nil) { (self.name, self.targets) = (name, targets) }
    }

    let bins: [Bin]
    /// The bins that stay as they are, by the names of their roles.
    let kept: [String]

    /// How many bins have to be signed.
    public var count: Int { bins.count }

    /// Bins that are known to be different, and the names of the others.
    public init(_ bins: [Bin], kept: [String]) { (self.bins, self.kept) = (bins, kept) }

    /// The difference between what a site says and what it is to say.
    ///
    /// Costs as much as writing all bins once. Refused when the offline roles leave the packages to no bins.
    public init(
        to targets: [String: TargetFile], from published: MetadataPlan.Published?, offline: TrustFolder,
        at time: Timestamp
    ) throws(Refusal) {
        guard let delegations = offline.roles["bins"]?.body.delegations,
            case .succinct(let succinct) = delegations.roles
        else { throw Refusal(PublishFault.trust, "the role bins delegates to no bins") }
        let renewed = Timestamp(seconds: time.seconds + MetadataPlan.Lifetimes.bins / 2)
        var bins: [Bin] = []
        var kept: [String] = []
        for (bin, targets) in Self.split(targets, into: succinct).enumerated() {
            let name = succinct.name(ofBin: bin)
            let content = try TargetsRole.canonicalTargets(targets)
            if let old = published?.bins[name],
                old.lists(content, after: renewed, signedBy: succinct.keys, in: delegations.keys)
            {
                kept.append(name)
                continue
            }
            bins.append(Bin(name: name, targets: content))
        }
        self.bins = bins
        self.kept = kept
    }

    private static func split(
        _ targets: [String: TargetFile], into bins: SuccinctRoles
    ) -> [[(key: String, value: TargetFile)]] {
        var split = [[(key: String, value: TargetFile)]](repeating: [], count: bins.count)
        for target in targets { split[bins.bin(of: target.key)].append(target) }
        return split
    }
}
