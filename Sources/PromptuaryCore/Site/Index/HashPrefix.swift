/// The first binary digits of the SHA-256 of a name: a place in a ``HashTrie``.
public struct HashPrefix: Sendable, Hashable {
    /// The digits, highest first, followed by zeros.
    public let bits: UInt64
    /// How many digits there are, at most ``longest``.
    public let length: Int

    /// The most digits of a prefix: more than any two names of a registry have in common.
    static let longest = 60

    /// The prefix without digits, which every name has.
    public static let root = HashPrefix(bits: 0, length: 0)

    private init(bits: UInt64, length: Int) {
        self.bits = bits
        self.length = length
    }

    /// The prefix that ``text`` spells, or nil.
    public init?(_ text: some StringProtocol) {
        if text == "all" {
            self = .root
            return
        }
        let digits = Array(text.utf8)
        guard (1...Self.longest).contains(digits.count), digits.allSatisfy({ $0 == 48 || $0 == 49 }) else { return nil }
        var bits: UInt64 = 0
        for (index, digit) in digits.enumerated() where digit == 49 { bits |= 1 << (63 - UInt64(index)) }
        self.init(bits: bits, length: digits.count)
    }

    /// The first digits of a key, at most 60.
    public init(of key: UInt64, length: Int) {
        let length = min(max(length, 0), Self.longest)
        self.init(bits: length == 0 ? 0 : key & ~(UInt64.max >> UInt64(length)), length: length)
    }

    /// The first 64 binary digits of the SHA-256 of a name, as a number.
    public static func key(of name: String) -> UInt64 {
        SHA256Digest(of: Array(name.utf8)).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The digits, such as `0110`; `all` when there are none.
    public var text: String {
        length == 0 ? "all" : String(decoding: (0..<length).map { 48 + UInt8(bits >> (63 - $0) & 1) }, as: UTF8.self)
    }

    /// The keys that begin with the prefix.
    public var keys: ClosedRange<UInt64> {
        length == 0 ? 0...UInt64.max : bits...(bits | UInt64.max >> UInt64(length))
    }

    /// The prefix with one digit more: 0, or 1.
    func child(_ digit: UInt64) -> HashPrefix {
        HashPrefix(bits: bits | digit << UInt64(63 - length), length: length + 1)
    }
}

extension HashPrefix: Comparable {
    /// By the keys that they begin; a prefix comes before those that continue it.
    public static func < (left: HashPrefix, right: HashPrefix) -> Bool {
        (left.bits, left.length) < (right.bits, right.length)
    }
}
