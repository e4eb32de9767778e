import Testing

@testable import PromptuaryCore

@Suite("The ZIP writer")
struct ZIPWriterTests {
    @Test("what is written is read back: names, bytes, order")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 1)
        let alphabet = ["a", "B", "é", "日", "z9", "_x", "Q.md"]
        for _ in 0..<300 {
            var writer = ZIPWriter()
            var files: [(String, [UInt8])] = []
            for index in 0..<Int.random(in: 1...8, using: &generator) {
                let depth = Int.random(in: 1...3, using: &generator)
                let name = (0..<depth).map { _ in
                    "\(index)" + (alphabet.randomElement(using: &generator) ?? "a")
                }.joined(separator: "/")
                let range: ClosedRange<UInt8> = Bool.random(using: &generator) ? 0...255 : 65...67
                let bytes = (0..<Int.random(in: 0...2000, using: &generator)).map { _ in
                    UInt8.random(in: range, using: &generator)
                }
                try writer.add(name: name, bytes: bytes, store: Int.random(in: 0..<4, using: &generator) == 0)
                files.append((name, bytes))
            }
            let (code, read) = verdict(writer.finish())
            #expect(code == nil)
            #expect(read.map(\.0) == files.map(\.0))
            #expect(read.map(\.1) == files.map(\.1))
        }
    }

    @Test("the layout does not change from one version of the program to the next")
    func golden() throws {
        var writer = ZIPWriter()
        try writer.add(name: "manifest.json", bytes: Array("{\"name\": \"a\"}\n".utf8), store: true)
        try writer.add(name: "docs/é.md", bytes: Array("text\n".utf8), store: true)
        try writer.add(name: "empty", bytes: [])
        let archive = writer.finish()
        #expect(archive.count == 325)
        #expect(SHA256Digest(of: archive).hex == "c816d5e80146e8c5f2044b3978afb611e1c492d80bf044dd5bd478f896087276")
    }

    @Test("equal files give equal bytes")
    func deterministic() throws {
        func archive() throws -> [UInt8] {
            var writer = ZIPWriter()
            for index in 0..<20 {
                try writer.add(name: "\(index)", bytes: (0..<5000).map { UInt8(truncatingIfNeeded: $0 / 7 * index) })
            }
            return writer.finish()
        }
        #expect(try archive() == archive())
    }

    @Test("a file is deflated only when that shrinks it, and at most a hundredfold")
    func methods() throws {
        var writer = ZIPWriter()
        try writer.add(name: "text", bytes: Array(String(repeating: "some text ", count: 50).utf8))
        try writer.add(name: "asked", bytes: Array(String(repeating: "some text ", count: 50).utf8), store: true)
        try writer.add(name: "short", bytes: [1])
        try writer.add(name: "blank", bytes: [UInt8](repeating: 0, count: 2 << 20))
        let archive = try ZIPArchive.read(writer.finish()) { _, _ in }
        #expect(archive.entries.map(\.method) == [.deflated, .stored, .stored, .stored])
    }

    @Test(
        "a name that breaks a rule or clashes is refused, and the archive stays as it was",
        arguments: [
            ("../a", "zip-name-dots"), ("A", "zip-name-twice"), ("a/b", "zip-name-file-and-directory"),
            ("D/y", "zip-name-directory-spelling"), ("d", "zip-name-file-and-directory"), ("x/", "zip-type-mismatch"),
            ("é", "zip-name-twice"), ("É", "zip-name-twice"),
        ])
    func refused(_ name: String, _ code: String) throws {
        var writer = ZIPWriter()
        var other = ZIPWriter()
        for name in ["a", "d/x", "é"] {
            try writer.add(name: name, bytes: [1])
            try other.add(name: name, bytes: [1])
        }
        do throws(Refusal) {
            try writer.add(name: name, bytes: [2])
            Issue.record("accepted")
        } catch {
            #expect(error.code == code)
        }
        try writer.add(name: "last", bytes: [3])
        try other.add(name: "last", bytes: [3])
        let (left, right) = (writer.finish(), other.finish())
        #expect(left == right)
    }

    @Test("an archive that the writer finishes never breaks a limit of the reader")
    func limits() throws {
        var limits = ZIPLimits()
        (limits.entries, limits.entryBytes, limits.totalBytes, limits.archiveBytes) = (3, 10, 25, 300)
        func refused(_ files: [(String, Int)], _ code: String?, archiveBytes: Int = 300) throws {
            limits.archiveBytes = archiveBytes
            var writer = ZIPWriter(limits: limits)
            var last: String?
            for (name, count) in files {
                do throws(Refusal) {
                    try writer.add(name: name, bytes: [UInt8](repeating: 7, count: count), store: true)
                } catch {
                    last = error.code
                }
            }
            #expect(last == code)
            #expect(verdict(writer.finish(), limits: limits).code == nil)
        }
        try refused([("a", 10), ("b", 10), ("c", 5)], nil)
        try refused([("a", 10), ("b", 10), ("c", 6)], "zip-total-too-large")
        try refused([("a", 11), ("b", 10)], "zip-entry-too-large")
        try refused([("a", 1), ("b", 1), ("c", 1), ("d", 1)], "zip-too-many-entries")
        try refused([("a", 10), ("b", 10)], nil, archiveBytes: 22 + 2 * 78 + 20)
        try refused([("a", 10), ("b", 10)], "zip-too-large", archiveBytes: 22 + 2 * 78 + 19)
    }
}
