/// Whose signatures a role needs: the numbers of keys, and how many of them have to sign.
public struct RoleKeys: Sendable, Hashable {
    /// The numbers of the keys, each once, in the order of the metadata.
    public var keyIDs: [String]
    /// How many different keys have to sign, at least 1.
    public var threshold: Int
    /// Members that this program does not know.
    public var other: [Value.Member] = []

    /// Some of these keys have to sign.
    public init(keyIDs: [String], threshold: Int) {
        self.keyIDs = keyIDs
        self.threshold = threshold
    }

    /// Some of these keys have to sign.
    public init(_ keys: [TUFKey], threshold: Int = 1) { self.init(keyIDs: keys.map(\.id), threshold: threshold) }

    /// The members of a role that are about its keys; the others stay.
    init(taking fields: inout MetadataFields) throws(Refusal) {
        keyIDs = try fields.strings("keyids")
        for id in keyIDs { _ = try MetadataFields.name(id, at: fields.path(of: "keyids")) }
        guard Set(keyIDs).count == keyIDs.count else {
            throw fields.refusal(.duplicate, "a key is named twice", at: "keyids")
        }
        threshold = try fields.integer("threshold", from: 1, fault: .threshold)
    }

    init(_ value: Value, path: String) throws(Refusal) {
        var fields = try MetadataFields(value, path: path)
        try self.init(taking: &fields)
        other = fields.rest
    }

    func write(to writer: inout CanonicalWriter) throws(Refusal) {
        writer.open(with: other)
        try writer.key("keyids")
        writer.strings(keyIDs)
        try writer.key("threshold")
        writer.integer(threshold)
        try writer.close()
    }
}
