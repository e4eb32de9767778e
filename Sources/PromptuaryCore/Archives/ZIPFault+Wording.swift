extension ZIPFault {
    /// What is wrong, in one line that starts in lower case.
    var problem: String {
        switch self {
        case .tooLarge: "the archive is too large"
        case .noEndRecord:
            "the last 22 bytes are no end record: not a ZIP archive, cut short, or followed by other bytes"
        case .archiveComment: "the archive has a comment"
        case .split: "the archive claims to be split over several disks"
        case .zip64Locator: "the zip64 locator does not point at a zip64 end record directly before it"
        case .zip64EndRecord: "the zip64 end record is malformed"
        case .zip64Disagrees: "the zip64 and the plain end record disagree"
        case .zip64RecordMissing: "the end record refers to a zip64 end record that is not there"
        case .zip64ExtraMissing: "the header refers to a zip64 extra field that is not there"
        case .zip64ExtraUnneeded: "the header has a zip64 extra field although it does not refer to one"
        case .zip64ExtraSize: "the zip64 extra field has the wrong size"
        case .zip64Overflow: "a zip64 value is absurdly large"
        case .noEntries: "the archive is empty"
        case .tooManyEntries: "the archive has too many entries"
        case .directoryPlace: "the central directory does not end where the end record begins"
        case .directoryRest: "the central directory holds more than the counted headers"
        case .centralHeader: "a central header is missing or cut short"
        case .extraTruncated: "an extra field is cut short"
        case .extraTwice: "the same kind of extra field occurs twice"
        case .unicodePath: "an extra field gives the entry a second name or comment"
        case .entryComment: "the entry has a comment"
        case .encrypted: "the entry is encrypted"
        case .flag: "the entry has a flag that is not allowed"
        case .version: "the entry asks for a newer reader than version 4.5"
        case .method: "the entry is compressed by a method other than deflate"
        case .symbolicLink: "the entry is a symbolic link"
        case .specialFile: "the entry is a device, a FIFO or a socket"
        case .typeMismatch: "the name and the mode of the entry disagree on whether it is a directory"
        case .specialBits: "the entry has a set-id or sticky bit"
        case .directoryWithData: "the directory entry holds data"
        case .overlap: "the entry overlaps the one before it, or is out of order"
        case .gap: "bytes that belong to no entry"
        case .localHeader: "the local header is missing or cut short"
        case .localName: "the local and the central name differ"
        case .localFields: "the local and the central flags, method or time differ"
        case .localSizes: "the local and the central sizes or checksum differ"
        case .descriptorStored: "a stored entry has a data descriptor"
        case .descriptor: "the data descriptor is missing or differs from the central header"
        case .dataBeyond: "the data of the entry runs into the central directory"
        case .entryTooLarge: "the file is too large"
        case .totalTooLarge: "the files are too large together"
        case .ratio: "the file is suspiciously well compressed"
        case .storedSize: "the stored file has two sizes"
        case .deflateInvalid: "the compressed data is invalid or cut short"
        case .deflateSize: "the compressed data inflates to another size"
        case .deflateTrailing: "bytes follow the compressed data inside the entry"
        case .checksum: "the content does not match its CRC-32"
        }
    }

    /// What to do instead.
    public var remedy: String {
        switch self {
        case .tooLarge, .entryTooLarge, .totalTooLarge, .tooManyEntries:
            "leave out what does not belong into the package"
        case .ratio: "leave out the blank file, or store it without compression"
        case .noEntries: "put the manifest and its files into the archive"
        case .symbolicLink, .specialFile: "replace it by a regular file"
        case .encrypted: "write the archive without a password"
        case .checksum, .deflateInvalid, .deflateSize, .deflateTrailing, .storedSize, .noEndRecord, .centralHeader,
            .localHeader, .dataBeyond, .directoryPlace:
            "fetch the file again or write it anew with `promptuary pack`: it is damaged"
        default: "rewrite the archive with `promptuary pack --repack`"
        }
    }
}

extension Refusal {
    /// A refusal in the words of the fault, with an optional detail such as a number.
    init(_ fault: ZIPFault, detail: String? = nil, at place: Place = Place()) {
        self.init(fault, detail.map { "\(fault.problem) (\($0))" } ?? fault.problem, at: place)
    }
}
