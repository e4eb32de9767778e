/// A page template in the logic-less language of mustache(5): variables, dotted names, sections, inverted sections,
/// comments and partials.
///
/// Text is escaped byte by byte, so no combining character can shield a quotation mark or an angle bracket.
public struct PageTemplate: Sendable {
    /// Why a template is refused.
    public enum TemplateFault: String, Fault {
        case tag = "template-tag"
        case section = "template-section"
        case partial = "template-partial"

        /// What the reason protects.
        public var summary: String {
            switch self {
            case .tag:
                "tags of page templates are closed and of a kind that docs/decisions/0004-page-templates.md lists"
            case .section: "sections of page templates are closed in the order in which they were opened"
            case .partial: "every page and partial that is asked for is among the templates, and none includes itself"
            }
        }

        /// What a person does instead.
        public var remedy: String {
            switch self {
            case .tag: "use variables, sections, inverted sections, comments and partials only"
            case .section: "close each section with its own name"
            case .partial: "add the file, or correct its name"
            }
        }
    }

    enum Token: Sendable {
        case text([UInt8])
        case variable([String])
        case raw([String])
        case section([String], [Token])
        case inverted([String], [Token])
        case partial(String)
    }

    let tokens: [Token]

    /// The template in `source`.
    ///
    /// `name` is for messages.
    public init(_ source: [UInt8], name: String) throws(Refusal) {
        var parser = Parser(source: source, name: name)
        tokens = try parser.parse()
    }

    private struct Parser {
        let source: [UInt8]
        let name: String
        var at = 0
        var open: [(name: String, isInverted: Bool, tokens: [Token])] = []
        var tokens: [Token] = []

        mutating func parse() throws(Refusal) -> [Token] {
            while let start = find([123, 123], from: at) {
                let lineStart = start == 0 || source[start - 1] == 10
                append(source[at..<start])
                let isTriple = start + 2 < source.count && source[start + 2] == 123
                let close: [UInt8] = isTriple ? [125, 125, 125] : [125, 125]
                guard let end = find(close, from: start + 2) else {
                    throw Refusal(TemplateFault.tag, "a tag is not closed", at: place(start))
                }
                let inner = String(decoding: source[(start + (isTriple ? 3 : 2))..<end], as: UTF8.self)
                at = end + close.count
                let kind = isTriple ? "&" : inner.first.map(String.init) ?? ""
                let isMark = !isTriple && "#^/>!&".contains(kind)
                let label = (isMark ? String(inner.dropFirst()) : inner).trimmed
                // A tag that stands alone on its line takes the line with it.
                if lineStart, kind != "&", "#^/>!".contains(kind), at == source.count || source[at] == 10 {
                    at = min(at + 1, source.count)
                }
                try add(kind, label, at: start)
            }
            append(source[at...])
            guard open.isEmpty else {
                throw Refusal(
                    TemplateFault.section, "the section \(open[open.count - 1].name) is not closed",
                    at: place(source.count))
            }
            return tokens
        }

        private func place(_ offset: Int) -> Place {
            Place(entry: name, line: source.prefix(offset).reduce(1) { $1 == 10 ? $0 + 1 : $0 })
        }

        private mutating func append(_ text: ArraySlice<UInt8>) {
            if !text.isEmpty { tokens.append(.text(Array(text))) }
        }

        private mutating func add(_ kind: String, _ label: String, at offset: Int) throws(Refusal) {
            let path = label == "." ? [] : label.split(separator: ".").map(String.init)
            guard kind == "!" || label == "." || !path.isEmpty else {
                throw Refusal(TemplateFault.tag, "a tag is empty", at: place(offset))
            }
            let isName = label.utf8.allSatisfy {
                NameCharacters.isAlphanumeric($0 | 0x20) || $0 == 46 || $0 == 95 || $0 == 45
            }
            guard kind == "!" || isName else {
                throw Refusal(TemplateFault.tag, "a tag of an unknown kind", at: place(offset))
            }
            switch kind {
            case "!": break
            case "#", "^":
                open.append((label, kind == "^", tokens))
                tokens = []
            case "/":
                guard let section = open.popLast(), section.name == label else {
                    throw Refusal(
                        TemplateFault.section, "the section \(label) was not the last to be opened", at: place(offset))
                }
                let inner = tokens
                tokens = section.tokens + [section.isInverted ? .inverted(path, inner) : .section(path, inner)]
            case ">": tokens.append(.partial(label))
            case "&": tokens.append(.raw(path))
            case "=", "<", "$", "%": throw Refusal(TemplateFault.tag, "a tag of an unknown kind", at: place(offset))
            default: tokens.append(.variable(path))
            }
        }

        private func find(_ needle: [UInt8], from: Int) -> Int? {
            var index = from
            while index + needle.count <= source.count {
                if source[index] == needle[0], source[index..<(index + needle.count)].elementsEqual(needle) {
                    return index
                }
                index += 1
            }
            return nil
        }
    }
}

extension String {
    /// The text without the blanks around it.
    fileprivate var trimmed: String {
        let units = Array(utf8)
        guard let first = units.firstIndex(where: { $0 != 32 }), let last = units.lastIndex(where: { $0 != 32 }) else {
            return ""
        }
        return String(decoding: units[first...last], as: UTF8.self)
    }
}
