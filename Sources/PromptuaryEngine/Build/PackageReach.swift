internal import PromptuaryCore

/// How much of the package files in a folder is unpacked.
enum PackageReach: Sendable {
    /// Everything, whoever has signed it.
    case everything
    /// Of all the manifests; and in some version folders everything that somebody has signed whose keys count, as long as there
    /// is room for its bytes.
    case signed(in: Set<String>, room: Int)

    /// How much of a release in a version folder is unpacked, when these bytes were unpacked before.
    fileprivate func room(at folder: String, after used: Int) -> Int? {
        guard case .signed(let folders, let room) = self, folders.contains(folder) else { return nil }
        return room - used
    }

    /// Whether everything is unpacked before it is known who has signed it.
    fileprivate var isWhole: Bool { if case .everything = self { true } else { false } }
}

extension ReleaseReading {
    /// What was unpacked of a package file.
    typealias Unpacked = (contents: PackageContents, readme: [UInt8]?)

    /// Unpacks what may be unpacked before it is known who has signed the file; nil, with a finding, when there is no room.
    func unpackFirst(
        _ bytes: [UInt8], inflater: inout Inflater, into result: inout PackageReading
    ) throws(Refusal) -> Unpacked? {
        if context.reach.isWhole {
            return try PackageContents.read(bytes, format: format, isShown: isShown, inflater: &inflater)
        }
        if let room = room(result) {
            let size = try PackageContents.unpackedSize(of: bytes, format: format).manifest
            guard charge(size, room, &result) else { return nil }
        }
        return (try PackageContents.readManifest(of: bytes, format: format, inflater: &inflater), nil)
    }

    /// Unpacks the rest of a file that somebody has signed whose keys count, where that is wanted; what was unpacked
    /// before otherwise, and nil, with a finding, when there is no room.
    func unpackRest(
        _ bytes: [UInt8], after first: Unpacked, signatures: [Release.Signature], inflater: inout Inflater,
        into result: inout PackageReading
    ) throws(Refusal) -> Unpacked? {
        guard let room = room(result), signatures.contains(where: { $0.key != nil }) else { return first }
        let size = try PackageContents.unpackedSize(of: bytes, format: format).whole
        guard charge(size, room, &result) else { return nil }
        return try PackageContents.read(bytes, format: format, isShown: isShown, inflater: &inflater)
    }

    /// What is said behind a finding about signatures when none counts, and the content was therefore left alone.
    func unsearched(_ result: PackageReading) -> String {
        room(result) == nil ? "" : ", so that nobody has looked into the file"
    }

    private func room(_ result: PackageReading) -> Int? {
        context.reach.room(at: String(path.dropLast(fileName.utf8.count + 1)), after: result.unpacked)
    }

    /// Counts bytes that are about to be unpacked; false, with a finding, when they are too many.
    private func charge(_ size: Int, _ room: Int, _ result: inout PackageReading) -> Bool {
        guard size <= room else {
            result.findings.append(
                Rule.changeSize.finding(
                    "with it, more than \(ChangeSide.unpackedLimit) bytes would be unpacked; nobody has looked into it",
                    path: path))
            return false
        }
        result.unpacked += size
        return true
    }
}
