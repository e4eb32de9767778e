extension LoggedRelease {
    /// The release that an entry at an index of the log is about; nil when it is about something else.
    public init?(_ entry: LogEntry, at index: Int) {
        guard case .release(let release) = entry.kind else { return nil }
        self.init(
            package: release.id, version: release.version, digest: release.digest, size: release.size,
            signatures: release.signatures.map(\.digest), index: index, time: entry.time)
    }
}

extension ReleaseLog {
    /// Adds an entry of any kind; they are added in the order of the log.
    public mutating func add(_ entry: LogEntry, at index: Int) {
        switch entry.kind {
        case .release:
            if let release = LoggedRelease(entry, at: index) { add(release) }
        case .keys(let namespace, let version, let digest):
            add(keysOf: namespace, version: version, digest: digest, time: entry.time)
        case .yank: break
        }
    }
}
