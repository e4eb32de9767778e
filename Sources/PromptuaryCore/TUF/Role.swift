/// What one role of TUF says, without its signatures (TUF specification 4).
///
/// Reading keeps members that this program does not know, so that writing gives the same canonical bytes again.
public protocol Role: Sendable, Hashable {
    /// The member `_type`.
    static var typeName: String { get }
    /// The version of the file, counted from 1.
    var version: Int { get set }
    /// When the role stops being valid.
    var expires: Timestamp { get set }

    /// Reads the member `signed` of a file.
    ///
    /// Refused with a ``MetadataFault``.
    init(signed: Value) throws(Refusal)

    /// The canonical JSON of the role, which is what is signed.
    ///
    /// Refused with ``MetadataFault/fraction`` when a value that the caller put in has a number that is not whole.
    func canonicalBytes() throws(Refusal) -> [UInt8]
}

/// The members that every role has.
struct RoleHeader: Sendable, Hashable {
    /// The version of the TUF specification that this program writes; readers compare the first number only.
    static let specification = "1.0.31"

    var version: Int
    var expires: Timestamp
    var specification = Self.specification

    init(version: Int, expires: Timestamp) {
        self.version = version
        self.expires = expires
    }

    init(taking fields: inout MetadataFields, type: String) throws(Refusal) {
        let found = try fields.string("_type")
        guard found.utf8.elementsEqual(type.utf8) else {
            throw fields.refusal(.role, "this is not a file of the role \(type)", at: "_type")
        }
        specification = try fields.string("spec_version")
        let numbers = specification.split(separator: ".", omittingEmptySubsequences: false)
        guard (2...3).contains(numbers.count), numbers[0].utf8.elementsEqual("1".utf8),
            numbers.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 9 && $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { throw fields.refusal(.specification, "the spec_version is not 1.x", at: "spec_version") }
        version = try fields.integer("version", from: 1, fault: .version)
        let time = try fields.string("expires")
        guard let moment = Timestamp(time), moment.description.utf8.elementsEqual(time.utf8) else {
            throw fields.refusal(.expiry, "this is no time in UTC to the second", at: "expires")
        }
        expires = moment
    }

    func writeExpiry(to writer: inout CanonicalWriter) throws(Refusal) {
        try writer.key("expires")
        writer.string(expires.description)
    }

    func writeSpecification(to writer: inout CanonicalWriter) throws(Refusal) {
        try writer.key("spec_version")
        writer.string(specification)
    }

    func writeVersion(to writer: inout CanonicalWriter) throws(Refusal) {
        try writer.key("version")
        writer.integer(version)
    }
}
