extension Finding {
    /// A total order that agrees with `<` on paths, places, rules and messages and looks at everything else, too.
    static func precedes(_ left: Finding, _ right: Finding) -> Bool {
        if !left.path.hasSameBytes(as: right.path) {
            return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
        }
        let (one, other) = (left.place.numbers, right.place.numbers)
        if one != other { return one.lexicographicallyPrecedes(other) }
        return TextOrder.precedes(left.texts, right.texts)
    }

    private var texts: [String] {
        [rule, message, place.entry ?? "", place.key ?? "", severity.rawValue, remedy]
    }
}

extension Place {
    fileprivate var numbers: [Int] { [line ?? 0, column ?? 0, offset ?? 0] }
}
