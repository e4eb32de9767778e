import Testing

@testable import PromptuaryCore

/// A small world of logs: keys made from letters, entries made from numbers, files in a dictionary.
enum LogFixture {
    static func pair(_ letter: Character) throws -> Ed25519.KeyPair {
        try Ed25519.KeyPair(seed: SecretBytes([UInt8](repeating: letter.asciiValue ?? 0, count: 32)))
    }

    static func signer(_ name: String = "registry.example/log", _ letter: Character = "l") throws -> NoteSigner {
        NoteSigner(name: try NoteName(name), pair: try pair(letter))
    }

    static func witness(_ letter: Character) throws -> NoteSigner { try signer("\(letter).example/w", letter) }

    static func description(witnesses: [Character] = [], threshold: Int = 0) throws -> LogDescription {
        let log = try signer()
        return try LogDescription(
            origin: log.name, keys: [log.verifier(.ed25519)],
            witnesses: witnesses.map { try witness($0).verifier(.cosignature) }, threshold: threshold)
    }

    static func entry(_ number: Int) -> [UInt8] { Array("entry \(number)".utf8) }

    static func leaves(_ count: Int) -> [SHA256Digest] { (0..<count).map { MerkleHash.leaf(entry($0)) } }

    /// The files of a log, and its checkpoint.
    struct Files {
        var files: [String: [UInt8]] = [:]
        var tree = LogTree()

        init(size: Int, fork: Int? = nil) throws {
            try grow(to: size, fork: fork)
        }

        mutating func grow(to size: Int, fork: Int? = nil) throws {
            let entries = (tree.size..<size).map { $0 == fork ? Array("forked".utf8) : LogFixture.entry($0) }
            for file in try tree.append(entries) { files[file.path] = file.bytes }
        }

        var checkpoint: Checkpoint { get throws { tree.checkpoint(origin: try LogFixture.signer().name) } }
        var signed: SignedCheckpoint { get throws { try checkpoint.signed(by: try LogFixture.signer()) } }
    }
}

/// The definitions of RFC 6962 section 2.1, word for word and slowly.
enum SlowTree {
    static func half(_ count: Int) -> Int {
        var half = 1
        while half * 2 < count { half *= 2 }
        return half
    }

    static func root(_ leaves: ArraySlice<SHA256Digest>) -> SHA256Digest {
        if leaves.isEmpty { return SHA256Digest(of: []) }
        guard leaves.count > 1, let first = leaves.indices.first else { return leaves[leaves.startIndex] }
        let middle = first + half(leaves.count)
        return SHA256Digest(of: [1] + root(leaves[first..<middle]).bytes + root(leaves[middle...]).bytes)
    }

    static func path(_ index: Int, _ leaves: ArraySlice<SHA256Digest>) -> [SHA256Digest] {
        guard leaves.count > 1 else { return [] }
        let (first, count) = (leaves.startIndex, half(leaves.count))
        let (left, right) = (leaves[first..<(first + count)], leaves[(first + count)...])
        return index < count ? path(index, left) + [root(right)] : path(index - count, right) + [root(left)]
    }

    static func proof(_ old: Int, _ leaves: ArraySlice<SHA256Digest>, whole: Bool = true) -> [SHA256Digest] {
        if old == leaves.count { return whole ? [] : [root(leaves)] }
        let (first, count) = (leaves.startIndex, half(leaves.count))
        let (left, right) = (leaves[first..<(first + count)], leaves[(first + count)...])
        return old <= count
            ? proof(old, left, whole: whole) + [root(right)]
            : proof(old - count, right, whole: false) + [root(left)]
    }
}

/// Whether something is refused with a code.
func refused(_ code: some RawRepresentable<String>, _ body: () throws -> Void) -> Bool {
    do {
        try body()
        return false
    } catch let refusal as Refusal {
        return refusal.code == code.rawValue
    } catch {
        return false
    }
}
