internal import Glibc
internal import PromptuaryCore

/// Since when files of a signed site are superseded: what readers of an earlier state may still ask for, for some days.
///
/// A publication costs as much as it supersedes, however much the days before have: what it notes is put behind the file
/// `superseded.log`, which the next one knows from the build state and need not read. When the state is another one, or a
/// publication was cut off, the file counts.
///
/// A line is `SECONDS PATH` for a file that is superseded since then, or `- PATH` for one that is needed again or gone.
final class SupersededFiles {
    /// How far the build state knows the file.
    private struct Mark: Equatable {
        /// The bytes of the file.
        var size = 0
        /// The lines of the file.
        var lines = 0
        /// The files that are superseded.
        var files = 0

        init() {}

        init?(_ text: String) {
            let parts = text.split(separator: " ").map { Int($0) }
            guard parts.count == 3, let size = parts[0], let lines = parts[1], let files = parts[2] else { return nil }
            (self.size, self.lines, self.files) = (size, lines, files)
        }

        var text: String { "\(size) \(lines) \(files)" }
    }

    static let fileName = "superseded.log"
    /// The largest file that is read: 1 GiB.
    private static let sizeLimit = 1 << 30
    /// Up to how many lines the file is never written anew.
    private static let lineLimit = 4096

    private let path: String
    private let state: BuildState
    private var mark: Mark
    private var lines: [UInt8] = []
    /// Whether the file does not say what the state says.
    private var isStale = false

    /// What is superseded, as the state of a build and the file in a publisher's folder tell.
    ///
    /// Refused with a ``PublishFault`` when the file is not of the format.
    init(folder: String, state: BuildState) throws {
        (path, self.state) = (folder + "/" + Self.fileName, state)
        mark = try state.text("superseded").flatMap { Mark($0) } ?? Mark()
        var status = stat()
        guard SystemCall.retrying({ lstat(path, &status) }) == 0 else {
            guard errno == ENOENT else { throw StorageError("read", path) }
            isStale = mark != Mark()
            return
        }
        if Int(status.st_size) != mark.size { try readAll() }
    }

    /// Whether nothing is superseded.
    var isEmpty: Bool { mark.files == 0 }

    /// Since when a file is superseded; nil when it is not.
    func time(of file: String) throws -> Timestamp? { isEmpty ? nil : try state.superseded(file) }

    /// The files that were superseded at a time or before.
    func files(until time: Timestamp) throws -> [String] { isEmpty ? [] : try state.superseded(until: time) }

    /// Notes that a file is superseded since a time, if it is not since another one.
    func add(_ file: String, since time: Timestamp) throws {
        guard try self.time(of: file) == nil else { return }
        mark.files += 1
        try note(file, since: time)
    }

    /// Notes that a file is needed again, or gone.
    func remove(_ file: String) throws {
        guard try time(of: file) != nil else { return }
        mark.files -= 1
        try note(file, since: nil)
    }

    private func note(_ file: String, since time: Timestamp?) throws {
        try state.set(superseded: file, since: time)
        mark.lines += 1
        lines += Self.line(file, since: time)
    }

    private static func line(_ file: String, since time: Timestamp?) -> [UInt8] {
        Array("\(time.map { "\($0.seconds)" } ?? "-") \(file)\n".utf8)
    }

    /// Puts on disk what was noted, before the state says so.
    ///
    /// The file is written anew when most of its lines say nothing any more.
    func end() throws {
        if isStale || mark.lines > max(Self.lineLimit, 4 * mark.files) {
            try writeAll()
        } else if !lines.isEmpty {
            try append()
            mark.size += lines.count
        }
        lines = []
        try state.set("superseded", .text(mark.text))
    }

    private func append() throws {
        let file = SystemCall.retrying { open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o644) }
        guard file >= 0 else { throw StorageError("write", path) }
        defer { close(file) }
        try DurableFile.fill(file, with: lines, path: path)
        guard SystemCall.retrying({ fsync(file) }) == 0 else { throw StorageError("write", path) }
    }

    private func writeAll() throws {
        let file = try GrowingFile(path)
        var (piece, written): ([UInt8], Mark) = ([], Mark())
        try state.superseded { path, since in
            let line = Self.line(path, since: since)
            written.size += line.count
            written.lines += 1
            written.files += 1
            piece += line
            guard piece.count >= 1 << 18 else { return }
            try file.append(piece)
            piece.removeAll(keepingCapacity: true)
        }
        try file.append(piece)
        try file.finish()
        (mark, isStale) = (written, false)
    }

    /// Makes the state say what the file says; a last line that is not whole does not count.
    private func readAll() throws {
        try state.forgetSuperseded()
        mark = Mark()
        isStale = true
        let bytes = try FileContents.read(path, upTo: Self.sizeLimit)
        guard let end = bytes.lastIndex(of: 10) else { return }
        let lines = bytes[..<end].split(separator: 10, omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            guard let blank = line.firstIndex(of: 32), blank > line.startIndex, line.endIndex - blank > 1 else {
                throw Self.damaged(number)
            }
            let file = String(decoding: line[(blank + 1)...], as: UTF8.self)
            let isThere = try time(of: file) != nil
            if line[..<blank].elementsEqual("-".utf8) {
                guard isThere else { continue }
                mark.files -= 1
                try state.set(superseded: file, since: nil)
            } else {
                let seconds = Int(String(decoding: line[..<blank], as: UTF8.self))
                guard let seconds, seconds >= 0 else { throw Self.damaged(number) }
                if !isThere { mark.files += 1 }
                try state.set(superseded: file, since: Timestamp(seconds: seconds))
            }
        }
    }

    private static func damaged(_ number: Int) -> Refusal {
        Refusal(PublishFault.journal, "\(fileName) has no time and path in line \(number + 1)")
    }
}
