/// The Blowfish cipher (Schneier 1993) with the key schedule of bcrypt, which mixes a salt in.
struct Blowfish: ~Copyable {
    private static let initial = PiDigits.words(18 + 4 * 256)
    // The 18 subkeys and then the four boxes.
    private let words: UnsafeMutablePointer<UInt32>

    init() {
        words = .allocate(capacity: Self.initial.count)
        words.initialize(from: Self.initial, count: Self.initial.count)
    }

    deinit {
        Sodium.zero(UnsafeMutableRawBufferPointer(start: words, count: Self.initial.count * 4))
        words.deallocate()
    }

    /// Enciphers one block.
    func encipher(_ left: inout UInt32, _ right: inout UInt32) {
        let boxes = words + 18
        var (l, r) = (left ^ words[0], right)
        var round = 1
        while round < 17 {
            r ^= Self.mix(l, boxes) ^ words[round]
            l ^= Self.mix(r, boxes) ^ words[round + 1]
            round += 2
        }
        (left, right) = (r ^ words[17], l)
    }

    @inline(__always)
    private static func mix(_ x: UInt32, _ boxes: UnsafeMutablePointer<UInt32>) -> UInt32 {
        let (a, b) = (boxes[Int(x >> 24)], boxes[256 + Int(x >> 16 & 0xFF)])
        let (c, d) = (boxes[512 + Int(x >> 8 & 0xFF)], boxes[768 + Int(x & 0xFF)])
        return ((a &+ b) ^ c) &+ d
    }

    /// One pass of the key schedule, with 16 words of key and 16 words of salt; a salt of zeros is none.
    func expand(key: UnsafeBufferPointer<UInt32>, salt: UnsafeBufferPointer<UInt32>) {
        for at in 0..<18 { words[at] ^= key[at & 15] }
        var (left, right, at) = (UInt32(0), UInt32(0), 0)
        while at < 18 + 4 * 256 {
            left ^= salt[at & 15]
            right ^= salt[(at + 1) & 15]
            encipher(&left, &right)
            words[at] = left
            words[at + 1] = right
            at += 2
        }
    }
}
