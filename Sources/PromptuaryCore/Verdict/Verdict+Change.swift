extension Verdict {
    /// One thing that differs between the two commits.
    public struct Change: Sendable, Hashable {
        /// What it is, in the order in which changes are shown.
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            /// A namespace: its `namespace.yaml`.
            case namespace
            /// The key set of a namespace.
            case keys
            /// A package: its first or its last release.
            case package
            /// A release: its package file or signatures.
            case release
            /// A yank of a release.
            case yank
            /// The deprecation of a package.
            case deprecation
            /// The quarantine of a package.
            case quarantine
            /// A dist-tag of a package.
            case tag
            /// An approval or an override.
            case consent
            /// Any other file of the tree.
            case file
        }

        /// What happened to it.
        public enum Action: String, Sendable, Hashable, CaseIterable {
            /// It was not there before.
            case added
            /// It is there before and after, and differs.
            case changed
            /// It is not there any more.
            case removed
        }

        /// What it is.
        public let kind: Kind
        /// What happened to it.
        public let action: Action
        /// Its name: `@ns/name 1.2.0`, a namespace, or a path.
        public let subject: String

        /// A change from its parts.
        public init(_ kind: Kind, _ action: Action, _ subject: String) {
            self.kind = kind
            self.action = action
            self.subject = subject
        }

        private var rank: Int { Kind.allCases.firstIndex(of: kind) ?? 0 }

        /// The order in which changes are shown: by kind, then subject, then action.
        static func precedes(_ left: Change, _ right: Change) -> Bool {
            if left.rank != right.rank { return left.rank < right.rank }
            return TextOrder.precedes([left.subject, left.action.rawValue], [right.subject, right.action.rawValue])
        }
    }
}
