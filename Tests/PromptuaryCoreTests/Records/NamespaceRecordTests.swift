import Testing

@testable import PromptuaryCore

@Suite("The record of a namespace")
struct NamespaceRecordTests {
    private static func namespaces() throws -> [Namespace] {
        try [
            RecordSpecimen.namespace(), Specimen.namespace("ab", "protection: public\n"),
            Specimen.namespace(String(repeating: "n", count: 39)),
            PublisherFixture.namespace(PublisherFixture.three()),
        ]
    }

    @Test("gives back every stored property")
    func roundTrip() throws {
        for namespace in try Self.namespaces() {
            let record = NamespaceRecord.encode(namespace)
            let decoded = try NamespaceRecord.decode(record)
            #expect(everythingStored(in: decoded) == everythingStored(in: namespace))
            #expect(NamespaceRecord.encode(decoded) == record)
        }
    }

    @Test("is refused when it ends before its end, and with a byte too many")
    func truncation() throws {
        let record = NamespaceRecord.encode(try RecordSpecimen.namespace())
        for length in 0..<record.count {
            #expect(refusalCode { try NamespaceRecord.decode(Array(record[..<length])) } == "record-truncated")
        }
        #expect(refusalCode { try NamespaceRecord.decode(record + [0]) } == "record-malformed")
    }

    @Test("is refused or is a namespace after any change of one byte", arguments: [0x01, 0x80, 0xFF] as [UInt8])
    func changes(_ mask: UInt8) throws {
        var record = NamespaceRecord.encode(try RecordSpecimen.namespace())
        for index in record.indices {
            record[index] ^= mask
            let code = refusalCode { try NamespaceRecord.encode(NamespaceRecord.decode(record)) }
            #expect(code == nil || code == "record-truncated" || code == "record-malformed", "byte \(index)")
            record[index] ^= mask
        }
        record[0] = 1
        #expect(refusalCode { try NamespaceRecord.decode(record) } == "record-malformed")
    }

    @Test("takes keys as checked before, and bytes that are no key verify nothing")
    func keySets() throws {
        let record = NamespaceRecord.encode(try RecordSpecimen.namespace())
        let key = try KeySetTests.key(1).key.bytes
        let start = try #require(record.indices.first { record[$0...].starts(with: key) })
        var broken = record
        // The neutral element of the group: with it as a key, one signature would hold for every message.
        let neutral = [1] + [UInt8](repeating: 0, count: 31)
        broken.replaceSubrange(start..<start + 32, with: neutral)
        let keys = try #require(try NamespaceRecord.decode(broken).keys).keys.map(\.key.key)
        let found = try #require(keys.first { $0.bytes == neutral })
        #expect(!found.verifies(signature: neutral + [UInt8](repeating: 0, count: 32), of: [1, 2, 3]))
    }
}
