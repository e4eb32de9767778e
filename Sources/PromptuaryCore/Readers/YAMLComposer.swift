/// Builds the value of a document from its events.
struct YAMLComposer {
    /// A list or mapping that has begun and not ended.
    private struct Frame {
        let isMapping: Bool
        let anchor: [UInt8]?
        let line: Int
        let column: Int
        /// The key that waits for its value.
        var key: String?
        var keyLine: Int32 = 0
        var keyColumn: Int32 = 0
        var members: [Value.Member] = []
        var elements: [Value] = []
        var weight = 1

        var wantsKey: Bool { isMapping && key == nil }
    }

    /// A node that an alias can name, once it is complete.
    private struct Anchored {
        let value: Value
        let weight: Int
    }

    private let limits: YAMLLimits
    private var frames: [Frame] = []
    private var keys = KeyLedger()
    private var anchors: [[UInt8]: Anchored?] = [:]
    private var root: Value?
    private var documents = 0
    private var nodes = 0
    private var aliases = 0
    private var expansion = 0

    init(limits: YAMLLimits) { self.limits = limits }

    /// The value of the one document.
    consuming func document() throws(Refusal) -> Value {
        guard let root else { throw Refusal(YAMLFault.noDocument, "the file holds no document") }
        return root
    }

    /// Takes an event; false after the last one.
    mutating func take(_ event: YAMLEvent) throws(Refusal) -> Bool {
        switch event.kind {
        case .streamEnd: return false
        case .documentEnd: return true
        case .documentStart(let hasDirectives):
            documents += 1
            guard documents == 1 else {
                throw Refusal(YAMLFault.severalDocuments, "a second document", at: event.place)
            }
            guard !hasDirectives else { throw Refusal(YAMLFault.directive, "a directive", at: event.place) }
        case .collectionEnd: try end()
        case .alias: try alias(event)
        case .scalar(let text, let style):
            try begin(event)
            try scalar(text, style, event)
        case .listStart: try collection(event, isMapping: false)
        case .mappingStart: try collection(event, isMapping: true)
        }
        return true
    }

    private mutating func count(_ event: YAMLEvent) throws(Refusal) {
        nodes += 1
        guard nodes <= limits.nodes else { throw Refusal(YAMLFault.tooManyNodes, "too many nodes", at: event.place) }
    }

    /// What scalars, lists and mappings have in common.
    private mutating func begin(_ event: YAMLEvent) throws(Refusal) {
        try count(event)
        guard !event.isTagged else { throw Refusal(YAMLFault.tag, "a tag", at: event.place) }
        guard let anchor = event.anchor else { return }
        guard anchors.updateValue(nil, forKey: Array(anchor)) == nil else {
            throw Refusal(YAMLFault.anchorTwice, "the anchor is defined already", at: event.place)
        }
    }

    private mutating func scalar(
        _ text: UnsafeBufferPointer<UInt8>, _ style: YAMLEvent.Style, _ event: YAMLEvent
    ) throws(Refusal) {
        guard !frames.isEmpty else { throw Refusal(YAMLFault.notMapping, "the document is a scalar", at: event.place) }
        // Only double quotes have escapes, so only there can a character be new that the file does not hold.
        if style == .doubleQuoted, let (fault, _) = TextFault.first(in: text) {
            throw Refusal(fault, "an escape for a character that no text may hold", at: event.place)
        }
        var value = Value.null
        if style == .plain {
            do {
                value = try YAMLScalar.resolve(text)
            } catch {
                var refusal = error
                refusal.place = event.place
                throw refusal
            }
        } else {
            value = .string(String(decoding: text, as: UTF8.self))
        }
        let weight = text.count < 64 ? 1 : 1 + text.count { $0 & 0xC0 != 0x80 } / 64
        if let anchor = event.anchor { anchors[Array(anchor)] = Anchored(value: value, weight: weight) }
        frames[frames.count - 1].weight += weight
        try put(value, event)
    }

    private mutating func alias(_ event: YAMLEvent) throws(Refusal) {
        try count(event)
        aliases += 1
        guard aliases <= limits.aliases else {
            throw Refusal(YAMLFault.tooManyAliases, "too many aliases", at: event.place)
        }
        guard let anchor = event.anchor, case .some(.some(let node)) = anchors[Array(anchor)], let top = frames.last
        else {
            throw Refusal(YAMLFault.aliasUnknown, "the anchor is undefined, or not complete here", at: event.place)
        }
        guard !top.wantsKey else { throw Refusal(YAMLFault.aliasKey, "an alias as a key", at: event.place) }
        expansion += node.weight
        guard expansion <= limits.expansion else {
            throw Refusal(YAMLFault.aliasExpansion, "the aliases expand too far", at: event.place)
        }
        frames[frames.count - 1].weight += node.weight
        try put(node.value, event)
    }

    private mutating func collection(_ event: YAMLEvent, isMapping: Bool) throws(Refusal) {
        try begin(event)
        if let top = frames.last {
            guard !top.wantsKey else {
                throw Refusal(YAMLFault.keyForm, "a list or mapping as a key", at: event.place)
            }
        } else if !isMapping {
            throw Refusal(YAMLFault.notMapping, "the document is a list", at: event.place)
        }
        guard frames.count < limits.depth else {
            throw Refusal(YAMLFault.tooDeep, "too many lists and mappings around", at: event.place)
        }
        if isMapping { keys.open() }
        frames.append(
            Frame(isMapping: isMapping, anchor: event.anchor.map { Array($0) }, line: event.line, column: event.column))
    }

    private mutating func end() throws(Refusal) {
        guard let frame = frames.popLast() else { return }
        if frame.isMapping { keys.close() }
        let value: Value = frame.isMapping ? .mapping(frame.members) : .list(frame.elements)
        if let anchor = frame.anchor { anchors[anchor] = Anchored(value: value, weight: frame.weight) }
        guard !frames.isEmpty else {
            root = value
            return
        }
        frames[frames.count - 1].weight += frame.weight
        append(value)
    }

    /// Puts a scalar or the value of an alias where the innermost frame wants it.
    private mutating func put(_ value: Value, _ event: YAMLEvent) throws(Refusal) {
        guard frames[frames.count - 1].wantsKey else { return append(value) }
        guard case .string(let key) = value else {
            throw Refusal(YAMLFault.keyForm, "a key that is no string", at: event.place)
        }
        guard key.utf8.count <= limits.keyLength else {
            throw Refusal(YAMLFault.keyTooLong, "a key of \(key.utf8.count) bytes", at: event.place)
        }
        guard keys.insert(key) else {
            throw Refusal(YAMLFault.duplicateKey, "the key is in this mapping already", at: event.place)
        }
        frames[frames.count - 1].key = key
        frames[frames.count - 1].keyLine = Int32(truncatingIfNeeded: event.line)
        frames[frames.count - 1].keyColumn = Int32(truncatingIfNeeded: event.column)
    }

    private mutating func append(_ value: Value) {
        let top = frames.count - 1
        guard frames[top].isMapping else {
            frames[top].elements.append(value)
            return
        }
        guard let key = frames[top].key else { return }
        frames[top].members.append(
            Value.Member(key: key, value: value, line: frames[top].keyLine, column: frames[top].keyColumn))
        frames[top].key = nil
    }
}
