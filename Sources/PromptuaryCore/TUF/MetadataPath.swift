/// Where files of TUF metadata lie, relative to the folder `metadata`.
public enum MetadataPath {
    /// The file of a role: `12.bin-00.json`, or `timestamp.json` without a version.
    ///
    /// Characters of the name that have a meaning in URLs are percent-encoded, as python-tuf does.
    public static func file(of role: String, version: Int?) -> String {
        let prefix = version.map { "\($0)." } ?? ""
        var units = Array(prefix.utf8)
        for unit in role.utf8 {
            switch unit {
            case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "~"):
                units.append(unit)
            default:
                units.append(UInt8(ascii: "%"))
                units += Hex.encode([unit]).utf8.map { (97...102).contains($0) ? $0 - 32 : $0 }
            }
        }
        return String(decoding: units, as: UTF8.self) + ".json"
    }
}
