/// The rows of a listing that clients read in whole, which must not grow with the registry.
enum ListingRows {
    /// The most bytes of all rows together.
    static let bytes = 384 << 10

    /// As many of the first packages as there may be: no more than a number, and none after their bytes are used up.
    static func of(_ packages: [ListedPackage], limit: Int) -> [[UInt8]] {
        var left = bytes
        return Array(
            packages.prefix(limit).map(\.row).prefix {
                left -= $0.count + 1
                return left >= 0
            })
    }

    /// As many of the first items as there may be, as JSON: no more than a number, and none after their bytes are used up.
    static func of<Item>(
        _ items: [Item], limit: Int, _ write: (Item, inout JSONWriter) -> Void
    ) -> [[UInt8]] {
        var rows: [[UInt8]] = []
        var left = bytes
        for item in items.prefix(limit) {
            var writer = JSONWriter()
            write(item, &writer)
            let row = writer.finish().dropLast()
            left -= row.count + 1
            guard left >= 0 else { break }
            rows.append(Array(row))
        }
        return rows
    }
}
