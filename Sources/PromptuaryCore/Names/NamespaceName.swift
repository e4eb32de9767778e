/// The name of a namespace: 2 to 39 characters of `a-z 0-9 . -`, written `@name` in front of a package.
///
/// It satisfies the rules of every client at once: it begins with a letter, ends with a letter or digit, and no two
/// separators meet. Names that could be taken for the registry itself are reserved, also as a first dotted part.
public struct NamespaceName: Sendable, Hashable {
    /// The name without `@`.
    public let text: String

    private static let reserved: Set<String> = ["system", "admin", "api", "www", "marketplace", "registry"]

    /// The namespace called `text`, with or without a leading `@`.
    public init(_ text: some StringProtocol) throws(Refusal) {
        let name =
            text.utf8.first == UInt8(ascii: "@") ? String(decoding: text.utf8.dropFirst(), as: UTF8.self) : String(text)
        let units = Array(name.utf8)
        guard (2...39).contains(units.count),
            units.allSatisfy({ NameCharacters.isAlphanumeric($0) || $0 == 45 || $0 == 46 }),
            (97...122).contains(units[0]), NameCharacters.isAlphanumeric(units[units.count - 1]),
            !NameCharacters.separatorsMeet(units)
        else { throw Refusal(NameFault.namespace, "\(quoted(name)) is not a namespace name") }
        let parts = units.split(separator: UInt8(ascii: "."))
        guard !Self.reserved.contains(String(decoding: parts[0], as: UTF8.self)),
            !parts.contains(where: NameCharacters.isDevice)
        else {
            throw Refusal(NameFault.namespaceReserved, "the namespace \(quoted(name)) is reserved")
        }
        self.text = name
    }

    /// What two namespaces that a person could confuse have in common.
    public var skeleton: String { NameCharacters.skeleton(text) }
}

extension NamespaceName: Comparable, CustomStringConvertible {
    /// By bytes.
    public static func < (left: NamespaceName, right: NamespaceName) -> Bool {
        left.text.precedesInBytes(right.text)
    }

    /// The name with its `@`.
    public var description: String { "@" + text }
}

/// The characters that names are made of.
enum NameCharacters {
    static func isAlphanumeric(_ unit: UInt8) -> Bool { (97...122).contains(unit) || (48...57).contains(unit) }

    static func separatorsMeet(_ units: [UInt8]) -> Bool {
        zip(units, units.dropFirst()).contains { !isAlphanumeric($0) && !isAlphanumeric($1) }
    }

    /// Whether a part of a name is a device on Windows, alone or before a dot.
    static func isDevice(_ part: some Collection<UInt8>) -> Bool {
        let stem = part.prefix { $0 != UInt8(ascii: ".") }
        // All of them are as long as this.
        return (3...7).contains(stem.count) && devices.contains(String(decoding: stem, as: UTF8.self))
    }

    private static let devices: Set<String> = {
        var names: Set<String> = ["con", "prn", "aux", "nul", "conin$", "conout$"]
        for number in 0...9 { names.formUnion(["com\(number)", "lpt\(number)"]) }
        return names
    }()

    /// The form in which look-alikes are equal: no separators, `0` as `o`, `1` as `l`, `rn` as `m`
    /// (the ASCII part of the confusables of UTS 39).
    static func skeleton(_ text: String) -> String {
        var units: [UInt8] = []
        for unit in text.utf8 where isAlphanumeric(unit) {
            switch unit {
            case UInt8(ascii: "0"): units.append(UInt8(ascii: "o"))
            case UInt8(ascii: "1"): units.append(UInt8(ascii: "l"))
            case UInt8(ascii: "n") where units.last == UInt8(ascii: "r"): units[units.count - 1] = UInt8(ascii: "m")
            default: units.append(unit)
            }
        }
        return String(decoding: units, as: UTF8.self)
    }
}

/// Text from outside as it may stand in a message: printable ASCII, at most 80 characters, in double quotes.
func quoted(_ text: some StringProtocol) -> String {
    var shown = "\""
    var count = 0
    for scalar in text.unicodeScalars {
        guard count < 80 else {
            shown += "…"
            break
        }
        count += 1
        shown +=
            scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F
            ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }
    return shown + "\""
}
