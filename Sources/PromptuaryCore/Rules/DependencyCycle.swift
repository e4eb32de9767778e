extension Rule {
    /// Packages that need each other.
    static let dependencyCycle = Rule(
        "dependency-cycle", .error, "no release needs itself, directly or through others: installers would not end",
        remedy: "move what both need into a package of its own",
        check: .registry { scope in
            var graph = DependencyGraph(scope)
            return graph.cycles().map { cycle in
                let names = cycle.map { "\($0.package.id) \($0.release.version)" }
                return Rule.Remark(
                    cycle[0].package.path(of: cycle[0].release),
                    "it needs itself: " + (names + [names[0]]).joined(separator: " → "), at: Place(key: "dependencies"))
            }
        })
}

/// The releases of a registry and which releases each resolves its dependencies to, found out while it is walked.
struct DependencyGraph {
    /// A release of a package.
    typealias Release = (package: PackageOutline, release: PackageOutline.Release)

    private struct Node: Hashable {
        let package: Int
        let release: Int
    }

    private enum Visit {
        case open
        case done
    }

    private let scope: RegistryScope
    private var packages: [PackageOutline] = []
    private var positions: [PackageID: Int] = [:]
    private var visits: [Node: Visit] = [:]

    init(_ scope: RegistryScope) { self.scope = scope }

    /// One cycle for each group of releases that reach each other, by an iterative depth-first walk from the judged packages.
    mutating func cycles() -> [[Release]] {
        var found: [[Release]] = []
        for package in scope.packages {
            guard scope.dependents == nil || isReachable(package.id) else { continue }
            let position = position(of: package)
            for release in package.releases.indices { walk(from: Node(package: position, release: release), &found) }
        }
        return found
    }

    private mutating func walk(from start: Node, _ found: inout [[Release]]) {
        guard visits[start] == nil else { return }
        let edges = edges(of: start)
        // Most releases need nothing; they are on no cycle and need not be remembered.
        guard !edges.isEmpty else { return }
        var path: [(node: Node, edges: [Node], next: Int)] = [(start, edges, 0)]
        visits[start] = .open
        while let (node, edges, next) = path.last {
            guard next < edges.count else {
                visits[node] = .done
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            let target = edges[next]
            switch visits[target] {
            case .open:
                guard let begin = path.firstIndex(where: { $0.node == target }) else { continue }
                found.append(
                    path[begin...].map {
                        (packages[$0.node.package], packages[$0.node.package].releases[$0.node.release])
                    })
            case .done: continue
            case nil:
                visits[target] = .open
                path.append((target, self.edges(of: target), 0))
            }
        }
    }

    private mutating func edges(of node: Node) -> [Node] {
        let release = packages[node.package].releases[node.release]
        var edges: [Node] = []
        for dependency in release.dependencies {
            guard case .release(let package, let index) = scope.target(of: dependency, release) else { continue }
            edges.append(Node(package: position(of: package), release: index))
        }
        return edges
    }

    private mutating func position(of package: PackageOutline) -> Int {
        if let known = positions[package.id] { return known }
        positions[package.id] = packages.count
        packages.append(package)
        return packages.count - 1
    }

    /// Whether a package may lie on a cycle: whether something that it needs, needs it.
    ///
    /// Looks a while at what it needs, then from both ends in turn, and stops when one has nothing more to look at: a package that
    /// needs little costs no look at those that need it, which may be very many.
    private func isReachable(_ id: PackageID) -> Bool {
        guard let dependents = scope.dependents else { return true }
        var behind = Frontier(id)
        var ahead = Frontier(id)
        // Releases of a package, and those of others, name the same ones again and again.
        var read: [PackageFormat: Set<String>] = [:]
        while let other = ahead.next() {
            for release in scope.package(other)?.releases ?? [] {
                for dependency in release.dependencies {
                    guard read[release.format, default: []].insert(dependency.identity).inserted,
                        let needed = try? PackageID(
                            identity: dependency.identity, default: scope.main, dotted: release.format == .yaml)
                    else { continue }
                    if needed == id || ahead.add(needed) && behind.seen.contains(needed) { return true }
                }
            }
            guard ahead.seen.count > Self.lookAhead else { continue }
            guard let one = behind.next() else { return false }
            for dependent in dependents(one) where behind.add(dependent) && ahead.seen.contains(dependent) {
                return true
            }
        }
        return false
    }

    /// How many packages that one needs are looked at before any that needs it.
    private static let lookAhead = 16

    /// The packages that one end of the search has reached.
    private struct Frontier {
        private(set) var seen: Set<PackageID>
        private var waiting: [PackageID]

        init(_ id: PackageID) { (seen, waiting) = ([id], [id]) }

        mutating func next() -> PackageID? { waiting.popLast() }

        mutating func add(_ id: PackageID) -> Bool {
            guard seen.insert(id).inserted else { return false }
            waiting.append(id)
            return true
        }
    }
}
