/// Why bytes are not acceptable as YAML.
///
/// The text itself is judged by ``TextFault``.
public enum YAMLFault: String, Fault {
    case tooLarge = "yaml-too-large"
    case byteOrderMark = "yaml-byte-order-mark"
    case tooDeep = "yaml-too-deep"
    case tooManyNodes = "yaml-too-many-nodes"
    case syntax = "yaml-syntax"
    case noDocument = "yaml-no-document"
    case severalDocuments = "yaml-several-documents"
    case directive = "yaml-directive"
    case notMapping = "yaml-not-mapping"
    case tag = "yaml-tag"
    case mergeKey = "yaml-merge-key"
    case anchorTwice = "yaml-anchor-twice"
    case aliasUnknown = "yaml-alias-unknown"
    case aliasKey = "yaml-alias-key"
    case tooManyAliases = "yaml-too-many-aliases"
    case aliasExpansion = "yaml-alias-expansion"
    case keyForm = "yaml-key-form"
    case keyTooLong = "yaml-key-too-long"
    case duplicateKey = "yaml-duplicate-key"
    case numberRange = "yaml-number-range"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .tooLarge: "a document stays under its limit of bytes"
        case .byteOrderMark: "YAML holds no byte order mark, neither first nor later"
        case .tooDeep: "lists and mappings nest, and lines are indented, only so deep"
        case .tooManyNodes: "a document holds only so many nodes"
        case .syntax: "a document follows the grammar of YAML"
        case .noDocument: "a file holds a document"
        case .severalDocuments: "a file holds one document only, because readers differ in which of two they take"
        case .directive: "a document has no %YAML and no %TAG directive"
        case .notMapping: "the outermost value is a mapping"
        case .tag: "nodes have no tags, which mean another type, or code, to other readers"
        case .mergeKey: "the merge key << and the value key = of YAML 1.1 are not used, quoted or not at all"
        case .anchorTwice: "an anchor is defined once, so that an alias means one node"
        case .aliasUnknown: "an alias names an anchor that is complete before it"
        case .aliasKey: "keys are written out"
        case .tooManyAliases: "a document uses only so many aliases"
        case .aliasExpansion: "aliases expand to a document of bounded size"
        case .keyForm: "keys are strings by the core schema of YAML 1.2"
        case .keyTooLong: "keys are short"
        case .duplicateKey: "a key stands once in a mapping, because readers differ in which of two they take"
        case .numberRange: "integers lie within 2^53-1 and other numbers within 1e300, where all readers agree"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .tooLarge: "make the document smaller"
        case .byteOrderMark: "remove the invisible byte order mark"
        case .tooDeep: "nest and indent less deeply"
        case .tooManyNodes: "split the package"
        case .syntax: "correct the syntax"
        case .noDocument: "write a document"
        case .severalDocuments: "keep one document in a file"
        case .directive: "remove the directive"
        case .notMapping: "begin the file with KEY: VALUE"
        case .tag: "remove the tag"
        case .mergeKey: "write the merged keys out, or quote the text"
        case .anchorTwice: "give each anchor its own name"
        case .aliasUnknown: "define the anchor earlier, outside of the node that uses it"
        case .aliasKey: "write the key itself"
        case .tooManyAliases, .aliasExpansion: "write the repeated part less often"
        case .keyForm: "put the key in quotes"
        case .keyTooLong: "shorten the key"
        case .duplicateKey: "keep one of the two"
        case .numberRange: "put the number in quotes"
        }
    }
}
