/// Very many names, to be asked which of them a new name could be taken for.
///
/// Names are kept by length, each with a set of its letters in one machine word and a checksum of its look. One mistake
/// changes the length by at most one and the set by at most two letters, so that nearly all names are ruled out by two
/// instructions, without looking at their text: a question costs some 30 ns for each name, 3 ms for 100,000.
public struct NameIndex: Sendable {
    /// The names whose folded forms have one length.
    private struct Shelf: Sendable {
        var letters: [UInt64] = []
        var names: [String] = []
    }

    /// How far names have to be apart.
    public let thresholds: NameSimilarity.Thresholds
    private var shelves: [Shelf] = []
    /// The checksums of the looks of all names, and the names in the same order.
    private var looks: [UInt64] = []
    private var names: [String] = []

    /// An index of names; a name that occurs twice is found twice.
    public init(_ names: some Sequence<String> = [], thresholds: NameSimilarity.Thresholds = .standard) {
        self.thresholds = thresholds
        self.names.reserveCapacity(names.underestimatedCount)
        looks.reserveCapacity(names.underestimatedCount)
        for name in names { insert(name) }
    }

    /// How many names there are.
    public var count: Int { names.count }

    /// Adds a name.
    public mutating func insert(_ name: String) {
        let marks = NameMarks(name)
        while shelves.count <= marks.length { shelves.append(Shelf()) }
        shelves[marks.length].letters.append(marks.letters)
        shelves[marks.length].names.append(name)
        looks.append(marks.look)
        names.append(name)
    }

    /// The names that a new name could be taken for, those that look the same first, then by bytes.
    ///
    /// The name itself is not among them.
    public func similar(to name: String) -> [NameSimilarity] {
        let parts = NameParts(name)
        let marks = NameMarks(name)
        var found: [NameSimilarity] = []
        var seen: Set<String> = []
        func consider(_ candidate: String) {
            guard let match = NameSimilarity(parts, to: NameParts(candidate), thresholds: thresholds),
                seen.insert(candidate).inserted
            else { return }
            found.append(match)
        }
        let widest = thresholds.widest
        for shelf in shelves.dropFirst(max(0, marks.length - widest)).prefix(2 * widest + 1) {
            for index in shelf.letters.indices
            where (shelf.letters[index] ^ marks.letters).nonzeroBitCount <= 2 * widest { consider(shelf.names[index]) }
        }
        for index in looks.indices where looks[index] == marks.look { consider(names[index]) }
        return found.sorted {
            $0.isConfusable != $1.isConfusable ? $0.isConfusable : $0.name.precedesInBytes($1.name)
        }
    }
}

/// What is remembered of a name so that most comparisons need no text.
private struct NameMarks {
    /// The number of scalars of the folded form, at most 255: no name of a registry is longer.
    var length = 0
    /// Which letters the folded form has.
    var letters: UInt64 = 0
    /// A checksum of the visual form (FNV-1a).
    var look: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ name: String) {
        // Names of registries are ASCII: their forms need not be written down.
        if name.utf8.allSatisfy({ $0 < 0x80 }) {
            for unit in name.utf8 {
                let letter = (65...90).contains(unit) ? unit | 0x20 : unit
                if NameCharacters.isAlphanumeric(letter) { take(UInt32(letter), CollectionOfOne(letter)) }
            }
        } else {
            for scalar in NameForm.folded(name).unicodeScalars { take(scalar.value, scalar.utf8) }
        }
    }

    private mutating func take(_ scalar: UInt32, _ bytes: some Sequence<UInt8>) {
        length = min(length + 1, 255)
        letters |= 1 << UInt64(scalar & 63)
        for unit in bytes {
            let (first, second) = NameForm.look(of: unit)
            look = (look ^ UInt64(first)) &* 0x100_0000_01B3
            if let second { look = (look ^ UInt64(second)) &* 0x100_0000_01B3 }
        }
    }
}
