internal import PromptuaryCore

/// The public or the private site while a build changes it.
final class SitePart {
    /// Whether it is the site that everybody sees.
    let isShown: Bool
    let stage: SiteStage
    /// What was put into the stage; its paths and targets are told one owner at a time.
    var ledger = SiteStage.Ledger()
    /// Paths that no longer belong to the site.
    var obsolete: Set<String> = []
    /// The paths of the whole site, when nobody knows which files there were.
    var all: Set<String>?
    /// The documents to be made, unless all are.
    var changes = Changes()

    /// What has changed since the last build.
    struct Changes {
        /// The packages whose documents have to be made again, by key.
        var packages: Set<String> = []
        /// The packages that are gone, by key.
        var gone: Set<String> = []
        /// The namespaces whose documents have to be made again.
        var namespaces: Set<String> = []
        /// The keys of packages that came, went, and changed.
        var names = Names()
        /// The keys of namespaces that came, went, and changed.
        var namespaceNames = Names()
        /// The terms of postings that came, went, and changed.
        var terms = (added: [String](), removed: [String](), changed: [String]())
        /// Those postings by their terms, as they were and as they are.
        var postings: [String: [SearchPosting]] = [:]
        /// Whether the first release of a package came out at another time than was known.
        private var hasOtherAges = false

        /// Names that came, went, and changed in a ``HashTrie``.
        struct Names {
            var added: [UInt64] = []
            var removed: [UInt64] = []
            var changed: [UInt64] = []

            var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
        }

        /// Whether no package or namespace has changed.
        var isEmpty: Bool {
            packages.isEmpty && gone.isEmpty && namespaces.isEmpty && names.isEmpty && namespaceNames.isEmpty
        }

        /// Whether a list of namespaces says something else: it counts their packages, and says since when there are some.
        var areNamespacesListedAnew: Bool {
            !namespaceNames.isEmpty || !names.added.isEmpty || !names.removed.isEmpty || hasOtherAges
        }

        /// Notes what a package is now and was before, either of them in this part of the registry.
        mutating func note(_ old: Package?, _ new: Package?) {
            guard let any = new ?? old else { return }
            let key = HashPrefix.key(of: any.id.description)
            if new == nil { gone.insert(any.id.key) } else { packages.insert(any.id.key) }
            namespaces.insert(any.id.namespace.text)
            if old == nil {
                names.added.append(key)
            } else if new == nil {
                names.removed.append(key)
            } else {
                names.changed.append(key)
            }
            if old?.createdAt != new?.createdAt { hasOtherAges = true }
            let (before, after) = (old.map { SearchRow($0) }, new.map { SearchRow($0) })
            guard before != after else { return }
            let (known, wanted) = (before?.postings ?? [], after?.postings ?? [])
            for posting in known + wanted { postings[posting.term, default: []].append(posting) }
            let (knownTerms, wantedTerms) = (Set(known.map(\.term)), Set(wanted.map(\.term)))
            terms.added += wantedTerms.subtracting(knownTerms)
            terms.removed += knownTerms.subtracting(wantedTerms)
            terms.changed += wantedTerms.intersection(knownTerms)
        }
    }

    init(_ stage: SiteStage, isShown: Bool) {
        self.stage = stage
        self.isShown = isShown
    }
}
