internal import PromptuaryCore

/// One GET request.
struct TransferRequest: Sendable, Hashable {
    /// What becomes of the body.
    enum Body: Sendable, Hashable {
        /// All of it, of an answer 200 only; one byte more than `limit` ends the transfer.
        case whole(limit: Int)
        /// The first bytes, of every answer.
        case beginning(limit: Int)

        var limit: Int {
            switch self {
            case .whole(let limit), .beginning(let limit): max(0, limit)
            }
        }
    }

    let url: String
    let body: Body
    /// Whether gzip is asked for, and undone.
    var isCompressed = false
}

/// Why a request got no answer.
struct TransferFailure: Error, Sendable, Hashable {
    /// Whether no connection came about, so that the server has seen nothing.
    let isConnecting: Bool
    /// What happened, for a message.
    let reason: String
}

/// The answer to a request while it arrives.
final class Transfer {
    /// The most bytes of an unwanted body that are read to keep the connection.
    private static let unwantedLimit = 64 << 10

    /// The most memory that is taken on the word of a header.
    private static let reservation = 1 << 20

    let request: TransferRequest
    private let headerLimit: Int
    private var status = 0
    private var fields: [SiteAnswer.Field] = []
    private var headerLength = 0
    private var body: [UInt8] = []
    private var unwanted = 0
    /// Whether enough of the answer is here, though not all of it.
    private(set) var isCut = false
    /// Whether the server sends header fields without end.
    private(set) var hasEndlessHeader = false

    init(_ request: TransferRequest, headerLimit: Int) {
        self.request = request
        self.headerLimit = headerLimit
    }

    var answer: SiteAnswer { SiteAnswer(status: status, fields: fields, body: body, isWhole: !isCut) }

    /// Takes one line of the header; false ends the transfer.
    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerLength += line.count
        guard headerLength <= headerLimit else {
            hasEndlessHeader = true
            return false
        }
        if line.starts(with: "HTTP/".utf8) {
            // An interim answer came before, or none: the fields belong to the newest status line.
            let code = line.split(separator: 0x20, maxSplits: 2).dropFirst().first?.prefix(3)
            status = code.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
            fields = []
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            fields.append(
                SiteAnswer.Field(
                    String(decoding: line[..<colon], as: UTF8.self), Self.trimmed(line[(colon + 1)...])))
        }
        return true
    }

    private static func trimmed(_ value: Slice<UnsafeRawBufferPointer>) -> String {
        let isSpace = { (unit: UInt8) in unit == 0x20 || unit == 0x09 || unit == 0x0D || unit == 0x0A }
        let start = value.drop(while: isSpace)
        let end = start.lastIndex { !isSpace($0) }
        return end.map { String(decoding: start[...$0], as: UTF8.self) } ?? ""
    }

    /// The length of the body, as the header says; nil when it says none, or the length before decompression.
    private var announcedLength: Int? {
        if request.isCompressed { return nil }
        return fields.last { $0.name.utf8.count == 14 && $0.name.lowercased() == "content-length" }.flatMap {
            Int($0.value)
        }
    }

    /// Takes a piece of the body; false ends the transfer.
    func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        if case .whole = request.body, status != 200 {
            unwanted += piece.count
            isCut = unwanted > Self.unwantedLimit
            return !isCut
        }
        if body.isEmpty, let length = announcedLength {
            if case .whole(let limit) = request.body, length > limit {
                isCut = true
                return false
            }
            body.reserveCapacity(min(length, request.body.limit, Self.reservation))
        }
        let room = request.body.limit - body.count
        body.append(contentsOf: piece.prefix(room))
        isCut = piece.count > room
        return !isCut
    }
}
