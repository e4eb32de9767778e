/// What a web server answered to one request.
public struct SiteAnswer: Sendable, Hashable {
    /// One header field.
    public struct Field: Sendable, Hashable {
        /// The name, in the letters of the server.
        public let name: String
        /// The value, without the space around it; bytes that are not UTF-8 are repaired.
        public let value: String

        /// A field from its parts.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The status code: 200, 404.
    public let status: Int
    /// The header fields, in the order of the answer.
    public let fields: [Field]
    /// The content, or as much of it as was asked for.
    public let body: [UInt8]
    /// Whether the body is all of the content.
    public let isWhole: Bool

    /// An answer from its parts.
    public init(status: Int, fields: [Field] = [], body: [UInt8] = [], isWhole: Bool = true) {
        self.status = status
        self.fields = fields
        self.body = body
        self.isWhole = isWhole
    }

    /// The value of the last field of a name, whatever its case; nil when there is none.
    public subscript(name: String) -> String? { fields.last { $0.name.lowercased() == name.lowercased() }?.value }
}
