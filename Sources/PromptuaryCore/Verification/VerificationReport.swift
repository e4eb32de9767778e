/// What a verification of a site comes to.
public struct VerificationReport: Sendable, Hashable {
    /// The path or URL of the site.
    public let site: String
    /// The name of the registry, as its offline keys vouch for it; nil when that was not reached.
    public let registry: String?
    /// The time for which expiries were judged.
    public let asOf: Timestamp
    /// Each promise once, in the order of ``Guarantee/Name``.
    public let guarantees: [Guarantee]
    /// What is wrong.
    public let broken: BrokenPromises

    /// A report from its parts.
    public init(
        site: String, registry: String?, asOf: Timestamp, guarantees: [Guarantee], broken: BrokenPromises
    ) {
        self.site = site
        self.registry = registry
        self.asOf = asOf
        self.guarantees = guarantees
        self.broken = broken
    }

    /// Whether no promise is broken.
    public var isTrusted: Bool { broken.isEmpty && !guarantees.contains { $0.standing == .broken } }

    /// The report as JSON (`docs/verify.md`).
    public var json: [UInt8] {
        JSONWriter.object { object in
            object.member("asOf", asOf.description)
            object.list("guarantees", of: guarantees) { list, guarantee in
                list.object {
                    $0.object("figures") { figures in
                        for key in guarantee.figures.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                            if let value = guarantee.figures[key] { figures.member(key, value) }
                        }
                    }
                    $0.member("name", guarantee.name.rawValue)
                    $0.member("sentence", guarantee.sentence)
                    $0.member("standing", guarantee.standing.rawValue)
                }
            }
            object.member("problemCount", broken.count)
            object.list("problems", of: broken.first) { list, promise in
                list.object {
                    $0.member("code", promise.code)
                    $0.member("message", promise.message)
                    $0.member("remedy", promise.remedy)
                    $0.member("subject", promise.subject)
                }
            }
            object.member("registry", registry)
            object.member("site", site)
            object.member("trusted", isTrusted)
        }
    }
}
