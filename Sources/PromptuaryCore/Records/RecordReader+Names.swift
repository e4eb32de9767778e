extension RecordReader {
    /// A version.
    mutating func version() throws(Refusal) -> Version {
        guard let version = Version(recorded: try span()) else { throw malformed("a version is none") }
        return version
    }

    /// A time.
    mutating func timestamp() throws(Refusal) -> Timestamp {
        let seconds = try number()
        let time = Timestamp(seconds: seconds)
        guard time.seconds == seconds else { throw malformed("a time is after the year 9999") }
        return time
    }

    /// The name of a package.
    mutating func packageID() throws(Refusal) -> PackageID {
        guard let id = PackageID(recorded: try span()) else { throw malformed("a package has no name") }
        return id
    }

    /// The name of a namespace.
    mutating func namespaceName() throws(Refusal) -> NamespaceName {
        guard let name = NamespaceName(recorded: try span()) else { throw malformed("a namespace has no name") }
        return name
    }
}

extension RecordWriter {
    /// Writes a time: the seconds since 1970.
    mutating func timestamp(_ time: Timestamp) { number(time.seconds) }
}

// The characters are checked again, because paths are made of names. Words that are reserved are not looked for again.

extension PackageID {
    /// The package called `@namespace/name`, or nil when that is not what the bytes are.
    fileprivate init?(recorded bytes: UnsafeBufferPointer<UInt8>) {
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")), bytes[0] == UInt8(ascii: "@"), slash > 0,
            let namespace = NamespaceName(recorded: UnsafeBufferPointer(rebasing: bytes[1..<slash])),
            let name = PackageName(recorded: UnsafeBufferPointer(rebasing: bytes[(slash + 1)...]))
        else { return nil }
        self.namespace = namespace
        self.name = name
        description = String(decoding: bytes, as: UTF8.self)
    }
}

extension NamespaceName {
    fileprivate init?(recorded bytes: UnsafeBufferPointer<UInt8>) {
        guard (2...39).contains(bytes.count), (97...122).contains(bytes[0]), areSafe(bytes, besides: 45) else {
            return nil
        }
        text = String(decoding: bytes, as: UTF8.self)
    }
}

extension PackageName {
    fileprivate init?(recorded bytes: UnsafeBufferPointer<UInt8>) {
        guard (1...64).contains(bytes.count), areSafe(bytes, besides: 95) else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }
}

/// Whether a letter or digit stands at both ends, and between them single separators: `.`, `-` and the other one.
private func areSafe(_ bytes: UnsafeBufferPointer<UInt8>, besides other: UInt8) -> Bool {
    var wasSeparator = true
    for unit in bytes {
        let isSeparator = unit == 45 || unit == 46 || unit == other
        guard isSeparator ? !wasSeparator : NameCharacters.isAlphanumeric(unit) else { return false }
        wasSeparator = isSeparator
    }
    return !wasSeparator
}
