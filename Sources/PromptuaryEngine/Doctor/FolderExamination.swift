internal import Glibc
internal import PromptuaryCore

/// Looks at owners and permissions.
enum FolderExamination {
    /// What the file system says about a path; nil when there is nothing.
    static func facts(_ path: String) -> FileFacts? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return FileFacts(
            path: path, isFolder: status.st_mode & S_IFMT == S_IFDIR, mode: Int(status.st_mode & 0o7777),
            isOwn: status.st_uid == geteuid(), isWritable: faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0)
    }

    /// The diagnoses of the folder with the online keys.
    static func keys(_ path: String) -> [Diagnosis] {
        let folder = facts(path)
        let keys = FolderDiagnosis.onlineKeys.map { name in
            let file = "\(path)/\(name).key"
            return FolderDiagnosis.Key(name: name, facts: facts(file), isEncrypted: isEncrypted(file))
        }
        return FolderDiagnosis.keys(in: path, folder: folder, keys: keys, isDemo: KeyFiles.isDemoFile(path))
    }

    private static func isEncrypted(_ path: String) -> Bool? {
        do {
            _ = try SecretKey(file: try FileContents.read(path, upTo: 16 << 10), passphrase: nil)
            return false
        } catch let refusal as Refusal where refusal.code == SecretKeyFault.passphraseNeeded.rawValue {
            return true
        } catch {
            return nil
        }
    }

    /// The diagnoses of the folders that a publish of a site writes.
    static func site(_ path: String) -> [Diagnosis] {
        let real = RealPath.of(path)
        let slash = real.lastIndex(of: "/") ?? real.startIndex
        let parent = slash == real.startIndex ? "/" : String(real[..<slash])
        let name = real[slash...].dropFirst()
        return FolderDiagnosis.written([real, parent, "\(parent)/.\(name).promptuary"].compactMap { facts($0) })
    }
}
