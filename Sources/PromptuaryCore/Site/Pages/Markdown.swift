internal import CMarkdown

/// GitHub-flavoured Markdown as safe HTML: no raw HTML, no scripts, nothing from elsewhere.
///
/// The parsing is cmark-gfm's. Afterwards every link keeps only `http:`, `https:` and `mailto:` addresses,
/// relative links lead nowhere (a README's neighbours are inside the package), images become their description, and headings
/// move down by one, because the page has a title already.
public enum Markdown {
    /// The most bytes that are rendered: 256 KiB; the rest is cut off.
    public static let sizeLimit = 256 << 10

    private static let prepare: Void = cmark_gfm_core_extensions_ensure_registered()

    /// The HTML of a Markdown text.
    public static func html(_ text: [UInt8]) -> [UInt8] {
        _ = prepare
        // Raw HTML is left out by the renderer unless CMARK_OPT_UNSAFE is given, which it never is.
        let options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8
        guard let parser = cmark_parser_new(options) else { return [] }
        defer { cmark_parser_free(parser) }
        for name in ["table", "strikethrough", "autolink", "tasklist"] where name != "table" || isTabular(text) {
            if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
        }
        text.prefix(sizeLimit).withUnsafeBytes { bytes in
            cmark_parser_feed(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        guard let document = cmark_parser_finish(parser) else { return [] }
        defer { cmark_node_free(document) }
        tame(document)
        guard let html = cmark_render_html(document, options, cmark_parser_get_syntax_extensions(parser)) else {
            return []
        }
        defer { cmark_get_default_mem_allocator().pointee.free(html) }
        let length = strlen(html)
        return html.withMemoryRebound(to: UInt8.self, capacity: length) {
            Array(UnsafeBufferPointer(start: $0, count: length))
        }
    }

    /// How many cells the tables of a text may have at the most.
    private static let cellLimit = 100_000

    /// Whether tables are made: each row of a table is filled up to its widest one, so few bytes could make millions of cells.
    private static func isTabular(_ text: [UInt8]) -> Bool {
        var (lines, widest, bars) = (1, 0, 0)
        for unit in text.prefix(sizeLimit) {
            if unit == 10 {
                lines += 1
                bars = 0
            } else if unit == UInt8(ascii: "|") {
                bars += 1
                widest = max(widest, bars)
            }
        }
        return lines * widest <= cellLimit
    }

    private static func tame(_ document: OpaquePointer) {
        guard let iterator = cmark_iter_new(document) else { return }
        defer { cmark_iter_free(iterator) }
        var images: [OpaquePointer] = []
        var dead: [OpaquePointer] = []
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { break }
            guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) else { continue }
            let type = cmark_node_get_type(node)
            if type == CMARK_NODE_HEADING {
                cmark_node_set_heading_level(node, min(6, cmark_node_get_heading_level(node) + 1))
            } else if type == CMARK_NODE_LINK {
                if !isAllowed(cmark_node_get_url(node)) { dead.append(node) }
                cmark_node_set_title(node, "")
            } else if type == CMARK_NODE_IMAGE {
                images.append(node)
            }
        }
        for node in dead + images { unwrap(node) }
    }

    /// Puts the children of a node in its place.
    private static func unwrap(_ node: OpaquePointer) {
        while let child = cmark_node_first_child(node) { cmark_node_insert_before(node, child) }
        cmark_node_free(node)
    }

    private static func isAllowed(_ url: UnsafePointer<CChar>?) -> Bool {
        guard let url else { return false }
        let text = String(cString: url).lowercased()
        return ["https://", "http://", "mailto:"].contains { text.hasPrefix($0) }
    }
}
