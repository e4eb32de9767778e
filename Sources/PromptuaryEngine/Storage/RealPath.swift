internal import Glibc

/// Absolute paths without symbolic links.
public enum RealPath {
    /// The absolute path behind `path`.
    ///
    /// Parts that do not exist yet are taken as they are.
    public static func of(_ path: String) -> String {
        if let found = realpath(path, nil) {
            defer { free(found) }
            return String(cString: found)
        }
        let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        guard let slash = trimmed.lastIndex(of: "/") else { return of(".") + "/" + trimmed }
        let parent = slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
        let folder = of(parent)
        return (folder == "/" ? "" : folder) + "/" + trimmed[trimmed.index(after: slash)...]
    }
}
