/// How postings are spread over the documents of the search index: a trie over the scalars of terms.
///
/// Which documents there are follows from the set of postings alone. A prefix of fewer than ``deepest`` scalars with more than
/// ``limit`` postings below it is split: its document names the characters that follow, and the postings of the term that equals it
/// lie in a leaf of their own: only there, where all postings have one term, can a leaf be larger. Any other prefix below a split one is a leaf if a term begins with it; the empty prefix is there
/// always. So a posting that comes or goes changes one leaf, and a split document when a child comes or goes.
///
/// The functions ask a `count` for how many postings have terms with a prefix: it may stop at the number that it is given. And
/// they ask `next` for what follows a prefix in terms.
public enum SearchTrie {
    /// The most postings below a prefix that is not split.
    public static let limit = 128
    /// The number of scalars from which on prefixes are not split: no term is longer.
    public static let deepest = SearchTerms.lengths.upperBound

    /// What follows a prefix in the terms of an index.
    public struct Next: Sendable, Hashable {
        /// The scalars that follow it in longer terms, in ascending order, each once.
        public var scalars: [Unicode.Scalar]
        /// Whether a term equals it.
        public var isTerm: Bool

        /// What follows a prefix.
        public init(scalars: [Unicode.Scalar], isTerm: Bool) {
            self.scalars = scalars
            self.isTerm = isTerm
        }
    }

    /// Documents of an index.
    public struct Documents: Sendable, Hashable {
        /// The leaves.
        public var leaves: [SearchNode] = []
        /// The prefixes that are split.
        public var splits: [String] = []
    }

    /// What postings that come, go or change do to the documents.
    public struct Changes: Sendable, Hashable {
        /// The documents to be written; some may turn out to have the bytes they had.
        public var written = Documents()
        /// The documents that there are no more, and some that were not there.
        ///
        /// None has the path of one that is written.
        public var removed: [SearchNode] = []

        /// No changes.
        public init() {}
    }

    /// The leaf that holds the postings of a term.
    public static func leaf(of term: String, count: (String, Int) throws -> Int) rethrows -> SearchNode {
        var prefix = ""
        var rest = term.unicodeScalars[...]
        var depth = 0
        while try isSplit(prefix, depth, count) {
            guard let scalar = rest.popFirst() else { return SearchNode(prefix, isTerm: true) }
            prefix.unicodeScalars.append(scalar)
            depth += 1
        }
        return SearchNode(prefix)
    }

    /// All documents for terms that begin with a prefix which is none below a leaf.
    public static func documents(
        below prefix: String = "", count: (String, Int) throws -> Int, next: (String) throws -> Next
    ) rethrows -> Documents {
        var found = Documents()
        try collect(prefix, prefix.unicodeScalars.count, count, next, &found)
        return found
    }

    private static func isSplit(_ prefix: String, _ depth: Int, _ count: (String, Int) throws -> Int) rethrows -> Bool {
        try depth < deepest && count(prefix, limit + 1) > limit
    }

    private static func collect(
        _ prefix: String, _ depth: Int, _ count: (String, Int) throws -> Int, _ next: (String) throws -> Next,
        _ found: inout Documents
    ) rethrows {
        guard try isSplit(prefix, depth, count) else {
            found.leaves.append(SearchNode(prefix))
            return
        }
        found.splits.append(prefix)
        let following = try next(prefix)
        if following.isTerm { found.leaves.append(SearchNode(prefix, isTerm: true)) }
        for scalar in following.scalars { try collect(prefix + scalar, depth + 1, count, next, &found) }
    }
}

// MARK: - Changes

extension SearchTrie {
    /// What the postings that were added, removed, and changed in weight or row do, each given by its term, as often as it has
    /// postings; `count` and `next` speak of the postings after it.
    public static func changes(
        added: [String], removed: [String], changed: [String], count: (String, Int) throws -> Int,
        next: (String) throws -> Next
    ) rethrows -> Changes {
        var changes = Changes()
        func terms(_ texts: [String]) -> [[Unicode.Scalar]] { texts.map { Array($0.unicodeScalars) } }
        let touched = Touched(added: terms(added), removed: terms(removed), changed: terms(changed), depth: 0)
        try visit("", touched, count, next, &changes)
        return changes
    }

    private static func visit(
        _ prefix: String, _ touched: Touched, _ count: (String, Int) throws -> Int, _ next: (String) throws -> Next,
        _ changes: inout Changes
    ) rethrows {
        guard !touched.isEmpty else { return }
        // Enough to know on which side of the limit both numbers lie.
        let after = try count(prefix, limit + 1 + touched.added.count)
        let isSplit = touched.depth < deepest && after > limit
        let wasSplit = touched.depth < deepest && touched.before(after) > limit
        switch (wasSplit, isSplit) {
        case (false, false):
            if after > 0 || prefix.isEmpty {
                changes.written.leaves.append(SearchNode(prefix))
            } else {
                changes.removed.append(SearchNode(prefix))
            }
        case (true, true):
            var isResized = false
            let own = touched.own
            if !own.isEmpty {
                if try next(prefix).isTerm {
                    changes.written.leaves.append(SearchNode(prefix, isTerm: true))
                } else {
                    changes.removed.append(SearchNode(prefix, isTerm: true))
                }
                isResized = !own.added.isEmpty || !own.removed.isEmpty
            }
            for (scalar, below) in touched.children {
                let child = prefix + scalar
                if !below.added.isEmpty || !below.removed.isEmpty {
                    let after = try count(child, below.added.count + 1)
                    isResized = isResized || after == 0 || below.before(after) == 0
                }
                try visit(child, below, count, next, &changes)
            }
            if isResized { changes.written.splits.append(prefix) }
        case (false, true):
            let documents = try documents(below: prefix, count: count, next: next)
            changes.written.leaves += documents.leaves
            changes.written.splits += documents.splits
        case (true, false):
            changes.written.leaves.append(SearchNode(prefix))
            let before = try documentsBefore(prefix, touched, count, next)
            changes.removed += before.leaves + before.splits.filter { $0 != prefix }.map { SearchNode($0) }
        }
    }

    /// The documents below a prefix as they were.
    private static func documentsBefore(
        _ prefix: String, _ touched: Touched, _ count: (String, Int) throws -> Int, _ next: (String) throws -> Next
    ) rethrows -> Documents {
        let start = touched.depth
        func below(_ text: String) -> Touched {
            text.unicodeScalars.dropFirst(start).reduce(touched) { $0.child($1) }
        }
        return try documents(below: prefix) { text, most in
            let own = below(text)
            return own.before(try count(text, most + own.added.count))
        } next: { text in
            let own = below(text)
            var known = try next(text)
            known.isTerm = known.isTerm || !own.own.removed.isEmpty
            let gone = own.children.map(\.0)
            known.scalars = try Set(known.scalars + gone).sorted().filter { scalar in
                let child = own.child(scalar)
                return child.before(try count(text + scalar, child.added.count + 1)) > 0
            }
            return known
        }
    }

    /// Terms of postings that begin with the same scalars.
    private struct Touched {
        var added: [[Unicode.Scalar]]
        var removed: [[Unicode.Scalar]]
        var changed: [[Unicode.Scalar]]
        let depth: Int

        var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

        /// How many postings there were when there are so many now.
        func before(_ after: Int) -> Int { after - added.count + removed.count }

        /// Those whose term ends here.
        var own: Touched { filtered(depth) { $0.count == depth } }

        func child(_ scalar: Unicode.Scalar) -> Touched {
            filtered(depth + 1) { $0.count > depth && $0[depth] == scalar }
        }

        /// Those whose term goes on, by the next scalar.
        var children: [(Unicode.Scalar, Touched)] {
            let scalars = Set((added + removed + changed).compactMap { $0.count > depth ? $0[depth] : nil })
            return scalars.sorted().map { ($0, child($0)) }
        }

        private func filtered(_ depth: Int, _ holds: ([Unicode.Scalar]) -> Bool) -> Touched {
            Touched(
                added: added.filter(holds), removed: removed.filter(holds), changed: changed.filter(holds), depth: depth
            )
        }
    }
}

extension String {
    fileprivate static func + (text: String, scalar: Unicode.Scalar) -> String {
        var text = text
        text.unicodeScalars.append(scalar)
        return text
    }
}
