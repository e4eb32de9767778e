/// Page templates by name, ready to render.
public struct PageRenderer: Sendable {
    /// What the rendered text is, which decides what is escaped.
    public enum Output: Sendable, Hashable {
        /// HTML: everything but ``PageValue/markup(_:)`` in a `raw` tag is escaped.
        case html
        /// Configuration files: nothing is escaped, so every value must have been checked before.
        case plain
    }

    /// One step of rendering.
    ///
    /// Steps hold no references: pages are rendered by many threads at once, and counting references that they share would
    /// cost more than the rendering.
    private struct Step: Sendable {
        enum Kind: Sendable { case text, variable, raw, section, inverted, call }

        let kind: Kind
        /// Which bytes of ``text``, which names, or which steps of a partial.
        let range: Range<Int>
        /// For sections, the step behind their end.
        var end = 0
    }

    private let output: Output
    private var entries: [String: Range<Int>] = [:]
    private var steps: [Step] = []
    private var text: [UInt8] = []
    private var names: [PageValue.Name] = []

    /// How deep partials may include each other.
    private static let depthLimit = 16

    /// A renderer for templates by name.
    ///
    /// A partial that is missing or includes itself is refused.
    public init(templates: [String: PageTemplate], output: Output = .html) throws(Refusal) {
        self.output = output
        for name in templates.keys.sorted() { _ = try compile(name, of: templates, depth: 0) }
    }

    private mutating func compile(
        _ name: String, of templates: [String: PageTemplate], depth: Int
    ) throws(Refusal) -> Range<Int> {
        if let known = entries[name] { return known }
        guard let template = templates[name], depth < Self.depthLimit else {
            throw Refusal(
                PageTemplate.TemplateFault.partial,
                depth < Self.depthLimit ? "there is no template \(quoted(name))" : "\(quoted(name)) includes itself")
        }
        // Partials first, so that the steps of this template stand together.
        try compilePartials(of: template.tokens, templates, depth: depth)
        let start = steps.count
        add(template.tokens)
        entries[name] = start..<steps.count
        return start..<steps.count
    }

    private mutating func compilePartials(
        of tokens: [PageTemplate.Token], _ templates: [String: PageTemplate], depth: Int
    ) throws(Refusal) {
        for token in tokens {
            switch token {
            case .partial(let name): _ = try compile(name, of: templates, depth: depth + 1)
            case .section(_, let inner), .inverted(_, let inner):
                try compilePartials(of: inner, templates, depth: depth)
            case .text, .variable, .raw: break
            }
        }
    }

    private mutating func add(_ tokens: [PageTemplate.Token]) {
        for token in tokens {
            switch token {
            case .text(let bytes):
                text += bytes
                steps.append(Step(kind: .text, range: (text.count - bytes.count)..<text.count))
            case .variable(let path): add(.variable, path)
            case .raw(let path): add(.raw, path)
            case .section(let path, let inner): add(.section, path, inner)
            case .inverted(let path, let inner): add(.inverted, path, inner)
            case .partial(let name): steps.append(Step(kind: .call, range: entries[name] ?? 0..<0))
            }
        }
    }

    private mutating func add(_ kind: Step.Kind, _ path: [String], _ inner: [PageTemplate.Token] = []) {
        names += path.map { PageValue.Name($0) }
        let at = steps.count
        steps.append(Step(kind: kind, range: (names.count - path.count)..<names.count))
        add(inner)
        steps[at].end = steps.count
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
        if let range = entries[name] { render(range, &stack, into: &bytes) }
        return bytes
    }

    private func render(_ range: Range<Int>, _ stack: inout [PageValue], into bytes: inout [UInt8]) {
        var at = range.lowerBound
        while at < range.upperBound {
            let step = steps[at]
            at += 1
            switch step.kind {
            case .text:
                text.withUnsafeBufferPointer {
                    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[step.range]))
                }
            case .variable: write(lookUp(step.range, in: stack), raw: false, into: &bytes)
            case .raw: write(lookUp(step.range, in: stack), raw: true, into: &bytes)
            case .section:
                let inner = at..<step.end
                at = step.end
                guard let value = lookUp(step.range, in: stack), value.opensSection else { continue }
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
            case .inverted:
                let inner = at..<step.end
                at = step.end
                if lookUp(step.range, in: stack)?.opensSection ?? false { continue }
                render(inner, &stack, into: &bytes)
            case .call: render(step.range, &stack, into: &bytes)
            }
        }
    }

    private func lookUp(_ path: Range<Int>, in stack: [PageValue]) -> PageValue? {
        guard !path.isEmpty else { return stack.last }
        var depth = stack.count - 1
        while depth >= 0 {
            if var value = stack[depth].value(of: names[path.lowerBound]) {
                for index in path.dropFirst() {
                    guard let next = value.value(of: names[index]) else { return nil }
                    value = next
                }
                return value
            }
            depth -= 1
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
        if text.utf8.withContiguousStorageIfAvailable({ escape($0, into: &bytes) }) != nil { return }
        Array(text.utf8).withUnsafeBufferPointer { escape($0, into: &bytes) }
    }

    private static func escape(_ units: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        if units.count >= longText, !holdsAny(units) {
            bytes.append(contentsOf: units)
            return
        }
        var run = 0
        for at in units.indices where mayNeedEntity(units[at]) {
            guard let entity = entity(for: units[at]) else { continue }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: units[run..<at]))
            bytes.append(contentsOf: UnsafeBufferPointer(start: entity.utf8Start, count: entity.utf8CodeUnitCount))
            run = at + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: units[run...]))
    }

    /// The length from which text is first looked at as a whole.
    private static let longText = 32

    /// Whether one of the five characters is in text: a loop without a way out, which the compiler makes vectors of.
    private static func holdsAny(_ units: UnsafeBufferPointer<UInt8>) -> Bool {
        var found: UInt8 = 0
        for unit in units {
            found |=
                (unit == UInt8(ascii: "<") ? 1 : 0) | (unit == UInt8(ascii: ">") ? 1 : 0)
                | (unit == UInt8(ascii: "&") ? 1 : 0) | (unit == UInt8(ascii: "\"") ? 1 : 0)
                | (unit == UInt8(ascii: "'") ? 1 : 0)
        }
        return found != 0
    }

    /// Whether a byte is from the quotation mark to the closing angle bracket and one of the five: a bit for each of them.
    @inline(__always)
    private static func mayNeedEntity(_ unit: UInt8) -> Bool {
        let offset = unit &- UInt8(ascii: "\"")
        return offset < 29 && (UInt32(0x1400_0031) >> UInt32(offset)) & 1 == 1
    }

    private static func entity(for unit: UInt8) -> StaticString? {
        switch unit {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
