/// A README as safe HTML in which every character can be seen.
///
/// The markup is that of ``Markdown``, which lets no HTML of the README through. What would not be seen or would be obeyed
/// becomes an escape after the rendering, when references such as `&#x202E;` have become characters; and headings move down,
/// because they stand below those of the page.
enum DossierReadme {
    /// How many levels headings move down, besides the one by which ``Markdown`` moves them.
    private static let levels: UInt8 = 2

    static func html(_ text: [UInt8]) -> [UInt8] {
        var html: [UInt8] = []
        var marks = 0
        for scalar in String(decoding: lowered(Markdown.html(text)), as: UTF8.self).unicodeScalars {
            guard scalar != "\n" else {
                html.append(10)
                marks = 0
                continue
            }
            var shown = ""
            ShownText.append(scalar, to: &shown, marks: &marks)
            html += Array(shown.utf8)
        }
        return html
    }

    /// The same with lower headings.
    ///
    /// In text and in attributes `<` is a reference, so that what follows it is a tag.
    private static func lowered(_ html: [UInt8]) -> [UInt8] {
        var html = html
        var at = 0
        while let start = html[at...].firstIndex(of: UInt8(ascii: "<")) {
            at = start + 1
            if at < html.count, html[at] == UInt8(ascii: "/") { at += 1 }
            guard at + 1 < html.count, html[at] == UInt8(ascii: "h"), (49...54).contains(html[at + 1]) else { continue }
            html[at + 1] = min(54, html[at + 1] + levels)
        }
        return html
    }
}
