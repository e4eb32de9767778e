/// Since when a registry knows what a change builds on: namespaces, packages and keys of the base.
public struct Arrivals: Sendable, Hashable {
    /// Who says so.
    public var source: WaitingPeriods.Source
    /// Namespaces.
    public var namespaces: [NamespaceName: Timestamp] = [:]
    /// Packages.
    public var packages: [PackageID: Timestamp] = [:]
    /// Keys, by their fingerprints.
    public var keys: [String: Timestamp] = [:]
    /// When the request was made, as whoever holds it says; nil when nobody does.
    public var proposedAt: Timestamp?

    /// Arrivals of nothing yet.
    public init(by source: WaitingPeriods.Source = .log) { self.source = source }
}

extension ChangeScope {
    /// What in the change has to wait: what it brings, and what its releases build on while that is new.
    var novelties: [WaitingPeriods.Event] {
        var events: [WaitingPeriods.Event] = []
        func brings(_ novelty: WaitingPeriods.Novelty) {
            events.append(WaitingPeriods.Event(novelty, knownSince: arrivals.proposedAt, by: .request))
        }
        func buildsOn(_ novelty: WaitingPeriods.Novelty, _ time: Timestamp?) {
            let event = WaitingPeriods.Event(novelty, knownSince: time, by: arrivals.source)
            if !events.contains(event) { events.append(event) }
        }
        let broughtNamespaces = Set(namespaces.filter { $0.old == nil && $0.new != nil }.map(\.name))
        for name in broughtNamespaces.sorted() { brings(.namespace(name)) }
        for package in packages where !package.added.isEmpty {
            let namespace = package.id.namespace
            if package.isNew {
                brings(.package(package.id))
            } else {
                buildsOn(.package(package.id), arrivals.packages[package.id])
            }
            // Who has waited for the namespace has waited for its first keys.
            guard !broughtNamespaces.contains(namespace) else { continue }
            buildsOn(.namespace(namespace), arrivals.namespaces[namespace])
            for key in package.added.flatMap(\.release.signatures).compactMap(\.key) {
                buildsOn(.key(key.fingerprint), arrivals.keys[key.fingerprint])
            }
        }
        return events
    }
}
