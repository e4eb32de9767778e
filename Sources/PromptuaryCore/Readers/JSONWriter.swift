/// Writes JSON (RFC 8259) whose bytes depend on nothing but the content.
///
/// Text is escaped only where JSON demands it, and `<`, U+2028 and U+2029, which mean something in HTML and JavaScript. Numbers
/// have their shortest form that reads back as the same number. Keys are written in the order of the calls, which is the
/// order of their UTF-8 bytes: debug builds stop at a key out of order, and nothing is ever sorted.
///
///     let bytes = JSONWriter.object { release in
///         release.member("size", 512)
///         release.list("tags") { tags in tags.element("small") }
///         release.member("version", "1.2.3")
///     }
public struct JSONWriter: Sendable {
    /// How much white space there is.
    public enum Form: Sendable, Hashable {
        /// None.
        case compact
        /// A line for each member and element, indented by two spaces for each level.
        case pretty
    }

    private let form: Form
    var bytes: [UInt8]
    private var depth = 0
    private var isFirst = true
    private var afterKey = false
    private var openKeys: [String?] = []

    /// A writer of one document, which it appends to the bytes given.
    public init(_ form: Form = .compact, appendingTo bytes: [UInt8] = []) {
        self.form = form
        self.bytes = bytes
    }

    /// The bytes of a document that is an object, with a line feed at the end.
    public static func object(_ form: Form = .compact, _ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var bytes: [UInt8] = []
        object(form, into: &bytes, members)
        return bytes
    }

    /// Appends a document that is an object to bytes that the caller uses again and again.
    public static func object(
        _ form: Form = .compact, into bytes: inout [UInt8], _ members: (inout JSONWriter) -> Void
    ) {
        var writer = JSONWriter(form)
        swap(&writer.bytes, &bytes)
        writer.object(members)
        bytes = writer.finish()
    }

    /// The bytes of a document that is a value, with sorted keys and a line feed at the end.
    public static func document(_ value: Value, _ form: Form = .compact) -> [UInt8] {
        var writer = JSONWriter(form)
        writer.write(value)
        return writer.finish()
    }

    /// Ends the document with a line feed and gives its bytes.
    public consuming func finish() -> [UInt8] {
        assert(depth == 0, "a document ends outside of its objects and lists")
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }
}

// MARK: - Objects

extension JSONWriter {
    /// Writes a member that is a text.
    public mutating func member(_ key: String, _ value: String) {
        self.key(key)
        write(value)
    }

    /// Writes a member that is a text, or nothing for nil.
    public mutating func member(_ key: String, _ value: String?) {
        if let value { member(key, value) }
    }

    /// Writes a member that is a whole number.
    public mutating func member(_ key: String, _ value: Int) {
        self.key(key)
        write(value)
    }

    /// Writes a member that is a whole number, or nothing for nil.
    public mutating func member(_ key: String, _ value: Int?) {
        if let value { member(key, value) }
    }

    /// Writes a member that is a truth value.
    public mutating func member(_ key: String, _ value: Bool) {
        self.key(key)
        write(value)
    }

    /// Writes a member that is a list of texts.
    public mutating func member(_ key: String, _ values: [String]) {
        list(key, of: values) { $0.element($1) }
    }

    /// Writes a member that is any value; its own keys are sorted.
    public mutating func member(_ key: String, _ value: Value) {
        self.key(key)
        write(value)
    }

    /// Writes a member that is a text, or `null` for nil.
    public mutating func member(_ key: String, orNull value: String?) {
        self.key(key)
        if let value { write(value) } else { write(Value.null) }
    }

    /// Writes a member that is an object.
    public mutating func object(_ key: String, _ members: (inout JSONWriter) -> Void) {
        self.key(key)
        object(members)
    }

    /// Writes a member that is a list.
    public mutating func list(_ key: String, _ elements: (inout JSONWriter) -> Void) {
        self.key(key)
        list(elements)
    }

    /// Writes a member that is a list with something for each of the items.
    public mutating func list<Items: Sequence>(
        _ key: String, of items: Items, _ element: (inout JSONWriter, Items.Element) -> Void
    ) {
        list(key) { list in for item in items { element(&list, item) } }
    }

    /// Writes a member whose value is JSON already; it goes out as it is.
    public mutating func member(_ key: String, raw json: some Collection<UInt8>) {
        self.key(key)
        element(raw: json)
    }

    private mutating func key(_ key: String) {
        assert(isInOrder(key), "the key \(key) is not after the one before it")
        separate()
        append(key)
        bytes.append(UInt8(ascii: ":"))
        if form == .pretty { bytes.append(UInt8(ascii: " ")) }
        afterKey = true
    }

    /// Whether a key comes after the last one of the same object, which is remembered in debug builds only.
    private mutating func isInOrder(_ key: String) -> Bool {
        guard let last = openKeys.popLast() else { return false }
        openKeys.append(key)
        return last.map { $0.utf8.lexicographicallyPrecedes(key.utf8) } ?? true
    }
}

// MARK: - Lists and documents

extension JSONWriter {
    /// Writes an object, as the document or as an element of a list.
    public mutating func object(_ members: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        assert(noteObject())
        members(&self)
        assert(openKeys.popLast() != nil)
        close(UInt8(ascii: "}"))
    }

    /// Writes a list, as the document or as an element of a list.
    public mutating func list(_ elements: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "["))
        elements(&self)
        close(UInt8(ascii: "]"))
    }

    /// Writes an element that is a text.
    public mutating func element(_ value: String) { write(value) }

    /// Writes an element that is a whole number.
    public mutating func element(_ value: Int) { write(value) }

    /// Writes an element that is a truth value.
    public mutating func element(_ value: Bool) { write(value) }

    /// Writes an element that is JSON already; it goes out as it is.
    public mutating func element(raw json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Writes any value, as the document or as an element; the keys of its mappings are sorted by their UTF-8 bytes.
    public mutating func write(_ value: Value) {
        switch value {
        case .null: element(raw: "null".utf8)
        case .boolean(let flag): write(flag)
        case .integer(let number): write(number)
        case .number(let number):
            // JSON has no infinities; the readers make none.
            element(raw: number.isFinite ? Array("\(number)".utf8) : Array("null".utf8))
        case .string(let text): write(text)
        case .list(let elements): list { list in for element in elements { list.write(element) } }
        case .mapping(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            object { object in for member in sorted { object.member(member.key, member.value) } }
        }
    }

    private mutating func write(_ flag: Bool) {
        element(raw: flag ? "true".utf8 : "false".utf8)
    }

    private mutating func write(_ number: Int) {
        separate()
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var left = number.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: left % 10))
            left /= 10
        } while left > 0
        bytes[start...].reverse()
    }

    private mutating func write(_ text: String) {
        separate()
        append(text)
    }

    private mutating func noteObject() -> Bool {
        openKeys.append(nil)
        return true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        depth += 1
        isFirst = true
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if !isFirst { breakLine() }
        bytes.append(bracket)
        isFirst = false
    }

    /// Writes what stands between a value and the one before it.
    private mutating func separate() {
        if afterKey {
            afterKey = false
            return
        }
        guard depth > 0 else { return }
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        breakLine()
    }

    private mutating func breakLine() {
        guard form == .pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { bytes.append(contentsOf: "  ".utf8) }
    }
}
