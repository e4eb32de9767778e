internal import Glibc
internal import PromptuaryCore
internal import Templates

/// The templates of a build: the embedded ones, each replaced by a file of the same name in a folder, if there is one.
struct TemplateSource {
    let folder: String?

    /// The largest template in bytes: 1 MiB.
    private static let limit = 1 << 20

    func assets() throws -> PageAssets {
        var pages: [String: [UInt8]] = [:]
        for (name, bytes) in Templates.pages { pages[name] = try own("pages/\(name).mustache") ?? bytes }
        return try PageAssets(
            templates: pages, styleSheet: try own("assets/site.css") ?? Templates.styleSheet,
            script: try own("assets/search.js") ?? Templates.searchScript,
            icon: try own("assets/icon.svg") ?? Templates.icon)
    }

    private func own(_ name: String) throws -> [UInt8]? {
        guard let folder else { return nil }
        return try Directory(folder).contentsIfPresent(of: name, upTo: Self.limit)
    }
}
