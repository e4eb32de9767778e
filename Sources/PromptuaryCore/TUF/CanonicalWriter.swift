/// Writes canonical JSON member by member, for roles with thousands of targets.
///
/// The caller names keys in canonical order. Members that nobody here knows are given when an object is opened, sorted,
/// and are written between the others where they belong.
struct CanonicalWriter {
    private(set) var bytes: [UInt8] = []
    private var pending: [ArraySlice<Value.Member>] = []

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    /// Begins an object that also has these members, which must be in canonical order.
    mutating func open(with others: [Value.Member] = []) {
        openPlain()
        pending.append(others[...])
    }

    /// Ends the object that was begun last.
    mutating func close() throws(Refusal) {
        for other in pending.popLast() ?? [] {
            plainKey(other.key)
            try write(other.value)
        }
        closePlain()
    }

    /// Writes a key; its value is what is written next.
    mutating func key(_ key: String) throws(Refusal) {
        while let other = pending.last?.first, CanonicalJSON.precedes(other.key, key) {
            plainKey(other.key)
            try write(other.value)
            pending[pending.count - 1].removeFirst()
        }
        plainKey(key)
    }

    /// Begins an object that has no members but those that are named.
    mutating func openPlain() {
        separate()
        bytes.append(UInt8(ascii: "{"))
    }

    /// Ends an object that ``openPlain()`` began.
    mutating func closePlain() { bytes.append(UInt8(ascii: "}")) }

    /// Writes a key of an object that ``openPlain()`` began.
    mutating func plainKey(_ key: String) {
        string(key)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func openList() {
        separate()
        bytes.append(UInt8(ascii: "["))
    }

    mutating func closeList() { bytes.append(UInt8(ascii: "]")) }

    mutating func strings(_ texts: [String]) {
        openList()
        for text in texts { string(text) }
        closeList()
    }

    /// Writes text in quotes, with a backslash before quotes and backslashes only.
    mutating func string(_ text: String) {
        separate()
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { units in
            if Self.hasEscapes(UnsafeRawBufferPointer(units)) {
                for unit in units {
                    if unit == UInt8(ascii: "\"") || unit == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                    bytes.append(unit)
                }
            } else {
                bytes.append(contentsOf: units)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether there is a quote or a backslash, seen eight bytes at a time.
    private static func hasEscapes(_ units: UnsafeRawBufferPointer) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var at = 0
        while at + 8 <= units.count {
            let word = units.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            let (quotes, slashes) = (word ^ (ones &* 0x22), word ^ (ones &* 0x5C))
            let found = ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
            if found & highs != 0 { return true }
            at += 8
        }
        while at < units.count {
            if units[at] == 0x22 || units[at] == 0x5C { return true }
            at += 1
        }
        return false
    }

    mutating func integer(_ number: Int) {
        separate()
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var left = number.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: left % 10))
            left /= 10
        } while left > 0
        bytes[start...].reverse()
    }

    mutating func boolean(_ flag: Bool) { raw(flag ? "true".utf8 : "false".utf8) }

    /// Writes what is canonical JSON already.
    mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Writes any value, its members sorted.
    mutating func write(_ value: Value) throws(Refusal) {
        switch value {
        case .null: raw("null".utf8)
        case .boolean(let flag): boolean(flag)
        case .integer(let number): integer(number)
        case .number(let number):
            throw Refusal(MetadataFault.fraction, "canonical JSON has no number \(number)")
        case .string(let text): string(text)
        case .list(let elements):
            openList()
            for element in elements { try write(element) }
            closeList()
        case .mapping(let members):
            openPlain()
            for member in Self.sorted(members) {
                plainKey(member.key)
                try write(member.value)
            }
            closePlain()
        }
    }

    private static func sorted(_ members: [Value.Member]) -> [Value.Member] {
        for index in members.indices.dropFirst()
        where !CanonicalJSON.precedes(members[index - 1].key, members[index].key) {
            return members.sorted { CanonicalJSON.precedes($0.key, $1.key) }
        }
        return members
    }

    /// Writes a comma, unless something was just begun: text ends with a quote, so these bytes are never its last.
    private mutating func separate() {
        switch bytes.last {
        case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): return
        default: bytes.append(UInt8(ascii: ","))
        }
    }
}
