/// Why bytes are not acceptable as JSON.
///
/// The text of strings is judged by ``TextFault``.
public enum JSONFault: String, Fault {
    case tooLarge = "json-too-large"
    case byteOrderMark = "json-byte-order-mark"
    case tooDeep = "json-too-deep"
    case tooManyValues = "json-too-many-values"
    case cutShort = "json-cut-short"
    case unexpected = "json-unexpected"
    case trailing = "json-trailing-bytes"
    case duplicateKey = "json-duplicate-key"
    case numberForm = "json-number-form"
    case numberTooLong = "json-number-too-long"
    case numberRange = "json-number-range"
    case rawControl = "json-raw-control"
    case badEscape = "json-bad-escape"
    case loneSurrogate = "json-lone-surrogate"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .tooLarge: "a document stays under its limit of bytes"
        case .byteOrderMark: "JSON begins without a byte order mark (RFC 8259, section 8.1)"
        case .tooDeep: "lists and objects nest only so deep"
        case .tooManyValues: "a document holds only so many values"
        case .cutShort: "a document ends where its outermost value ends"
        case .unexpected: "a document follows the grammar of RFC 8259, without commas at the end and comments"
        case .trailing: "nothing but white space follows the outermost value"
        case .duplicateKey: "a key stands once in an object, because readers differ in which of two they take"
        case .numberForm: "numbers have the form of RFC 8259, section 6"
        case .numberTooLong: "numbers have only so many characters"
        case .numberRange: "integers lie within 2^53-1 and other numbers within 1e300, where all readers agree"
        case .rawControl: "control characters inside strings are written as escapes"
        case .badEscape: "strings use the escapes of RFC 8259, section 7, only"
        case .loneSurrogate: "escaped surrogates come in pairs, high before low"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .tooLarge: "make the document smaller"
        case .byteOrderMark: "save the file without a byte order mark"
        case .tooDeep: "nest less deeply"
        case .tooManyValues: "leave out values that nobody reads"
        case .cutShort: "complete the document"
        case .unexpected: "correct the syntax"
        case .trailing: "remove what follows the outermost value"
        case .duplicateKey: "keep one of the two"
        case .numberForm: "write the number in decimal digits without leading zeros or a plus sign"
        case .numberTooLong: "write fewer digits, or a string"
        case .numberRange: "write the number as a string"
        case .rawControl: "write the character as an escape such as \\n"
        case .badEscape: "use one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"
        case .loneSurrogate: "write the character itself, or both halves of the pair"
        }
    }
}
