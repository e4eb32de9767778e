extension Rule {
    /// A key or token in plain text.
    static let plainSecret = Rule(
        "plain-secret", .error, "a published secret cannot be called back: packages are public for ever",
        remedy: "remove it, revoke it where it was issued, and take it as a parameter instead", check: .reading)
}

/// Looks for the forms of well-known keys and tokens.
///
/// Every one of them but the first line of a private key is a run of at least 16 letters, digits, `-` and `_`, and prose has few
/// such runs: only these are looked at.
enum PlainSecret {
    /// What a secret begins with, how it goes on, and what it is.
    private struct Form {
        let start: [UInt8]
        let minimum: Int
        let accepts: @Sendable (UInt8) -> Bool
        let name: String

        init(_ start: String, _ minimum: Int, _ accepts: @escaping @Sendable (UInt8) -> Bool, _ name: String) {
            self.start = Array(start.utf8)
            self.minimum = minimum
            self.accepts = accepts
            self.name = name
        }
    }

    @Sendable private static func isWord(_ unit: UInt8) -> Bool {
        (48...57).contains(unit) || (65...90).contains(unit) || (97...122).contains(unit)
    }
    @Sendable private static func isToken(_ unit: UInt8) -> Bool { isWord(unit) || unit == 45 || unit == 95 }
    @Sendable private static func isUpper(_ unit: UInt8) -> Bool {
        (48...57).contains(unit) || (65...90).contains(unit)
    }
    @Sendable private static func isJWT(_ unit: UInt8) -> Bool { isToken(unit) || unit == 46 }

    private static let forms: [Form] = [
        Form("sk-ant-", 32, isToken, "an Anthropic API key"), Form("sk-proj-", 32, isToken, "an OpenAI API key"),
        Form("sk-", 32, isWord, "an API key"), Form("glpat-", 20, isToken, "a GitLab token"),
        Form("xoxb-", 20, isToken, "a Slack token"), Form("prompd_", 32, isToken, "a registry token"),
        Form("pdr_", 32, isToken, "a registry token"), Form("pdro_", 32, isToken, "a registry token"),
        Form("pdrr_", 32, isToken, "a registry token"), Form("pdrx_", 32, isToken, "a registry token"),
        Form("pdrc_", 32, isToken, "a registry token"), Form("pdrd_", 32, isToken, "a registry token"),
        Form("ghp_", 36, isWord, "a GitHub token"),
        Form("gho_", 36, isWord, "a GitHub token"), Form("ghu_", 36, isWord, "a GitHub token"),
        Form("ghs_", 36, isWord, "a GitHub token"), Form("ghr_", 36, isWord, "a GitHub token"),
        Form("AKIA", 16, isUpper, "an AWS access key"), Form("eyJhbGciOi", 60, isJWT, "a signed web token"),
    ]
    private static let armor = Array("-----BEGIN ".utf8)
    private static let armorEnd = Array("PRIVATE KEY-----".utf8)

    /// Words that announce a secret when a long token follows them.
    private static let labels = ["api_key", "api-key", "apikey", "secret"].map { Array($0.utf8) }

    /// The length of a run at which it is looked at.
    private static let shortest = 16

    static func look(
        at content: UnsafeRawBufferPointer, entry: String, kind: TextFiles.Kind, into remarks: inout [ContentRemark]
    ) {
        guard kind != .binary, let base = content.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        let text = UnsafeBufferPointer(start: base, count: content.count)
        var at = 0
        while let start = nextRun(in: text, from: &at) {
            guard let name = secret(in: text, start, at) else { continue }
            let place = Place(entry: entry.isEmpty ? nil : entry, line: ContentCheck.line(of: start, in: content))
            remarks.append(ContentRemark(rule: Rule.plainSecret.id, place: place, message: "what looks like \(name)"))
            guard remarks.count < 20 else { return }
        }
    }

    /// The start of the next run of ``shortest`` or more token characters, or of the next armor; `at` is then the run's end.
    ///
    /// Eight bytes at a time. A run that is long enough fills a word, and the five dashes of an armor reach the fourth byte of a
    /// half; both are rare, so nothing else is asked of a word.
    private static func nextRun(in text: UnsafeBufferPointer<UInt8>, from at: inout Int) -> Int? {
        guard let base = text.baseAddress else { return nil }
        let last = text.count - 8
        var next = at & ~7
        while next <= last {
            if next & 63 == 0 {
                while next + 64 <= text.count, !mayHold(UnsafeRawPointer(base + next)) { next += 64 }
                guard next <= last else { break }
            }
            let word = UnsafeRawPointer(base + next).loadUnaligned(as: UInt64.self).littleEndian
            // Token characters are among those from 0x2D to 0x7F.
            if ((word & ~highBits) &+ (0x80 - 0x2D) &* ones) & ~word & highBits == highBits, tokens(word) == highBits {
                var start = next
                while start > at, isToken(text[start - 1]) { start -= 1 }
                let end = endOfRun(in: text, from: next + 8)
                if end - start >= shortest || begins(armor, in: text, at: start) {
                    at = end
                    return start
                }
                next = max(next + 8, end & ~7)
                continue
            }
            let others = word ^ 0x2D &* ones
            if ((others & ~highBits) &+ ~highBits | others) & dashBits != dashBits,
                let start = armorStart(in: text, next, from: at)
            {
                at = endOfRun(in: text, from: start)
                return start
            }
            next += 8
        }
        at = text.count
        return nil
    }

    /// Whether one of the eight words in 64 bytes needs a look: the two questions of ``nextRun(in:from:)``, asked of all at once.
    @inline(__always)
    private static func mayHold(_ bytes: UnsafeRawPointer) -> Bool {
        let low7 = SIMD2(repeating: ~highBits)
        var full = SIMD2<UInt64>(repeating: 0)
        var others = SIMD2<UInt64>(repeating: .max)
        for offset in stride(from: 0, to: 64, by: 16) {
            let words = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD2<UInt64>.self)
            let below =
                (((words & low7) &+ SIMD2(repeating: (0x80 - 0x2D) &* ones)) & ~words | low7) ^ SIMD2(repeating: .max)
            // The highest bit of a word in which no byte is below.
            full |= (below &- SIMD2(repeating: 1)) & ~below
            let differs = words ^ SIMD2(repeating: 0x2D &* ones)
            others &= ((differs & low7) &+ low7) | differs
        }
        return (full[0] | full[1]) >> 63 == 1 || UInt64(littleEndian: others[0] & others[1]) & dashBits != dashBits
    }

    private static func endOfRun(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count, isToken(text[end]) { end += 1 }
        return end
    }

    /// Where an armor begins whose dashes reach the fourth or eighth byte of the word at an offset.
    private static func armorStart(in text: UnsafeBufferPointer<UInt8>, _ word: Int, from first: Int) -> Int? {
        for dash in [word + 3, word + 7] where text[dash] == UInt8(ascii: "-") {
            var start = dash
            while start > first, start > dash - 4, text[start - 1] == UInt8(ascii: "-") { start -= 1 }
            if begins(armor, in: text, at: start), start == 0 || !isToken(text[start - 1]) { return start }
        }
        return nil
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    /// The high bits of the fourth and the eighth byte.
    private static let dashBits: UInt64 = 0x8000_0000_8000_0000
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The high bit of each byte that is a token character: a letter, a digit, `-` or `_`.
    private static func tokens(_ word: UInt64) -> UInt64 {
        let plain = word & ~highBits
        func atLeast(_ bytes: UInt64, _ unit: UInt64) -> UInt64 { bytes &+ (0x80 &- unit) &* ones }
        func equals(_ unit: UInt64) -> UInt64 { ~((plain ^ unit &* ones) &+ ~highBits) }
        let lower = plain | 0x2020_2020_2020_2020
        let letters = atLeast(lower, 0x61) & ~atLeast(lower, 0x7B)
        let digits = atLeast(plain, 0x30) & ~atLeast(plain, 0x3A)
        return (letters | digits | equals(0x2D) | equals(0x5F)) & ~word & highBits
    }

    /// What the run of token characters from `start` to `end` is, if it is a secret.
    private static func secret(in text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> String? {
        if begins(armor, in: text, at: start) {
            let last = min(start + armor.count + 24, text.count)
            return (start + armor.count - 1..<last).contains { begins(armorEnd, in: text, at: $0) }
                ? "a private key" : nil
        }
        guard end - start >= shortest else { return nil }
        for form in forms where begins(form.start, in: text, at: start) {
            var last = start + form.start.count
            while last < text.count, form.accepts(text[last]) { last += 1 }
            if last - start - form.start.count >= form.minimum { return form.name }
        }
        guard end - start >= 20, text[start..<end].contains(where: { (48...57).contains($0) }) else { return nil }
        return label(in: text, before: start)
    }

    private static func begins(_ word: [UInt8], in text: UnsafeBufferPointer<UInt8>, at: Int) -> Bool {
        at + word.count <= text.count && word.indices.allSatisfy { text[at + $0] == word[$0] }
    }

    /// The words before a long token when they announce a secret: `api_key = "…`.
    private static func label(in text: UnsafeBufferPointer<UInt8>, before start: Int) -> String? {
        var end = start
        while end > 0, start - end < 8, [34, 39, 32, 9, 58, 61].contains(text[end - 1]) { end -= 1 }
        guard end < start else { return nil }
        for word in labels where end >= word.count {
            let at = end - word.count
            if word.indices.allSatisfy({ text[at + $0] == word[$0] || text[at + $0] | 0x20 == word[$0] }) {
                return "a secret after the word \(String(decoding: word, as: UTF8.self))"
            }
        }
        return nil
    }
}
