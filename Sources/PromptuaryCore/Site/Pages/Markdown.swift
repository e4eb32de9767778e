internal import CMarkdown
internal import Synchronization

/// GitHub-flavoured Markdown as safe HTML: no raw HTML, no scripts, nothing from elsewhere.
///
/// The parsing is cmark-gfm's. Afterwards every link keeps only `http:`, `https:` and `mailto:` addresses,
/// relative links lead nowhere (a README's neighbours are inside the package), images become their description, and headings
/// move down by one, because the page has a title already.
public enum Markdown {
    /// The most bytes that are rendered: 256 KiB; the rest is cut off.
    public static let sizeLimit = 256 << 10

    private static let prepare: Void = cmark_gfm_core_extensions_ensure_registered()

    /// Held while inlines are parsed with an extension that has characters of its own.
    ///
    /// cmark-gfm notes those characters in one table for all parsers, and takes them out again at the end: a parser that is at
    /// work in another thread would no longer see them (0.29.0.gfm.6). A text without such characters is not affected.
    private static let specialCharacters = Mutex(())

    /// The HTML of a Markdown text; may be called by several threads at once.
    public static func html(_ text: [UInt8]) -> [UInt8] {
        _ = prepare
        // Raw HTML is left out by the renderer unless CMARK_OPT_UNSAFE is given, which it never is.
        let traits = Traits(text)
        let options = CMARK_OPT_DEFAULT | (traits.isASCII ? 0 : CMARK_OPT_VALIDATE_UTF8)
        guard let parser = cmark_parser_new(options) else { return [] }
        defer { cmark_parser_free(parser) }
        for name in ["table", "strikethrough", "autolink", "tasklist"] {
            if name == "table", traits.hasBars, !isTabular(text) { continue }
            if name == "strikethrough", !traits.hasTildes { continue }
            if name == "autolink", !traits.hasAddresses { continue }
            if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
        }
        text.prefix(sizeLimit).withUnsafeBytes { bytes in
            cmark_parser_feed(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        guard let document = finish(parser, alone: traits.hasTildes || traits.hasAddresses) else { return [] }
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

    private static func finish(_ parser: OpaquePointer, alone: Bool) -> OpaquePointer? {
        guard alone else { return cmark_parser_finish(parser) }
        var document: OpaquePointer?
        specialCharacters.withLock { _ in document = cmark_parser_finish(parser) }
        return document
    }

    /// What a text may hold, so that what it cannot need is not asked of the parser.
    private struct Traits {
        /// Whether no byte is above 0x7F: then nothing has to be checked as UTF-8.
        let isASCII: Bool
        /// Whether there is a bar, without which there are no tables.
        let hasBars: Bool
        /// Whether there is a tilde, without which nothing is struck through.
        let hasTildes: Bool
        /// Whether there is one of the marks by which the extension finds addresses: `@`, also as an entity, `www` and `:/`.
        ///
        /// It would stop at each `w` and colon of the text.
        let hasAddresses: Bool

        init(_ text: [UInt8]) {
            // Loops without a way out, which the compiler makes vectors of.
            (isASCII, hasBars, hasTildes, hasAddresses) = text.withUnsafeBufferPointer { units in
                var (high, bars, tildes, marks) = (0 as UInt8, 0 as UInt8, 0 as UInt8, 0 as UInt8)
                for unit in units { high |= unit }
                for unit in units { tildes |= unit == UInt8(ascii: "~") ? 1 : 0 }
                for unit in units { bars |= unit == UInt8(ascii: "|") ? 1 : 0 }
                for unit in units {
                    marks |= (unit == UInt8(ascii: "@") ? 1 : 0) | (unit == UInt8(ascii: "&") ? 1 : 0)
                }
                let hasPairs = Self.holds("ww", units) || Self.holds(":/", units)
                return (high < 0x80, bars != 0, tildes != 0, marks != 0 || hasPairs)
            }
        }

        /// Whether two characters of ASCII stand side by side in bytes.
        private static func holds(_ pair: StaticString, _ units: UnsafeBufferPointer<UInt8>) -> Bool {
            let raw = UnsafeRawBufferPointer(units)
            let (first, second) = (pair.utf8Start[0], pair.utf8Start[1])
            let low7 = SIMD2<UInt64>(repeating: 0x7F7F_7F7F_7F7F_7F7F)
            let ones: UInt64 = 0x0101_0101_0101_0101
            let firsts = SIMD2(repeating: UInt64(first) &* ones)
            let seconds = SIMD2(repeating: UInt64(second) &* ones)
            // The high bit of each byte that does not begin the pair.
            var others = SIMD2<UInt64>(repeating: .max)
            var at = 0
            while at &+ 17 <= raw.count {
                let word = raw.loadUnaligned(fromByteOffset: at, as: SIMD2<UInt64>.self) ^ firsts
                let next = raw.loadUnaligned(fromByteOffset: at &+ 1, as: SIMD2<UInt64>.self) ^ seconds
                let differs = word | next
                others &= ((differs & low7) &+ low7) | differs
                at &+= 16
            }
            if others[0] & others[1] & ~low7[0] != ~low7[0] { return true }
            while at + 1 < units.count {
                if units[at] == first, units[at + 1] == second { return true }
                at += 1
            }
            return false
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
