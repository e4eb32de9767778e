/// The rules for names of archive entries: a name means the same file, inside the package, on every system.
///
/// Names that end in a slash are directories. The rules for several names together are in ``EntryNameTable``.
public enum EntryName {
    /// Refuses a name that breaks a rule; for names that are known to be UTF-8, such as those of other archives.
    public static func check(_ name: [UInt8], limits: ZIPLimits = .standard) throws(Refusal) {
        let found = name.withUnsafeBufferPointer { fault(in: $0, flagged: true, limits: limits) }
        if let fault = found { throw Refusal(fault, at: Place(entry: name.withUnsafeBufferPointer { shown($0) })) }
    }

    /// The first rule that a name breaks, or nil.
    ///
    /// `flagged` says whether the header promises UTF-8. One pass over the bytes for names in ASCII.
    static func fault(in name: UnsafeBufferPointer<UInt8>, flagged: Bool, limits: ZIPLimits) -> EntryNameFault? {
        if name.isEmpty { return .empty }
        if name.count > limits.nameBytes { return .tooLong }
        var ascii = true
        var punctuation = false
        for unit in name {
            if unit >= 0x80 {
                ascii = false
            } else if unit < 0x20 || unit == 0x7F {
                return .control
            } else {
                punctuation = punctuation || isPunctuation(unit)
            }
        }
        if !ascii, let fault = unicodeFault(in: name, flagged: flagged) { return fault }
        if punctuation { return .punctuation }

        let end = name[name.count - 1] == slash ? name.count - 1 : name.count
        var depth = 0
        var start = 0
        for at in 0...end where at == end || name[at] == slash {
            depth += 1
            if depth > limits.depth { return .tooDeep }
            if let fault = partFault(UnsafeBufferPointer(rebasing: name[start..<at]), limits: limits) {
                return fault
            }
            start = at + 1
        }
        return ascii ? nil : compatibilityFault(in: name)
    }

    /// The name for a message: printable ASCII as it is, every other byte escaped, at most 96 bytes.
    static func shown(_ name: UnsafeBufferPointer<UInt8>) -> String {
        var text = ""
        for unit in name.prefix(96) {
            if (0x20..<0x7F).contains(unit) {
                text.unicodeScalars.append(Unicode.Scalar(unit))
            } else {
                text += "\\x" + Hex.encode(CollectionOfOne(unit))
            }
        }
        return name.count > 96 ? text + "..." : text
    }
}

private let slash = UInt8(ascii: "/")
private let dot = UInt8(ascii: ".")

private func isPunctuation(_ unit: UInt8) -> Bool {
    switch unit {
    case UInt8(ascii: "\\"), UInt8(ascii: ":"), UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "\""),
        UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"):
        true
    default: false
    }
}

private func partFault(_ part: UnsafeBufferPointer<UInt8>, limits: ZIPLimits) -> EntryNameFault? {
    guard let first = part.first, let last = part.last else { return .dots }
    if first == dot && (part.count == 1 || part.count == 2 && last == dot) { return .dots }
    if part.count > limits.partBytes { return .partTooLong }
    if last == dot || last == UInt8(ascii: " ") { return .edge }
    if first == UInt8(ascii: " ") || first == UInt8(ascii: "-") || first == UInt8(ascii: "~") { return .edge }
    if part.count == 4, first == dot, equals(part[...], "git", from: 1) { return .git }
    return isReserved(part.prefix { $0 != dot }) ? .reserved : nil
}

/// The device names of Windows; letters of either case, because no other letter lower-cases to one of theirs.
private func isReserved(_ stem: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    switch stem.count {
    case 3: equals(stem, "con") || equals(stem, "prn") || equals(stem, "aux") || equals(stem, "nul")
    case 4:
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(stem[stem.endIndex - 1])
            && (equals(stem.dropLast(), "com") || equals(stem.dropLast(), "lpt"))
    case 6: equals(stem, "conin$")
    case 7: equals(stem, "conout$")
    default: false
    }
}

/// Whether the bytes from an offset on are the lower-case text, letters compared without case.
private func equals(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ text: StaticString, from: Int = 0) -> Bool {
    guard bytes.count - from == text.utf8CodeUnitCount else { return false }
    let base = bytes.startIndex + from
    for index in 0..<text.utf8CodeUnitCount {
        let unit = bytes[base + index]
        let lower = (65...90).contains(unit) ? unit | 0x20 : unit
        if lower != text.utf8Start[index] { return false }
    }
    return true
}

private func unicodeFault(in name: UnsafeBufferPointer<UInt8>, flagged: Bool) -> EntryNameFault? {
    if !flagged { return .unflagged }
    switch TextFault.first(in: name, lines: false)?.fault {
    case .notUTF8: return .notUTF8
    case .control: return .control
    case .lineSeparator, .bidirectional, .noncharacter: return .invisible
    case nil: break
    }
    var at = 0
    while at < name.count, let (value, length) = TextFault.scalar(in: name, at: at) {
        if value >= 0x80, let scalar = Unicode.Scalar(value) {
            switch UnicodeForm.category(scalar) {
            case "Cf", "Co", "Cn", "Zl", "Zp": return .invisible
            default: break
            }
        }
        at += length
    }
    return UnicodeForm.nfc(Array(name)).elementsEqual(name) ? nil : .notNFC
}

/// Looks at the name as a system with compatibility normalization would: U+FF0F is then a slash, U+2025 is `..`.
private func compatibilityFault(in name: UnsafeBufferPointer<UInt8>) -> EntryNameFault? {
    let seen = UnicodeForm.nfkc(Array(name))
    if seen.elementsEqual(name) { return nil }
    if seen.contains(UInt8(ascii: "\\")) { return .compatibility }
    let parts = seen.split(separator: slash, omittingEmptySubsequences: false)
    if parts.count != name.count(where: { $0 == slash }) + 1 { return .compatibility }
    return parts.contains { $0.elementsEqual([dot]) || $0.elementsEqual([dot, dot]) } ? .compatibility : nil
}
