internal import Glibc
internal import Subprocess
internal import SystemPackage

/// The `git` program of this machine.
enum GitProgram {
    /// What is run: the program in the search path, or its name, whose absence the call tells.
    ///
    /// Called by its name, it would cost a process for each folder in which it is not.
    static var executable: Executable {
        let folders = getenv("PATH").map { String(cString: $0) } ?? ""
        return path(in: folders).map { .path(FilePath($0)) } ?? .name("git")
    }

    /// The program in the first folder of a search path that has one; relative folders do not count.
    static func path(in folders: String) -> String? {
        folders.split(separator: ":").lazy.filter { $0.first == "/" }.map { "\($0)/git" }.first { path in
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
        }
    }
}
