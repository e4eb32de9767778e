extension Rule {
    /// A release that an installer would refuse.
    static let installerLimits = Rule(
        "installer-limits", .warning,
        "the known installers can install it: ASCII file names, names of at most 50 and versions of at most 20 characters",
        remedy: "use plain names and short versions",
        check: .release { release, _ in
            guard release.contents.format == .pdpkg else { return [] }
            var remarks: [Rule.Remark] = []
            if let file = release.contents.files.first(where: { !isInstallable($0.path) }) {
                remarks.append(
                    Rule.Remark(
                        release.path, "the Python client refuses a package with this file name",
                        at: Place(entry: file.path)))
            }
            if release.version.description.utf8.count > 20 {
                remarks.append(
                    Rule.Remark(release.path, "the version has more than 20 characters", at: Place(key: "version")))
            }
            if release.package.name.text.utf8.count > 50 {
                remarks.append(
                    Rule.Remark(release.path, "the name has more than 50 characters", at: Place(key: "name")))
            }
            return remarks
        })

    private static func isInstallable(_ path: String) -> Bool {
        var dots = false
        var last: UInt8 = 0
        for unit in path.utf8 {
            guard (0x20...0x7E).contains(unit) else { return false }
            dots = dots || unit == UInt8(ascii: ".") && last == unit
            last = unit
        }
        guard dots else { return path.utf8.count <= 255 }
        return path.utf8.count <= 255
            && !path.split(separator: "/").contains { $0.hasPrefix("..") || $0.hasSuffix("..") }
    }
}
