/// A file that a change of a tree adds, changes or removes.
public struct ChangedFile: Sendable, Hashable {
    /// What git keeps at a path.
    public struct Content: Sendable, Hashable {
        /// What it is, by its mode.
        public enum Kind: String, Sendable, Hashable {
            /// A regular file (100644).
            case file
            /// A file that may be run (100755).
            case executable
            /// A symbolic link (120000).
            case link
            /// A commit of another repository (160000).
            case submodule
            /// A mode that git does not write.
            case other

            /// The kind that a mode in octal digits means.
            public init(mode: String) {
                self =
                    switch mode {
                    case "100644": .file
                    case "100755": .executable
                    case "120000": .link
                    case "160000": .submodule
                    default: .other
                    }
            }
        }

        /// What it is.
        public let kind: Kind
        /// The number of its bytes in the repository.
        public let blob: String
        /// How many bytes they are; nil when it is no file, or is not there.
        public let size: Int?

        /// A content from its parts.
        public init(_ kind: Kind, blob: String, size: Int?) {
            self.kind = kind
            self.blob = blob
            self.size = size
        }
    }

    /// The path from the root of the tree, ill-formed UTF-8 repaired.
    public let path: String
    /// The bytes of the path, as git has them.
    public let bytes: [UInt8]
    /// What was there; nil when it is new.
    public let old: Content?
    /// What is there now; nil when it is gone.
    public let new: Content?

    /// A changed file from its parts.
    public init(_ bytes: [UInt8], old: Content?, new: Content?) {
        path = String(decoding: bytes, as: UTF8.self)
        self.bytes = bytes
        self.old = old
        self.new = new
    }

    /// What happened to it.
    public var action: Verdict.Change.Action { old == nil ? .added : new == nil ? .removed : .changed }

    /// What it is for.
    public var place: TreePlace { TreePlace(path) }

    /// Whether it lies where all names are ASCII, and has another one.
    var isBeyondFormat: Bool {
        switch place {
        case .document, .forge, .other, .unknown: false
        case .settings, .namespace, .notes, .release, .trust, .consent: bytes.contains { $0 >= 0x80 }
        }
    }
}
