extension Rule {
    /// Packages that need each other.
    static let dependencyCycle = Rule(
        "dependency-cycle", .error, "no release needs itself, directly or through others: installers would not end",
        remedy: "move what both need into a package of its own",
        check: .catalog { catalog in
            DependencyGraph(catalog).cycles().map { cycle in
                let names = cycle.map { "\($0.package) \($0.version)" }
                return Rule.Remark(
                    cycle[0].path, "it needs itself: " + (names + [names[0]]).joined(separator: " → "),
                    at: Place(key: "dependencies"))
            }
        })
}

/// The releases of a catalog and which releases each resolves its dependencies to.
struct DependencyGraph {
    private let releases: [Release]
    private let edges: [[Int]]

    init(_ catalog: Catalog) {
        var releases: [Release] = []
        var first: [Int] = []
        for package in catalog.packages {
            first.append(releases.count)
            releases += package.releases
        }
        self.releases = releases
        edges = catalog.packages.enumerated().flatMap { position, package in
            package.releases.indices.map { offset in
                catalog.table[position, offset].compactMap { target in
                    target.release < 0 ? nil : first[Int(target.package)] + Int(target.release)
                }
            }
        }
    }

    /// One cycle for each group of releases that reach each other, by an iterative depth-first walk.
    func cycles() -> [[Release]] {
        var state = [UInt8](repeating: 0, count: releases.count)
        var found: [[Release]] = []
        for start in releases.indices where state[start] == 0 && !edges[start].isEmpty {
            var path: [(node: Int, next: Int)] = [(start, 0)]
            state[start] = 1
            while let (node, next) = path.last {
                guard next < edges[node].count else {
                    state[node] = 2
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let target = edges[node][next]
                if state[target] == 1, let begin = path.firstIndex(where: { $0.node == target }) {
                    found.append(path[begin...].map { releases[$0.node] })
                } else if state[target] == 0 {
                    state[target] = 1
                    path.append((target, 0))
                }
            }
        }
        return found
    }
}
