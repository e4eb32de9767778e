/// ``PackageNotes`` in a record.
enum NotesRecord {
    static func isEmpty(_ notes: PackageNotes) -> Bool {
        notes.version == 0 && notes.yanks.isEmpty && notes.deprecation == nil && notes.quarantine == nil
            && notes.distTags.isEmpty
    }

    static func write(_ notes: PackageNotes, to writer: inout RecordWriter) {
        writer.number(notes.version)
        writer.number(notes.yanks.count)
        for yank in notes.yanks {
            writer.text(yank.version.description)
            writer.text(yank.reason)
            writer.optional(yank.at) { $0.timestamp($1) }
        }
        writer.optional(notes.deprecation) {
            $0.text($1.reason)
            $0.optional($1.successor) { $0.text($1) }
        }
        writer.optional(notes.quarantine) { $0.text($1) }
        writer.number(notes.distTags.count)
        for (tag, version) in notes.distTags {
            writer.text(tag)
            writer.text(version.description)
        }
    }

    static func read(_ reader: inout RecordReader) throws(Refusal) -> PackageNotes {
        var notes = PackageNotes(version: try reader.number())
        let yanks = try reader.count(ofAtLeast: 8)
        notes.yanks.reserveCapacity(yanks)
        for _ in 0..<yanks {
            let version = try reader.version()
            let reason = try reader.text()
            let at = try reader.flag() ? try reader.timestamp() : nil
            notes.yanks.append(PackageNotes.Yank(version: version, reason: reason, at: at))
        }
        if try reader.flag() {
            let reason = try reader.text()
            let successor = try reader.flag() ? try reader.text() : nil
            notes.deprecation = PackageNotes.Deprecation(reason: reason, successor: successor)
        }
        if try reader.flag() { notes.quarantine = try reader.text() }
        let tags = try reader.count(ofAtLeast: 7)
        notes.distTags.reserveCapacity(tags)
        for _ in 0..<tags {
            let tag = try reader.text()
            notes.distTags.append((tag, try reader.version()))
        }
        return notes
    }
}
