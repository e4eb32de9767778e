/// What the end of an archive says: where the central directory is and how many headers it holds.
///
/// APPNOTE 4.3.14 to 4.3.16. The end record must be the last 22 bytes, a zip64 locator and record directly before it.
struct ZIPEndRecord {
    /// The number of entries.
    let entries: Int
    /// The bytes of the central directory, which ends where the end records begin.
    let directory: Range<Int>

    init(_ view: ByteView, limits: ZIPLimits) throws(Refusal) {
        guard view.count <= limits.archiveBytes else {
            throw Refusal(ZIPFault.tooLarge, detail: "\(view.count) bytes, the limit is \(limits.archiveBytes)")
        }
        var end = view.count - 22
        guard end >= 0, view.u32(end) == 0x0605_4B50 else { throw Refusal(ZIPFault.noEndRecord) }
        let place = Place(offset: end)
        guard view.u16(end + 20) == 0 else { throw Refusal(ZIPFault.archiveComment, at: place) }
        guard view.u32(end + 4) == 0, view.u16(end + 8) == view.u16(end + 10) else {
            throw Refusal(ZIPFault.split, at: place)
        }
        var (count, size) = (UInt64(view.u16(end + 10)), UInt64(view.u32(end + 12)))
        var start = UInt64(view.u32(end + 16))
        if end >= 20, view.u32(end - 20) == 0x0706_4B50 {
            let zip64 = try ZIP64EndRecord(view, locator: end - 20)
            guard count == 0xFFFF || count == zip64.count, size == 0xFFFF_FFFF || size == zip64.size,
                start == 0xFFFF_FFFF || start == zip64.start
            else { throw Refusal(ZIPFault.zip64Disagrees, at: place) }
            (count, size, start, end) = (zip64.count, zip64.size, zip64.start, end - 76)
        } else {
            guard count != 0xFFFF, size != 0xFFFF_FFFF, start != 0xFFFF_FFFF else {
                throw Refusal(ZIPFault.zip64RecordMissing, at: place)
            }
        }
        guard count > 0 else { throw Refusal(ZIPFault.noEntries, at: place) }
        guard count <= UInt64(limits.entries) else {
            throw Refusal(ZIPFault.tooManyEntries, detail: "\(count), the limit is \(limits.entries)", at: place)
        }
        guard start <= UInt64(end), size == UInt64(end) - start else {
            throw Refusal(ZIPFault.directoryPlace, at: place)
        }
        entries = Int(count)
        directory = Int(start)..<end
    }
}

/// The zip64 end record in front of its locator.
private struct ZIP64EndRecord {
    let count: UInt64
    let size: UInt64
    let start: UInt64

    init(_ view: ByteView, locator: Int) throws(Refusal) {
        guard view.u32(locator + 4) == 0, view.u32(locator + 16) == 1 else {
            throw Refusal(ZIPFault.split, at: Place(offset: locator))
        }
        let record = locator - 56
        guard record >= 0, view.u64(locator + 8) == UInt64(record), view.u32(record) == 0x0606_4B50 else {
            throw Refusal(ZIPFault.zip64Locator, at: Place(offset: locator))
        }
        count = view.u64(record + 32)
        guard view.u64(record + 4) == 44, view.u64(record + 16) == 0, view.u64(record + 24) == count else {
            throw Refusal(ZIPFault.zip64EndRecord, at: Place(offset: record))
        }
        size = view.u64(record + 40)
        start = view.u64(record + 48)
    }
}
