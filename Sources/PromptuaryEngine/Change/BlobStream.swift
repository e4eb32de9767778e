internal import PromptuaryCore

extension GitObjects {
    /// Passes the bytes of blobs on as git reads them, each by itself and in their order; nil for what has more bytes
    /// than the limit.
    ///
    /// Refused when one is not there.
    func stream(
        _ blobs: [String], upTo limit: Int, to visit: (_ bytes: ArraySlice<UInt8>?) throws -> Void
    ) async throws {
        guard !blobs.isEmpty else { return }
        var stream = BlobStream(limit: limit)
        let input = Array((blobs.joined(separator: "\n") + "\n").utf8)
        try await git.pass(["cat-file", "--buffer", "--batch=%(objecttype) %(objectsize)"], input: input) { piece in
            try stream.take(piece, to: visit)
        }
        guard stream.count == blobs.count else { throw GitProcess.strange }
    }
}

/// Reads what `git cat-file --batch` prints, piece by piece: for each blob its type, its size and a line feed, then its
/// bytes and a line feed.
private struct BlobStream {
    /// How many blobs have come.
    private(set) var count = 0

    private let limit: Int
    private var rest: [UInt8] = []
    /// How many bytes of a blob, with the line feed behind it, are to come that nobody wants.
    private var skipped = 0

    init(limit: Int) { self.limit = limit }

    mutating func take(_ piece: UnsafeRawBufferPointer, to visit: (ArraySlice<UInt8>?) throws -> Void) throws {
        rest.append(contentsOf: piece)
        var at = 0
        while at < rest.count {
            if skipped > 0 {
                let step = min(skipped, rest.count - at)
                (at, skipped) = (at + step, skipped - step)
                continue
            }
            guard let feed = rest[at...].prefix(64).firstIndex(of: 10) else {
                guard rest.count - at < 64 else { throw GitProcess.strange }
                break
            }
            let size = try Self.size(rest[at..<feed])
            if size > limit {
                try visit(nil)
                skipped = size + 1
                at = feed + 1
            } else {
                guard feed + 1 + size < rest.count else { break }
                try visit(rest[(feed + 1)..<(feed + 1 + size)])
                at = feed + 2 + size
            }
            count += 1
        }
        rest.removeFirst(at)
    }

    private static func size(_ head: ArraySlice<UInt8>) throws -> Int {
        let parts = head.split(separator: UInt8(ascii: " "))
        guard parts.count == 2, parts[0].elementsEqual("blob".utf8),
            let size = Int(String(decoding: parts[1], as: UTF8.self))
        else { throw Refusal(ChangeFault.objects, "the repository lacks a file of a package") }
        return size
    }
}
