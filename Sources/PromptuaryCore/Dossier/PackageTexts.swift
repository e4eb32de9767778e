/// The files in a package file, for a comparison with those of another one.
struct PackageTexts {
    /// What is known about the bytes of a file.
    enum Text: Hashable {
        /// They are text that can be shown.
        case text([UInt8])
        /// They are no text.
        case binary
        /// They are more than is shown.
        case large
    }

    /// The most bytes of one file that are shown: 128 KiB.
    static let fileLimit = 128 << 10
    /// The most bytes of all files together that are shown: 1 MiB.
    static let totalLimit = 1 << 20

    /// Size and digest of each file, by its path.
    private(set) var files: [String: Dossier.File.Side] = [:]

    private let bytes: [UInt8]
    private let format: PackageFormat
    private let name: String

    /// The files in the bytes of a package file with a name; those of a YAML package are the package file alone.
    ///
    /// Refused as the archive is.
    init(_ bytes: [UInt8], format: PackageFormat, name: String) throws(Refusal) {
        self.bytes = bytes
        self.format = format
        self.name = name
        var found: [String: Dossier.File.Side] = [:]
        try visit(where: { _ in true }) { path, content in
            found[path] = Dossier.File.Side(size: content.count, digest: SHA256Digest(of: content))
        }
        files = found
    }

    /// The texts of some files, by their paths.
    func texts(of paths: Set<String>) throws(Refusal) -> [String: Text] {
        var texts: [String: Text] = [:]
        var room = Self.totalLimit
        try visit(where: { paths.contains($0) }) { path, content in
            if content.count > min(Self.fileLimit, room) {
                texts[path] = .large
            } else if let text = Self.text(content) {
                texts[path] = .text(text)
                room -= text.count
            } else {
                texts[path] = .binary
            }
        }
        return texts
    }

    /// The bytes of one file, up to a limit; nil when there is none.
    func beginning(of path: String, upTo limit: Int) throws(Refusal) -> [UInt8]? {
        var found: [UInt8]?
        try visit(where: { $0 == path }) { _, content in found = Array(content.prefix(limit)) }
        return found
    }

    private func visit(
        where isWanted: (String) -> Bool, _ take: (String, UnsafeRawBufferPointer) -> Void
    ) throws(Refusal) {
        guard format == .pdpkg else {
            if isWanted(name) { bytes.withUnsafeBytes { take(name, $0) } }
            return
        }
        var inflater = Inflater()
        _ = try ZIPArchive.read(
            bytes, inflater: &inflater, where: { !$0.isDirectory && isWanted($0.name) },
            visit: { (entry: ZIPArchive.Entry, content: UnsafeRawBufferPointer) throws(Refusal) in
                guard !entry.isDirectory, isWanted(entry.name) else { return }
                take(entry.name, content)
            })
    }

    /// The bytes, when they are UTF-8 without a zero byte.
    static func text(_ content: UnsafeRawBufferPointer) -> [UInt8]? {
        let bytes = Array(content)
        guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else { return nil }
        return bytes
    }
}
