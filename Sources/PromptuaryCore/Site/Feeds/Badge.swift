/// A small SVG image with the name of the registry's newest version of a package, to be shown on other pages.
enum Badge {
    static func version(of package: Package) -> [UInt8] {
        let label = package.clientName
        let value = package.notes.deprecation == nil ? package.latest.version.description : "deprecated"
        let color =
            package.notes.deprecation != nil ? "#9a6700" : package.latest.version.isPrerelease ? "#8250df" : "#1a7f37"
        // Names and versions are ASCII; 6.6 px is the width of a character at 11 px in the monospaced font.
        let left = label.utf8.count * 66 / 10 + 12
        let right = value.utf8.count * 66 / 10 + 12
        var bytes: [UInt8] = []
        func text(_ text: String, at x: Int) -> String { "<text x=\"\(x)\" y=\"14\">\(text)</text>" }
        bytes.append(
            contentsOf: """
                <svg xmlns="http://www.w3.org/2000/svg" width="\(left + right)" height="20" role="img" aria-label="\(label) \(value)">\
                <title>\(label) \(value)</title><rect width="\(left + right)" height="20" rx="3" fill="\(color)"/>\
                <path d="M3 0h\(left - 3)v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#444c56"/>\
                <g fill="#fff" font-family="ui-monospace,Menlo,Consolas,monospace" font-size="11">\
                \(text(label, at: 6))\(text(value, at: left + 6))</g></svg>

                """.utf8)
        return bytes
    }
}
