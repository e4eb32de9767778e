internal import Glibc
internal import PromptuaryCore
internal import Templates

/// The templates of a build: the embedded ones, each replaced by a file of the same name in a folder, if there is one.
struct TemplateSource {
    let folder: String?

    /// The largest template in bytes: 1 MiB.
    private static let limit = 1 << 20

    /// The assets, and what stands for their bytes.
    func assets() throws -> (assets: PageAssets, mark: String) {
        var pages: [String: [UInt8]] = [:]
        for (name, bytes) in Templates.pages { pages[name] = try own("pages/\(name).mustache") ?? bytes }
        let (style, script) = (
            try own("assets/site.css") ?? Templates.styleSheet, try own("assets/search.js") ?? Templates.searchScript
        )
        let icon = try own("assets/icon.svg") ?? Templates.icon
        var digest = SHA256Stream()
        for bytes in pages.sorted(by: { $0.key < $1.key }).map(\.value) + [style, script, icon] {
            SHA256Digest(of: bytes).bytes.withUnsafeBytes { digest.update($0) }
        }
        let assets = try PageAssets(templates: pages, styleSheet: style, script: script, icon: icon)
        return (assets, digest.finish().hex)
    }

    private func own(_ name: String) throws -> [UInt8]? {
        guard let folder else { return nil }
        return try Directory(folder).contentsIfPresent(of: name, upTo: Self.limit)
    }
}
