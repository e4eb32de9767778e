import Testing

@testable import PromptuaryCore

@Suite("Names of archive entries")
struct EntryNameTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        let fault: EntryNameFault

        init(_ name: String, _ fault: EntryNameFault) { (bytes, self.fault) = (Array(name.utf8), fault) }
        init(bytes: [UInt8], _ fault: EntryNameFault) { (self.bytes, self.fault) = (bytes, fault) }

        var testDescription: String { bytes.withUnsafeBufferPointer { EntryName.shown($0) } }
    }

    @Test("a name that breaks a rule is refused for its reason", arguments: wrong)
    func refused(_ name: Wrong) {
        #expect(throws: Refusal.self) { try EntryName.check(name.bytes) }
        #expect(fault(name.bytes) == name.fault)
    }

    @Test(
        "a usual or unusual but harmless name is accepted",
        arguments: [
            "a", "a.txt", "a/b/c.md", "a/", ".hidden", "..a", "a..b", "...a", "a b.txt", "c+d.txt", "git", ".gitignore",
            "x.git",
            "console", "con1", "com", "com10", "lpt", "nul1.txt", "conin", "aconin$", "x/acon", "CON-1", "a-", "a~",
            "é", "日本語/ファイル.md", "naïve.txt", "🙂.txt", "ß", "ﬁ", "a\u{FF1A}b", "a'b", "a,b;c=d", "[a](b){c}", "%2e%2e",
        ])
    func accepted(_ name: String) {
        #expect(fault(Array(name.utf8)) == nil)
    }

    @Test("a limit admits its number and refuses one more")
    func limits() {
        func name(_ parts: Int, of length: Int) -> [UInt8] {
            Array([[UInt8]](repeating: [UInt8](repeating: 97, count: length), count: parts).joined(separator: [47]))
        }
        #expect(fault(name(1, of: 255)) == nil)
        #expect(fault(name(1, of: 256)) == .partTooLong)
        #expect(fault(name(32, of: 1)) == nil)
        #expect(fault(name(32, of: 1) + [47]) == nil)
        #expect(fault(name(33, of: 1)) == .tooDeep)
        #expect(fault(name(4, of: 255) + [47]) == nil)
        #expect(fault(name(4, of: 255) + [47, 97]) == .tooLong)
        #expect(fault(Array(String(repeating: "é", count: 127).utf8)) == nil)
        #expect(fault(Array(String(repeating: "é", count: 128).utf8)) == .partTooLong)
        var small = ZIPLimits()
        (small.nameBytes, small.partBytes, small.depth) = (5, 2, 2)
        #expect(fault(name(2, of: 2), limits: small) == nil)
        #expect(fault(name(2, of: 3), limits: small) == .tooLong)
        #expect(fault(name(1, of: 3), limits: small) == .partTooLong)
        #expect(fault(name(3, of: 1), limits: small) == .tooDeep)
    }

    @Test("every name of up to four signs is judged as the rules read literally")
    func oracle() {
        let alphabet = Array("./aC: -~".utf8)
        var names: [[UInt8]] = [[]]
        for _ in 0..<4 { names = [[]] + names.flatMap { name in alphabet.map { name + [$0] } } }
        for name in names { #expect((fault(name) == nil) == isPlain(name), "\(name)") }
    }

    @Test("the table of names finds what comparing all pairs finds")
    func pairs() {
        var generator = SeededGenerator(seed: 7)
        let parts = ["a", "A", "b", "a!", "é", "É", "ß", "ss"]
        var clashes = 0
        for _ in 0..<3000 {
            let names = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                    parts.randomElement(using: &generator) ?? "a"
                }.joined(separator: "/") + (Bool.random(using: &generator) ? "/" : "")
            }
            var table = EntryNameTable(capacity: 0)
            var grown = EntryNameTable(capacity: 0)
            var grownClash = false
            for name in names {
                Array(name.utf8).withUnsafeBufferPointer { table.add($0) }
                let fault = Array(name.utf8).withUnsafeBufferPointer { grown.insert($0) }
                if fault != nil { grownClash = true }
            }
            let clash = table.clash() != nil
            #expect(clash == Self.clash(names), "\(names)")
            #expect(clash == grownClash, "\(names)")
            clashes += clash ? 1 : 0
        }
        #expect((500..<2900).contains(clashes))
    }

    static let wrong: [Wrong] = [
        Wrong("", .empty), Wrong(String(repeating: "a/", count: 513), .tooLong),
        Wrong(String(repeating: "a", count: 256), .partTooLong), Wrong(String(repeating: "a/", count: 33), .tooDeep),
        Wrong("/etc/passwd", .dots), Wrong("a//b", .dots), Wrong("/", .dots), Wrong("a//", .dots), Wrong(".", .dots),
        Wrong("..", .dots), Wrong("../a", .dots), Wrong("a/../b", .dots), Wrong("a/./b", .dots), Wrong("a/..", .dots),
        Wrong("./", .dots),
        Wrong("a\\b", .punctuation), Wrong("..\\a", .punctuation), Wrong("C:/a", .punctuation),
        Wrong("a:b", .punctuation),
        Wrong("a*", .punctuation), Wrong("a?", .punctuation), Wrong("\"a\"", .punctuation), Wrong("<a", .punctuation),
        Wrong("a>b", .punctuation),
        Wrong("a|b", .punctuation), Wrong("é:", .punctuation),
        Wrong("a\0.txt", .control), Wrong("a\nb", .control), Wrong("a\r\nb", .control), Wrong("a\tb", .control),
        Wrong("\u{1B}[31m", .control),
        Wrong("a\u{7F}", .control), Wrong("a\u{85}b", .control),
        Wrong("a\u{202E}txt.exe", .invisible), Wrong("a\u{200B}b", .invisible), Wrong("\u{FEFF}a", .invisible),
        Wrong("a\u{2028}", .invisible),
        Wrong("a\u{E000}", .invisible), Wrong("a\u{FFFE}", .invisible),
        Wrong(bytes: [97, 0xEF, 0xB7, 0x90], .invisible),
        Wrong("a\u{378}", .invisible),
        Wrong("a\u{AD}b", .invisible), Wrong("a\u{E0041}", .invisible), Wrong("a\u{10FFFD}", .invisible),
        Wrong(bytes: [0xFF], .notUTF8), Wrong(bytes: [0xC0, 0xAF], .notUTF8),
        Wrong(bytes: [0xED, 0xA0, 0x80], .notUTF8), Wrong(bytes: [97, 0xC3], .notUTF8),
        Wrong("e\u{301}", .notNFC), Wrong("\u{212A}", .notNFC), Wrong("\u{1100}\u{1161}", .notNFC),
        Wrong("-rf", .edge), Wrong("a/-b", .edge), Wrong("~root", .edge), Wrong(" a", .edge), Wrong("a ", .edge),
        Wrong("a.", .edge),
        Wrong("a./b", .edge), Wrong("a /b", .edge), Wrong("...", .edge), Wrong("é.", .edge),
        Wrong("con", .reserved), Wrong("CON", .reserved), Wrong("nul.txt", .reserved), Wrong("Aux.tar.gz", .reserved),
        Wrong("a/prn", .reserved),
        Wrong("com0", .reserved), Wrong("com9.x", .reserved), Wrong("LPT5/a", .reserved), Wrong("conin$", .reserved),
        Wrong("CONOUT$.a", .reserved), Wrong("é/nul", .reserved),
        Wrong(".git", .git), Wrong(".GIT/config", .git), Wrong("a/.git/hooks/x", .git), Wrong("a/.Git", .git),
        Wrong("\u{2025}", .compatibility), Wrong("a/\u{2024}", .compatibility), Wrong("a\u{FF0F}b", .compatibility),
        Wrong("a\u{FF3C}b", .compatibility),
        Wrong("\u{2100}", .compatibility), Wrong("\u{FF0E}\u{FF0E}/a", .compatibility),
    ]

    private func fault(_ name: [UInt8], limits: ZIPLimits = .standard) -> EntryNameFault? {
        name.withUnsafeBufferPointer { EntryName.fault(in: $0, flagged: true, limits: limits) }
    }

    private func isPlain(_ name: [UInt8]) -> Bool {
        if name.isEmpty || name.contains(58) { return false }
        let text = name.last == 47 ? Array(name.dropLast()) : name
        return text.split(separator: 47, omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.first, let last = part.last else { return false }
            return ![32, 45, 126].contains(first) && ![32, 46].contains(last)
        }
    }

    /// All pairs of names and all of their directories, compared one by one.
    private static func clash(_ names: [String]) -> Bool {
        struct Path { var spelling: [UInt8], folded: [UInt8], isDirectory: Bool, isEntry: Bool }
        var paths: [[Path]] = []
        for name in names {
            let parts = Array(name.utf8).split(separator: 47)
            paths.append(
                (1...parts.count).map { count in
                    let spelling = Array(parts[..<count].joined(separator: [47]))
                    let isEntry = count == parts.count
                    return Path(
                        spelling: spelling, folded: UnicodeForm.folded(spelling),
                        isDirectory: !isEntry || name.utf8.last == 47, isEntry: isEntry)
                })
        }
        for (index, left) in paths.enumerated() {
            for right in paths[..<index] {
                for a in left {
                    for b in right where a.folded == b.folded {
                        if a.isEntry && b.isEntry || a.isDirectory != b.isDirectory || a.spelling != b.spelling {
                            return true
                        }
                    }
                }
            }
        }
        return false
    }
}

/// Random numbers that are the same in each run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
