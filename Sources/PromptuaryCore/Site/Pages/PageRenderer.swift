/// Page templates by name, ready to render.
public struct PageRenderer: Sendable {
    /// What the rendered text is, which decides what is escaped.
    public enum Output: Sendable, Hashable {
        /// HTML: everything but ``PageValue/markup(_:)`` in a `raw` tag is escaped.
        case html
        /// Configuration files: nothing is escaped, so every value must have been checked before.
        case plain
    }

    private let templates: [String: PageTemplate]
    private let output: Output

    /// How deep partials may include each other.
    private static let depthLimit = 16

    /// A renderer for templates by name.
    ///
    /// A partial that is missing or includes itself is refused.
    public init(templates: [String: PageTemplate], output: Output = .html) throws(Refusal) {
        self.templates = templates
        self.output = output
        for name in templates.keys.sorted() { try check(name, depth: 0) }
    }

    private func check(_ name: String, depth: Int) throws(Refusal) {
        guard let template = templates[name], depth < Self.depthLimit else {
            throw Refusal(
                PageTemplate.TemplateFault.partial,
                depth < Self.depthLimit ? "there is no template \(quoted(name))" : "\(quoted(name)) includes itself")
        }
        try check(template.tokens, depth: depth)
    }

    private func check(_ tokens: [PageTemplate.Token], depth: Int) throws(Refusal) {
        for token in tokens {
            switch token {
            case .partial(let name): try check(name, depth: depth + 1)
            case .section(_, let inner), .inverted(_, let inner): try check(inner, depth: depth)
            case .text, .variable, .raw: break
            }
        }
    }

    /// The page that a template makes of a context.
    ///
    /// Unknown names render as nothing.
    ///
    /// `raw` tags write ``PageValue/markup(_:)`` as it is and escape everything else all the same.
    public func render(_ name: String, _ context: PageValue) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16 << 10)
        var stack = [context]
        if let template = templates[name] { render(template.tokens, &stack, into: &bytes) }
        return bytes
    }

    private func render(_ tokens: [PageTemplate.Token], _ stack: inout [PageValue], into bytes: inout [UInt8]) {
        for token in tokens {
            switch token {
            case .text(let text): bytes.append(contentsOf: text)
            case .variable(let path): write(lookUp(path, in: stack), raw: false, into: &bytes)
            case .raw(let path): write(lookUp(path, in: stack), raw: true, into: &bytes)
            case .section(let path, let inner):
                guard let value = lookUp(path, in: stack), value.opensSection else { continue }
                if case .list(let elements) = value {
                    for element in elements {
                        stack.append(element)
                        render(inner, &stack, into: &bytes)
                        stack.removeLast()
                    }
                } else {
                    stack.append(value)
                    render(inner, &stack, into: &bytes)
                    stack.removeLast()
                }
            case .inverted(let path, let inner):
                if lookUp(path, in: stack)?.opensSection ?? false { continue }
                render(inner, &stack, into: &bytes)
            case .partial(let name):
                if let template = templates[name] { render(template.tokens, &stack, into: &bytes) }
            }
        }
    }

    private func lookUp(_ path: [String], in stack: [PageValue]) -> PageValue? {
        guard let first = path.first else { return stack.last }
        for context in stack.reversed() {
            guard var value = context.value(of: first) else { continue }
            for key in path.dropFirst() {
                guard let next = value.value(of: key) else { return nil }
                value = next
            }
            return value
        }
        return nil
    }

    private func write(_ value: PageValue?, raw: Bool, into bytes: inout [UInt8]) {
        switch value {
        case .text(let text):
            if output == .plain { bytes.append(contentsOf: text.utf8) } else { Self.escape(text, into: &bytes) }
        case .markup(let markup):
            if raw {
                bytes.append(contentsOf: markup)
            } else {
                Self.escape(String(decoding: markup, as: UTF8.self), into: &bytes)
            }
        case .flag, .list, .object, nil: break
        }
    }

    /// Appends text with the five characters escaped that mean something in HTML and XML.
    static func escape(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { units in
            var run = 0
            for at in units.indices {
                let entity: StaticString
                switch units[at] {
                case UInt8(ascii: "<"): entity = "&lt;"
                case UInt8(ascii: ">"): entity = "&gt;"
                case UInt8(ascii: "&"): entity = "&amp;"
                case UInt8(ascii: "\""): entity = "&quot;"
                case UInt8(ascii: "'"): entity = "&#39;"
                default: continue
                }
                bytes.append(contentsOf: units[run..<at])
                bytes.append(contentsOf: UnsafeBufferPointer(start: entity.utf8Start, count: entity.utf8CodeUnitCount))
                run = at + 1
            }
            bytes.append(contentsOf: units[run...])
        }
    }
}
