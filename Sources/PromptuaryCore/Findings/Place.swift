/// Where in a file something stands.
///
/// Every part is optional: a ZIP entry has a name and an offset, a YAML value has a line and a column,
/// a field of a manifest has a key path such as `dependencies[2].version`.
public struct Place: Sendable, Hashable {
    /// The name of the entry inside an archive.
    public var entry: String?
    /// The key path inside a document, dotted, with list indices from 0.
    public var key: String?
    /// The line, counted from 1.
    public var line: Int?
    /// The column in Unicode scalars, counted from 1.
    public var column: Int?
    /// The offset in bytes, counted from 0.
    public var offset: Int?

    /// A place from whatever is known about it.
    public init(entry: String? = nil, key: String? = nil, line: Int? = nil, column: Int? = nil, offset: Int? = nil) {
        self.entry = entry
        self.key = key
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// The same place, seen from outside the archive that holds it.
    public func inside(entry: String) -> Place {
        var copy = self
        copy.entry = entry
        return copy
    }
}

extension Place: CustomStringConvertible {
    /// The parts that are known, outermost first: `manifest.json:12:5 (dependencies[2].version)`.
    public var description: String {
        var text = entry ?? ""
        if let line {
            text += text.isEmpty ? "\(line)" : ":\(line)"
            if let column { text += ":\(column)" }
        } else if let offset {
            text += text.isEmpty ? "byte \(offset)" : ", byte \(offset)"
        }
        if let key { text += text.isEmpty ? key : " (\(key))" }
        return text
    }
}
