internal import Glibc
internal import PromptuaryEngine

/// A private folder for temporary files.
struct TemporaryFolder: Sendable {
    /// Its path.
    let path: String

    /// A new folder in the one that the system names; only its owner may enter it.
    init() throws {
        var template = Array("\(Self.parent)/promptuary-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StorageError("make", Self.parent + "/promptuary-XXXXXX") }
        path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes it with everything in it, as far as that goes.
    func remove() {
        // Work that is being stopped may still write.
        for _ in 0..<3 where (try? RemovedTree.remove(path)) != nil { return }
    }

    /// The folder for temporary files that the system names.
    static var parent: String {
        let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return named.isEmpty ? P_tmpdir : named
    }
}
