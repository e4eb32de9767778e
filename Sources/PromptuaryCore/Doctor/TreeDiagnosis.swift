/// Judges what of a tree's trust has not reached the site.
public enum TreeDiagnosis {
    /// A role in `trust/` of the tree: its name, and its dates, nil when the file cannot be read.
    public struct Role: Sendable, Hashable {
        /// The role: `targets`.
        public let name: String
        /// What its file says; nil when that cannot be read.
        public let dates: RoleDates?

        /// A role from its parts.
        public init(name: String, dates: RoleDates?) {
            self.name = name
            self.dates = dates
        }
    }

    /// Whether the holders have vouched for the keys of a namespace.
    public enum Confirmation: Sendable, Hashable {
        /// For the newest key set.
        case confirmed
        /// For an older one: its version.
        case outdated(Int)
        /// For none.
        case unconfirmed
        /// The shard that should say so cannot be read.
        case unreadable
    }

    /// The roles that people sign, without those of publishers.
    public static let offlineRoles = ["root", "targets", "keys", "bins"]

    /// The diagnoses of the roles in `trust/`, beside the published ones.
    ///
    /// `roles` is empty when the tree has no `trust/root.json`.
    public static func trust(_ roles: [Role], published: [RoleReading]) -> [Diagnosis] {
        guard !roles.isEmpty else {
            return [
                Diagnosis(
                    .treeTrust, .problem, "the tree has no trust/root.json",
                    remedy: "hold the first ceremony: promptuary trust init")
            ]
        }
        let absent = offlineRoles.filter { name in !roles.contains { $0.name == name } }
        let unread = roles.filter { $0.dates == nil }
        var result: [Diagnosis] = []
        if absent.isEmpty, unread.isEmpty {
            result.append(Diagnosis(.treeTrust, .ok, "the tree has \(roles.count) roles that people sign"))
        }
        for name in absent {
            result.append(
                Diagnosis(
                    .treeTrust, .problem, of: name, "the tree has no trust/\(name).json",
                    remedy: "let the holders sign it: promptuary trust status, promptuary trust sign"))
        }
        for role in unread {
            result.append(
                Diagnosis(
                    .treeTrust, .problem, of: role.name, "its file in trust/ is no role file",
                    remedy: "restore it from the history of the tree"))
        }
        for role in roles {
            guard let dates = role.dates else { continue }
            let there = published.first { $0.role == role.name }?.dates
            result.append(compared(role.name, dates, with: there))
        }
        return result
    }

    private static func compared(_ name: String, _ here: RoleDates, with there: RoleDates?) -> Diagnosis {
        guard let there else {
            return Diagnosis(
                .treePublished, .unknown, of: name,
                "version \(here.version) in the tree, and none to be seen on the site",
                remedy: "run the publish job: promptuary publish-job TREE SITE --keys DIR --once")
        }
        if here.version > there.version {
            return Diagnosis(
                .treePublished, .warning, of: name,
                "version \(here.version) in the tree is not published yet, the site has \(there.version)",
                remedy: "run the publish job: promptuary publish-job TREE SITE --keys DIR --once")
        }
        if here.version < there.version {
            return Diagnosis(
                .treePublished, .problem, of: name,
                "the site has version \(there.version), which this tree does not know: it has \(here.version)",
                remedy: "bring the tree up to date (git pull) before anything is published from it")
        }
        return Diagnosis(.treePublished, .ok, of: name, "version \(here.version) in the tree and on the site")
    }

    /// The diagnoses of the namespaces of the tree: one together for those that are confirmed.
    public static func namespaces(_ confirmations: [(namespace: String, state: Confirmation)]) -> [Diagnosis] {
        let remedy = "confirm it at the next ceremony, after its owners have told you the fingerprints in person"
        var result: [Diagnosis] = []
        let confirmed = confirmations.filter { $0.state == .confirmed }.count
        if confirmed > 0 {
            result.append(
                Diagnosis(
                    .treeConfirmed, .ok,
                    "the holders vouch for the keys of \(confirmed) of \(confirmations.count) namespaces"))
        }
        for (namespace, state) in confirmations {
            switch state {
            case .confirmed: continue
            case .unconfirmed:
                result.append(
                    Diagnosis(
                        .treeConfirmed, .warning, of: namespace,
                        "nobody vouches for its keys: a client believes the first that it sees", remedy: remedy))
            case .outdated(let version):
                result.append(
                    Diagnosis(
                        .treeConfirmed, .warning, of: namespace,
                        "the holders vouch for version \(version) of its keys, and there is a newer one", remedy: remedy
                    ))
            case .unreadable:
                result.append(
                    Diagnosis(
                        .treeConfirmed, .problem, of: namespace,
                        "the shard in trust/shards that should list it cannot be read",
                        remedy: "restore trust/shards from the history of the tree"))
            }
        }
        return result
    }
}
