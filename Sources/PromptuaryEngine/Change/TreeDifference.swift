internal import PromptuaryCore

/// What differs between two git trees.
struct TreeDifference: Sendable {
    /// A path at which another file lies than before.
    struct File: Sendable, Hashable {
        /// The path, as bytes.
        let path: [UInt8]
        /// What was there; its size is not known.
        let old: ChangedFile.Content?
        /// What is there now; its size is not known.
        let new: ChangedFile.Content?
    }

    /// The files.
    var files: [File] = []
    /// The changed folders of the new tree that git itself would not have written so.
    var disordered: [[UInt8]] = []
    /// The changed folders of the new tree in which nothing lies.
    var empty: [[UInt8]] = []

    /// Both parts: what lies in a folder, by paths from there, and everything beside it.
    ///
    /// Without a folder everything lies in it.
    func parted(at folder: String) -> (inside: TreeDifference, beside: TreeDifference) {
        guard !folder.isEmpty else { return (self, TreeDifference()) }
        let prefix = Array((folder + "/").utf8)
        func paths(_ folders: [[UInt8]]) -> (inside: [[UInt8]], beside: [[UInt8]]) {
            let isInside = { (path: [UInt8]) in (path + [UInt8(ascii: "/")]).starts(with: prefix) }
            return (
                folders.filter(isInside).map { Array($0.dropFirst(prefix.count)) }, folders.filter { !isInside($0) }
            )
        }
        let (disordered, empty) = (paths(disordered), paths(empty))
        var inside = TreeDifference(files: [], disordered: disordered.inside, empty: empty.inside)
        var beside = TreeDifference(files: [], disordered: disordered.beside, empty: empty.beside)
        for file in files {
            if file.path.starts(with: prefix) {
                inside.files.append(
                    File(path: Array(file.path.dropFirst(prefix.count)), old: file.old, new: file.new))
            } else {
                beside.files.append(file)
            }
        }
        return (inside, beside)
    }
}
