internal import Glibc

/// The folder for temporary files that the system names.
enum TemporaryFolder {
    /// Its path.
    static var path: String {
        let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return named.isEmpty ? P_tmpdir : named
    }
}
