/// What the file system says about a file or folder.
public struct FileFacts: Sendable, Hashable {
    /// The path, for messages.
    public let path: String
    /// What it is.
    public let isFolder: Bool
    /// The permission bits, `0o777` and the sticky bit.
    public let mode: Int
    /// Whether it belongs to the user who asks.
    public let isOwn: Bool
    /// Whether the user who asks may write it.
    public let isWritable: Bool

    /// Facts from their parts.
    public init(path: String, isFolder: Bool, mode: Int, isOwn: Bool, isWritable: Bool) {
        self.path = path
        self.isFolder = isFolder
        self.mode = mode
        self.isOwn = isOwn
        self.isWritable = isWritable
    }

    /// Whether everybody may write it; a folder with the sticky bit is not meant.
    var isOpenToAll: Bool { mode & 0o002 != 0 && !(isFolder && mode & 0o1000 != 0) }

    /// The bits as `chmod` takes them: `0700`.
    var octal: String {
        let digits = String(mode & 0o7777, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

/// Judges who may read the online keys and who may write the site.
public enum FolderDiagnosis {
    /// The names of the online keys, one for each role that the publish job signs.
    public static let onlineKeys = ["bins", "snapshot", "timestamp", "log"]

    /// One key file: its name without `.key`, facts, and whether it is encrypted; nil when that could not be told.
    public struct Key: Sendable, Hashable {
        /// The name: `snapshot`.
        public let name: String
        /// What the file system says; nil when there is no such file.
        public let facts: FileFacts?
        /// Whether a passphrase protects it.
        public let isEncrypted: Bool?

        /// A key file from its parts.
        public init(name: String, facts: FileFacts?, isEncrypted: Bool?) {
            self.name = name
            self.facts = facts
            self.isEncrypted = isEncrypted
        }
    }

    /// The diagnoses of the folder with the online keys; `folder` is nil when there is none at `path`.
    ///
    /// The keys of the demonstration travel in git, which keeps no permissions, and hide nothing: of them only that they are
    /// there matters.
    public static func keys(in path: String, folder: FileFacts?, keys: [Key], isDemo: Bool = false) -> [Diagnosis] {
        guard let folder, folder.isFolder else {
            return [
                Diagnosis(
                    .keyFolder, .problem, of: path, "there is no such folder",
                    remedy: "give the folder with the online keys")
            ]
        }
        var result =
            isDemo
            ? [
                Diagnosis(
                    .keyFolder, .warning, of: path, "these are keys of the demonstration: everybody has them",
                    remedy: "make keys of your own for any other registry: promptuary trust init")
            ] : [closed(.keyFolder, folder, mode: "700")]
        for key in keys {
            guard let facts = key.facts else {
                result.append(
                    Diagnosis(
                        .keyFile, .problem, of: key.name, "there is no \(path)/\(key.name).key",
                        remedy: "put it there from its backup; without it the publish job cannot sign"))
                continue
            }
            if isDemo { continue }
            result.append(closed(.keyFile, facts, mode: "600"))
            switch key.isEncrypted {
            case true?: result.append(Diagnosis(.keyEncryption, .ok, of: facts.path, "a passphrase protects it"))
            case false?:
                result.append(
                    Diagnosis(
                        .keyEncryption, .warning, of: facts.path,
                        "no passphrase protects it: a backup of the disk has the key",
                        remedy: "encrypt it: ssh-keygen -p -f FILE, or promptuary key import FILE --out NEW"))
            case nil:
                result.append(
                    Diagnosis(
                        .keyEncryption, .problem, of: facts.path, "it is no secret key file that can be read",
                        remedy: "put it there again from its backup"))
            }
        }
        return result
    }

    private static func closed(_ check: Diagnosis.Check, _ facts: FileFacts, mode: String) -> Diagnosis {
        if facts.mode & 0o077 != 0 {
            return Diagnosis(
                check, .problem, of: facts.path, "other users may use it: its mode is \(facts.octal)",
                remedy: "run chmod \(mode) on it, and replace the keys if somebody else has been on this machine")
        }
        guard facts.isOwn else {
            return Diagnosis(
                check, .warning, of: facts.path, "it belongs to another user",
                remedy: "run the publish job and this command as the user who owns the keys")
        }
        return Diagnosis(check, .ok, of: facts.path, "only its owner may use it (mode \(facts.octal))")
    }

    /// The diagnoses of folders that a publish writes: the site, the one around it, its state.
    public static func written(_ folders: [FileFacts]) -> [Diagnosis] {
        folders.map { facts in
            if facts.isOpenToAll {
                return Diagnosis(
                    .siteFolder, .problem, of: facts.path,
                    "every user of this machine may write it: its mode is \(facts.octal)",
                    remedy: "run chmod o-w on it")
            }
            guard facts.isFolder, facts.isWritable else {
                return Diagnosis(
                    .siteFolder, .warning, of: facts.path,
                    facts.isFolder ? "this user may not write it" : "it is no folder",
                    remedy: "publish as a user who may write it; for a copy that is only read this is right")
            }
            return Diagnosis(
                .siteFolder, .ok, of: facts.path, "this user may write it, not everybody (mode \(facts.octal))")
        }
    }
}
