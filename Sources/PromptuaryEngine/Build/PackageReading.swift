internal import PromptuaryCore

/// What reading one package gave.
struct PackageReading: Sendable {
    let folder: TreeReader.FolderName
    /// What the file system said of the folder, when it was asked.
    var stats = FolderStats.unreadable
    /// The files of releases, by their paths in the folder.
    var files: [String: ReadFile] = [:]
    /// What can be published.
    var package: Package?
    /// The whole package, when some releases wait for their owners.
    var waiting: Package?
    var findings: [Finding] = []
    var ledger = SiteStage.Ledger()
    /// What an earlier build has read.
    var memory: PackageMemory?
    /// How many bytes were unpacked, where they are counted.
    var unpacked = 0
}

/// What an earlier build has read of a package.
struct PackageMemory: Sendable {
    /// The package, valid as it was.
    let known: BuildState.Known
    /// The README of its latest release.
    let readme: [UInt8]?
    /// What the file system said of its folder.
    let stats: FolderStats
    /// The files of its releases, by their paths in the folder.
    let files: [String: ReadFile]
    /// Whether what is known of the package was read under the keys that its namespace has now.
    let isCurrent: Bool
    /// Whether files that the file system calls unchanged need not be read: what they say is on the site already.
    let isPlaced: Bool

    var package: Package { known.package }
}
