/// Hash bins, named by one entry: each path belongs to the bin that the first bits of its sha256 number (TAP 15).
public struct SuccinctRoles: Sendable, Hashable {
    /// How many bits number a bin, 1 to 32: there are 2^bits bins.
    public let bits: Int
    /// What the names of all bins begin with.
    public let namePrefix: String
    /// Whose signatures every bin needs.
    public var keys: RoleKeys

    /// Bins of a prefix, for as many bits as wanted.
    ///
    /// Bits outside of 1 to 32 are a mistake of the caller.
    public init(bits: Int, namePrefix: String, keys: RoleKeys) {
        precondition((1...32).contains(bits), "bins are numbered by 1 to 32 bits")
        self.bits = bits
        self.namePrefix = namePrefix
        self.keys = keys
    }

    init(_ value: Value, path: String) throws(Refusal) {
        var fields = try MetadataFields(value, path: path)
        bits = try fields.integer("bit_length", from: 1, fault: .bits)
        guard bits <= 32 else { throw fields.refusal(.bits, "the bit_length is \(bits)", at: "bit_length") }
        namePrefix = try fields.name("name_prefix")
        // The longest number adds a hyphen and 8 digits.
        guard namePrefix.utf8.count <= 240 else {
            throw fields.refusal(.name, "the prefix has \(namePrefix.utf8.count) bytes", at: "name_prefix")
        }
        keys = try RoleKeys(taking: &fields)
        keys.other = fields.rest
    }

    /// How many bins there are.
    public var count: Int { 1 << bits }

    /// The name of a bin: the prefix, a hyphen, and the number in as many hexadecimal digits as the last one needs.
    public func name(ofBin bin: Int) -> String {
        let digits = String(bin, radix: 16)
        return namePrefix + "-" + String(repeating: "0", count: (bits + 3) / 4 - digits.utf8.count) + digits
    }

    /// The number of the bin to which a path belongs.
    public func bin(of path: String) -> Int {
        let digest = SHA256Digest(of: Array(path.utf8)).bytes
        return digest.prefix(4).reduce(0) { $0 << 8 | Int($1) } >> (32 - bits)
    }

    /// The names of all bins, in order.
    public var names: some RandomAccessCollection<String> { (0..<count).lazy.map { name(ofBin: $0) } }

    /// Whether a role is one of the bins.
    public func contains(_ role: String) -> Bool {
        let digits = (bits + 3) / 4
        guard role.utf8.count == namePrefix.utf8.count + 1 + digits,
            let bin = Int(role.suffix(digits), radix: 16), (0..<count).contains(bin)
        else { return false }
        return role.utf8.elementsEqual(name(ofBin: bin).utf8)
    }

    func write(to writer: inout CanonicalWriter) throws(Refusal) {
        writer.open(with: keys.other)
        try writer.key("bit_length")
        writer.integer(bits)
        try writer.key("keyids")
        writer.strings(keys.keyIDs)
        try writer.key("name_prefix")
        writer.string(namePrefix)
        try writer.key("threshold")
        writer.integer(keys.threshold)
        try writer.close()
    }
}
