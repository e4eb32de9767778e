extension KeySet {
    /// The version in `keys.VERSION.json`, the name that a set has once another one follows it; nil for any other name.
    public static func version(ofFile name: String) -> Int? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "keys", parts[2] == "json", let number = Int(parts[1]), number > 0,
            String(number) == parts[1]
        else { return nil }
        return number
    }
}
