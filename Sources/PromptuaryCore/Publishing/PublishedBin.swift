/// A bin as a site has it, of which only the frame is read.
///
/// A publication changes few of the bins: of all others it wants to know only that they list what they should. Their bytes tell,
/// because a role is always written in the same way; so thousands of targets need not be parsed.
public struct PublishedBin: Sendable {
    /// The version that the snapshot lists.
    public let version: Int
    private let file: [UInt8]

    /// The bin whose file has these bytes, which are the ones that the snapshot lists under the version.
    public init(version: Int, file: [UInt8]) { (self.version, self.file) = (version, file) }

    /// Whether the bin lists exactly these targets, is valid after a time, and was signed by enough of the keys.
    ///
    /// `targets` is the canonical JSON of the member `targets`. A bin that is written in any other way than this program
    /// writes it lists something else.
    func lists(_ targets: [UInt8], after time: Timestamp, signedBy keys: RoleKeys, in table: [String: TUFKey]) -> Bool {
        expiry(listing: targets, signedBy: keys, in: table).map { $0 > time } ?? false
    }

    /// Until when the bin is valid, if it lists exactly these targets and was signed by enough of the keys; else nil.
    public func expiry(listing targets: [UInt8], signedBy keys: RoleKeys, in table: [String: TUFKey]) -> Timestamp? {
        let ending = Array(",\"version\":\(version)}}".utf8)
        let headCount = file.count - targets.count - ending.count
        guard headCount > 0, file[headCount...].starts(with: targets, then: ending) else { return nil }
        let frame = file[..<headCount] + Array("{}".utf8) + ending
        guard let role = try? SignedRole<TargetsRole>(file: Array(frame)), role.file.elementsEqual(frame),
            role.body == TargetsRole(version: version, expires: role.body.expires)
        else { return nil }
        // The signed object reaches to the last brace of the file.
        let signedBytes = Array(file[(frame.count - 1 - role.signedBytes.count)..<(file.count - 1)])
        return role.validKeyIDs(of: keys, in: table, signing: signedBytes).count >= keys.threshold
            ? role.body.expires : nil
    }
}

extension ArraySlice<UInt8> {
    /// Whether the slice is one array followed by another.
    fileprivate func starts(with first: [UInt8], then second: [UInt8]) -> Bool {
        let middle = startIndex + first.count
        guard count == first.count + second.count else { return false }
        return self[..<middle] == first[...] && self[middle...] == second[...]
    }
}
