import Testing

@testable import PromptuaryCore

@Suite("What a publisher remembers")
struct PublishJournalTests {
    private static func journal() -> PublishJournal {
        var journal = PublishJournal()
        journal.floor = MetadataPlan.Floor(snapshot: 3, timestamp: 5)
        journal.logSize = 70_000
        return journal
    }

    @Test("comes back as it was written, the same bytes for the same facts")
    func roundTrip() throws {
        for journal in [PublishJournal(), Self.journal()] {
            let read = try PublishJournal(bytes: journal.bytes)
            #expect(read == journal && read.bytes == journal.bytes)
        }
        let entries = [Array("{\"a\":\"\\\\\"}".utf8), Array("x".utf8), []]
        for pending in [PendingEntries(base: 0, entries: []), PendingEntries(base: 1 << 40, entries: entries)] {
            #expect(try PendingEntries(bytes: pending.bytes) == pending)
        }
    }

    @Test(
        "a damaged journal is refused, never half believed",
        arguments: [
            "", "{}", "[]", "null", "{\"format\":1}",
            "{\"format\":2,\"log\":0,\"snapshot\":0,\"timestamp\":0}",
            "{\"format\":1,\"log\":-1,\"snapshot\":0,\"timestamp\":0}",
            "{\"format\":1,\"log\":0,\"snapshot\":0,\"timestamp\":9007199254740992}",
            "{\"format\":1,\"log\":0,\"snapshot\":0.5,\"timestamp\":0}",
        ])
    func damagedJournal(_ text: String) {
        #expect(throws: Refusal.self) { try PublishJournal(bytes: Array(text.utf8)) }
    }

    @Test(
        "damaged entries are refused",
        arguments: [
            "", "{}", "{\"base\":0,\"entries\":[1],\"format\":1}", "{\"base\":-1,\"entries\":[],\"format\":1}",
            "{\"base\":0,\"entries\":{},\"format\":1}", "{\"base\":0,\"entries\":[],\"format\":2}",
            "{\"base\":9223372036854775807,\"entries\":[\"a\"],\"format\":1}",
        ])
    func damagedEntries(_ text: String) {
        #expect(throws: Refusal.self) { try PendingEntries(bytes: Array(text.utf8)) }
    }

    @Test("every cut and every flipped byte is refused or read, never a crash")
    func hostile() {
        let documents = [Self.journal().bytes, PendingEntries(base: 3, entries: [Array("{}".utf8)]).bytes]
        for bytes in documents {
            for place in bytes.indices {
                var flipped = bytes
                flipped[place] ^= 0x15
                for bytes in [flipped, Array(bytes[..<place])] {
                    _ = try? PublishJournal(bytes: bytes)
                    _ = try? PendingEntries(bytes: bytes)
                }
            }
        }
        #expect(throws: Refusal.self) { try PublishJournal(bytes: Array(documents[0].dropLast(3))) }
    }
}
