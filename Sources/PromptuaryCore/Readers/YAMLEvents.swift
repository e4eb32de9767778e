internal import CLibYAML

/// One event of a YAML document (YAML 1.2, section 3.1); valid while the closure that received it runs.
struct YAMLEvent {
    enum Kind {
        case documentStart(hasDirectives: Bool)
        case alias
        case scalar(text: UnsafeBufferPointer<UInt8>, style: Style)
        case listStart
        case mappingStart
        case collectionEnd
        case documentEnd
        case streamEnd
    }

    enum Style {
        case plain
        case doubleQuoted
        case other
    }

    let kind: Kind
    /// The name of the anchor that the node has, or that the alias names.
    let anchor: UnsafeBufferPointer<UInt8>?
    let isTagged: Bool
    let line: Int
    let column: Int

    var place: Place { Place(line: line, column: column) }
}

/// The events of a YAML document: the one owner of a libyaml parser, which it deletes, and of each event.
struct YAMLEvents: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private var source: YAMLSource

    /// A parser of the text, which must stay in memory as long as the parser.
    init(_ text: UnsafeBufferPointer<UInt8>) throws(Refusal) {
        source = YAMLSource(text)
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw Refusal(YAMLFault.syntax, "the parser has no memory")
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// Hands the next event that means something to a closure.
    mutating func next<Result>(_ body: (YAMLEvent) throws(Refusal) -> Result) throws(Refusal) -> Result {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
            defer { yaml_event_delete(&event) }
            guard let kind = Self.kind(of: event) else { continue }
            try checkHeader(event)
            let (anchor, tag) = Self.properties(of: event)
            let translated = YAMLEvent(
                kind: kind, anchor: anchor.map { Self.bytes($0) }, isTagged: tag != nil || hasLoneTag(event),
                line: event.start_mark.line + 1, column: event.start_mark.column + 1)
            return try body(translated)
        }
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind? {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT:
            let start = event.data.document_start
            return .documentStart(
                hasDirectives: start.version_directive != nil
                    || start.tag_directives.start != start.tag_directives.end)
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let style: YAMLEvent.Style =
                switch scalar.style {
                case YAML_PLAIN_SCALAR_STYLE: .plain
                case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
                default: .other
                }
            return .scalar(text: UnsafeBufferPointer(start: scalar.value, count: scalar.length), style: style)
        case YAML_SEQUENCE_START_EVENT: return .listStart
        case YAML_MAPPING_START_EVENT: return .mappingStart
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return .streamEnd
        default: return nil
        }
    }

    private typealias Text = UnsafeMutablePointer<yaml_char_t>

    private static func properties(of event: yaml_event_t) -> (anchor: Text?, tag: Text?) {
        switch event.type {
        case YAML_ALIAS_EVENT: (event.data.alias.anchor, nil)
        case YAML_SCALAR_EVENT: (event.data.scalar.anchor, event.data.scalar.tag)
        case YAML_SEQUENCE_START_EVENT: (event.data.sequence_start.anchor, event.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT: (event.data.mapping_start.anchor, event.data.mapping_start.tag)
        default: (nil, nil)
        }
    }

    private static func bytes(_ text: Text) -> UnsafeBufferPointer<UInt8> {
        var count = 0
        while text[count] != 0 { count += 1 }
        return UnsafeBufferPointer(start: text, count: count)
    }

    /// Whether a scalar has the non-specific tag `!`, which libyaml takes away before it makes the event.
    private mutating func hasLoneTag(_ event: yaml_event_t) -> Bool {
        guard source.hasExclamationMark, event.type == YAML_SCALAR_EVENT else { return false }
        let scalar = event.data.scalar
        if scalar.style != YAML_PLAIN_SCALAR_STYLE { return scalar.quoted_implicit == 0 }
        return source.hasTag(at: event.start_mark.index)
    }

    /// Refuses `|#` and the like, a comment without the space before it, which libyaml lets pass in this one place.
    private mutating func checkHeader(_ event: yaml_event_t) throws(Refusal) {
        guard source.hasTightComment, event.type == YAML_SCALAR_EVENT else { return }
        let style = event.data.scalar.style
        guard style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE else { return }
        guard source.hasTightComment(at: event.start_mark.index) else { return }
        let place = Place(line: event.start_mark.line + 1, column: event.start_mark.column + 1)
        throw Refusal(YAMLFault.syntax, "a comment without a space before it", at: place)
    }

    private func problem() -> Refusal {
        let state = parser.pointee
        if state.error == YAML_MEMORY_ERROR { return Refusal(YAMLFault.syntax, "the parser has no memory") }
        let problem = state.problem.map { String(cString: $0) } ?? "not YAML"
        if state.error == YAML_READER_ERROR {
            return Refusal(YAMLFault.syntax, problem, at: Place(offset: state.problem_offset))
        }
        let mark = state.problem_mark
        return Refusal(YAMLFault.syntax, problem, at: Place(line: mark.line + 1, column: mark.column + 1))
    }
}
