import Testing

@testable import PromptuaryCore

@Suite("TUF: the search through delegations")
struct TargetSearchTests {
    /// A repository whose `targets` delegates as the edges say; the roles at the ends of edges exist.
    struct Edge {
        let from: String
        let to: String
        var scope: DelegatedRole.Scope = .paths(["*"])
        var isTerminating = false
        var key = "bin"
    }

    static func repository(_ edges: [Edge], files: [String: [String]]) throws -> TestRepository {
        var repository = try TestRepository()
        let keys = ["bin", "new bin"].map(TestRepository.key)
        let names = Set(edges.flatMap { [$0.from, $0.to] })
        for name in names {
            let roles = edges.filter { $0.from == name }.map { edge in
                DelegatedRole(
                    name: edge.to, keys: RoleKeys([TestRepository.key(edge.key)]), scope: edge.scope,
                    isTerminating: edge.isTerminating)
            }
            var role = TestRepository.role(roles.isEmpty ? nil : Delegations(keys: keys, roles: .named(roles)))
            role.version = name == "targets" ? 1 : 0
            repository.targets[name] = role
        }
        for (name, paths) in files {
            for path in paths {
                repository.targets[name]?.targets[path] = TargetFile(length: 1, sha256: SHA256Digest(of: [1]))
            }
        }
        try repository.publish(names.sorted())
        return repository
    }

    /// The roles that a search asks for, and how it ends.
    static func walk(_ repository: TestRepository, for path: String) throws -> [String] {
        var client = TestClient(repository)
        var trusted = try client.refresh(repository.site)
        var search = TargetSearch(path: path)
        var steps: [String] = []
        while true {
            switch search.next(in: trusted) {
            case .load(let role, let delegator):
                steps.append(role)
                let version = try #require(trusted.targetsMeta(role)).version
                let file = try #require(repository.site["\(version).\(role).json"])
                try trusted.updateTargets(file, role: role, delegator: delegator)
            case .found(_, let role): return steps + ["found \(role)"]
            case .absent: return steps + ["absent"]
            }
        }
    }

    @Test("roles are asked depth first, in the order of the delegations")
    func order() throws {
        let edges = [
            Edge(from: "targets", to: "a"), Edge(from: "targets", to: "b"), Edge(from: "a", to: "c"),
            Edge(from: "a", to: "d"), Edge(from: "b", to: "e"),
        ]
        let repository = try Self.repository(edges, files: ["e": ["x"], "d": ["y"], "b": ["y"], "targets": ["z"]])
        #expect(try Self.walk(repository, for: "x") == ["a", "c", "d", "b", "e", "found e"])
        #expect(try Self.walk(repository, for: "y") == ["a", "c", "d", "found d"])
        #expect(try Self.walk(repository, for: "z") == ["found targets"])
        #expect(try Self.walk(repository, for: "w") == ["a", "c", "d", "b", "e", "absent"])
        #expect(try Self.walk(repository, for: "d/x") == ["absent"])
    }

    @Test("nobody after a terminating delegation is asked")
    func terminating() throws {
        let edges = [
            Edge(from: "targets", to: "a"), Edge(from: "a", to: "b", isTerminating: true), Edge(from: "a", to: "c"),
            Edge(from: "b", to: "d"), Edge(from: "targets", to: "e"),
        ]
        let repository = try Self.repository(edges, files: ["c": ["x"], "e": ["x"], "d": ["y"]])
        #expect(try Self.walk(repository, for: "x") == ["a", "b", "d", "absent"])
        #expect(try Self.walk(repository, for: "y") == ["a", "b", "d", "found d"])
    }

    @Test("a terminating delegation stops only the search for what it covers")
    func terminatingElsewhere() throws {
        let edges = [
            Edge(from: "targets", to: "a", scope: .paths(["keys/*.json"]), isTerminating: true),
            Edge(from: "targets", to: "b", scope: .paths(["*/*"])),
        ]
        let repository = try Self.repository(edges, files: ["b": ["keys/00.json", "keys/00.txt"]])
        #expect(try Self.walk(repository, for: "keys/00.json") == ["a", "absent"])
        #expect(try Self.walk(repository, for: "keys/00.txt") == ["b", "found b"])
    }

    @Test("a role cannot give out files that are not left to it")
    func notCovered() throws {
        let edges = [
            Edge(from: "targets", to: "a", scope: .paths(["mine/*"])), Edge(from: "a", to: "b", scope: .paths(["*/*"])),
        ]
        let repository = try Self.repository(edges, files: ["a": ["yours/x", "mine/x"], "b": ["yours/y", "mine/y"]])
        #expect(try Self.walk(repository, for: "mine/x") == ["a", "found a"])
        #expect(try Self.walk(repository, for: "mine/y") == ["a", "b", "found b"])
        #expect(try Self.walk(repository, for: "yours/x") == ["absent"])
        #expect(try Self.walk(repository, for: "yours/y") == ["absent"])
    }

    @Test("a circle of delegations ends")
    func circle() throws {
        let edges = [
            Edge(from: "targets", to: "a"), Edge(from: "a", to: "b"), Edge(from: "b", to: "a"),
            Edge(from: "b", to: "c"),
        ]
        let repository = try Self.repository(edges, files: ["c": ["x"]])
        #expect(try Self.walk(repository, for: "y") == ["a", "b", "c", "absent"])
        #expect(try Self.walk(repository, for: "x") == ["a", "b", "c", "found c"])
    }

    @Test("a role is asked once, however many delegate to it")
    func diamond() throws {
        let edges = [
            Edge(from: "targets", to: "a"), Edge(from: "targets", to: "b"), Edge(from: "a", to: "c"),
            Edge(from: "b", to: "c"),
        ]
        let repository = try Self.repository(edges, files: [:])
        #expect(try Self.walk(repository, for: "x") == ["a", "c", "b", "absent"])
    }

    @Test("what one delegator's keys signed is not good for a delegator with other keys")
    func otherDelegator() throws {
        let edges = [
            Edge(from: "targets", to: "a", scope: .paths(["a/*"])),
            Edge(from: "targets", to: "b", scope: .paths(["b/*"])), Edge(from: "a", to: "c", scope: .paths(["*/*"])),
            Edge(from: "b", to: "c", scope: .paths(["*/*"]), key: "new bin"),
        ]
        let repository = try Self.repository(edges, files: ["c": ["a/x", "b/x"]])
        var client = TestClient(repository)
        var trusted = try client.refresh(repository.site)
        for (role, delegator) in [("a", "targets"), ("b", "targets"), ("c", "a")] {
            let file = try #require(repository.site["1.\(role).json"])
            try trusted.updateTargets(file, role: role, delegator: delegator)
        }
        var search = TargetSearch(path: "a/x")
        #expect(search.next(in: trusted) == .found(TargetFile(length: 1, sha256: SHA256Digest(of: [1])), role: "c"))
        search = TargetSearch(path: "b/x")
        #expect(search.next(in: trusted) == .load(role: "c", delegator: "b"))
        #expect(client.visit(repository, for: "b/x") == "untrusted-signatures c")
        #expect(client.visit(repository, for: "a/x") == "found c")
    }

    @Test("what a role vouched for goes when another file takes its place")
    func replaced() throws {
        let edges = [
            Edge(from: "targets", to: "a"), Edge(from: "targets", to: "b"), Edge(from: "a", to: "c"),
            Edge(from: "b", to: "c"), Edge(from: "c", to: "d"),
        ]
        var repository = try Self.repository(edges, files: ["d": ["x"]])
        repository.snapshot.meta["c.json"] = MetaFile(version: 1)
        try repository.publish()
        var client = TestClient(repository)
        var trusted = try client.refresh(repository.site)
        for (role, delegator) in [("a", "targets"), ("b", "targets"), ("c", "a"), ("d", "c")] {
            let file = try #require(repository.site["1.\(role).json"])
            try trusted.updateTargets(file, role: role, delegator: delegator)
        }
        #expect(trusted.targets("d", delegator: "c") != nil)
        let same = try #require(repository.site["1.c.json"])
        try trusted.updateTargets(same, role: "c", delegator: "b")
        #expect(trusted.targets("c", delegator: "a") != nil)
        #expect(trusted.targets("d", delegator: "c") != nil)

        repository.targets["c"]?.delegations = nil
        let other = try TestRepository.signed(try #require(repository.targets["c"]), by: ["bin"]).file
        try trusted.updateTargets(other, role: "c", delegator: "b")
        #expect(trusted.targets("c", delegator: "b")?.body.delegations == nil)
        #expect(trusted.targets("c", delegator: "a") == nil)
        #expect(trusted.targets("d", delegator: "c") == nil)
    }

    @Test("the thirty-second delegated role is asked, the thirty-third is not", arguments: [false, true])
    func limit(isDeep: Bool) throws {
        let edges = (1...33).map { Edge(from: isDeep && $0 > 1 ? "r\($0 - 1)" : "targets", to: "r\($0)") }
        let repository = try Self.repository(edges, files: ["r32": ["x"], "r33": ["x", "y"]])
        #expect(try Self.walk(repository, for: "x").last == "found r32")
        let steps = try Self.walk(repository, for: "y")
        #expect(steps.last == "absent")
        #expect(steps.count == 33)
    }

    @Test("a path that only looks like a listed one is another path")
    func lookAlike() throws {
        let repository = try Self.repository(
            [Edge(from: "targets", to: "a")], files: ["a": ["caf\u{e9}"]])
        #expect(try Self.walk(repository, for: "caf\u{e9}") == ["a", "found a"])
        #expect(try Self.walk(repository, for: "cafe\u{301}") == ["a", "absent"])
    }

    @Test("the answer stays when it is asked for again")
    func stays() throws {
        var repository = try TestRepository()
        try repository.release("x")
        var client = TestClient(repository)
        let trusted = try client.refresh(repository.site)
        var search = TargetSearch(path: "x")
        #expect(search.next(in: trusted) == .load(role: "bins", delegator: "targets"))
        #expect(search.next(in: trusted) == .load(role: "bins", delegator: "targets"))
        var other = TargetSearch(path: "keys/x.json")
        #expect(other.next(in: trusted) == .load(role: "keys", delegator: "targets"))
    }
}
