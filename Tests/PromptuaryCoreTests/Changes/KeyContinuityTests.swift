import Testing

@testable import PromptuaryCore

@Suite("How key sets go on from those of the base")
struct KeyContinuityTests {
    private static func rules(_ old: [SignedKeySet], _ new: [SignedKeySet]) throws -> [String] {
        try ChangeSpecimen.namespace(ChangeSpecimen.keys(old), ChangeSpecimen.keys(new)).continuity.map(\.rule)
    }

    @Test("is a chain of files that leads back to the set of the base")
    func chains() throws {
        let all = try PublisherFixture.three()
        for end in 1...3 {
            for start in 1...end { #expect(try Self.rules(Array(all[..<start]), Array(all[..<end])).isEmpty) }
        }
    }

    @Test("is no longer one when sets are left out, taken back, or beside others that do not follow from them")
    func breaks() throws {
        let all = try PublisherFixture.three()
        let other = try PublisherFixture.signed(PublisherFixture.keys(5), by: [5])
        let next = try PublisherFixture.signed(PublisherFixture.keys(5), version: 2, after: other, by: [5])
        for new in [[all[1]], [all[2]], [other], [other, next], [all[0], next], [all[0], all[2]]] {
            #expect(try Self.rules([all[0]], new) == ["keys-changed"])
        }
        #expect(try Self.rules([all[0], all[1]], [all[0]]) == ["keys-changed"])
    }

    @Test("brings keys that the base has in no entry, and no others")
    func newKeys() throws {
        func set(_ numbers: [Int]) throws -> Namespace {
            try ChangeSpecimen.keys([
                PublisherFixture.signed(
                    numbers.map { try KeySetTests.key(UInt8(abs($0)), until: $0 < 0 ? 100 : nil) }, by: [])
            ])
        }
        func new(_ old: [Int]?, _ new: [Int]) throws -> [PublisherKey] {
            try ChangeSpecimen.namespace(old.map(set), set(new)).newKeys
        }
        let third = try KeySetTests.key(3, until: nil).key
        #expect(try new([1, 2], [2, -1]).isEmpty)
        #expect(try new([1, -2], [1, -2, 3]) == [third])
        #expect(try new(nil, [3]) == [third])
        // A key that is listed for the other tool as well is the same key.
        let both = try PublisherFixture.signed([KeySetTests.key(3), KeySetTests.key(3, minisign: true)], by: [])
        #expect(try ChangeSpecimen.namespace(set([3]), ChangeSpecimen.keys([both])).newKeys.isEmpty)
    }

    @Test("may leave releases without the signatures that they need")
    func withholding() throws {
        func set(_ keys: [KeySet.Key], threshold: Int = 1) throws -> Namespace {
            try ChangeSpecimen.keys([PublisherFixture.signed(keys, threshold: threshold, by: [])])
        }
        func withholds(_ old: Namespace, _ new: Namespace) throws -> Bool {
            try ChangeSpecimen.namespace(old, new).withholdsSignatures
        }
        let keys = { (numbers: [Int]) in
            try numbers.map { try KeySetTests.key(UInt8(abs($0)), until: $0 < 0 ? 100 : nil) }
        }
        let base = try set(keys([1, 2]))
        #expect(try !withholds(base, set(keys([2, 1]))))
        #expect(try !withholds(base, set(keys([1, 2, 3]))))
        #expect(try withholds(base, set(keys([1, -2]))))
        #expect(try withholds(base, set(keys([1]))))
        #expect(try withholds(base, set(keys([1, 2]), threshold: 2)))
        #expect(try !withholds(set(keys([1, 2]), threshold: 2), base))
        #expect(try !withholds(set(keys([1, -2])), set(keys([1, -2, 3]))))
    }
}
