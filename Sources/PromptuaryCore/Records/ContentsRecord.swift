/// The parts of ``PackageContents`` in a record that are neither numbers nor texts.
enum ContentsRecord {
    /// The largest size of a file, in bytes, that a record may state: 1 TiB, so that sums of sizes are numbers.
    static let sizeLimit = 1 << 40

    private enum FileMark {
        static let digest: UInt8 = 1
        static let samePath: UInt8 = 2
    }

    /// Writes the files of a package; a path that the release before has at the same index is not spelled again.
    static func write(_ files: [PackageFile], after before: [PackageFile]?, to writer: inout RecordWriter) {
        writer.number(files.count)
        for index in files.indices {
            var isSame = false
            if let before, index < before.count { isSame = before[index].path.hasSameBytes(as: files[index].path) }
            writer.byte((files[index].digest == nil ? 0 : FileMark.digest) | (isSame ? FileMark.samePath : 0))
            if !isSame { writer.text(files[index].path) }
            writer.number(files[index].size)
            if let digest = files[index].digest { writer.digest(digest) }
        }
    }

    static func files(_ reader: inout RecordReader, after before: [PackageFile]?) throws(Refusal) -> [PackageFile] {
        let count = try reader.count(ofAtLeast: 2)
        var files: [PackageFile] = []
        files.reserveCapacity(count)
        for index in 0..<count {
            let mark = try reader.byte()
            guard mark < 4 else { throw reader.malformed("a file has an unknown mark") }
            let path: String
            if mark & FileMark.samePath == 0 {
                path = try reader.text()
            } else {
                guard let before, index < before.count else {
                    throw reader.malformed("the release before has no such file")
                }
                path = before[index].path
            }
            let size = try reader.number(upTo: sizeLimit)
            files.append(
                PackageFile(path: path, size: size, digest: mark & FileMark.digest == 0 ? nil : try reader.digest()))
        }
        return files
    }

    static func write(_ remarks: [ContentRemark], to writer: inout RecordWriter) {
        writer.number(remarks.count)
        for remark in remarks {
            writer.text(remark.rule)
            writer.text(remark.message)
            let place = remark.place
            writer.optional(place.entry) { $0.text($1) }
            writer.optional(place.key) { $0.text($1) }
            for number in [place.line, place.column, place.offset] { writer.optional(number) { $0.signed($1) } }
        }
    }

    static func remarks(_ reader: inout RecordReader) throws(Refusal) -> [ContentRemark] {
        let count = try reader.count(ofAtLeast: 7)
        var remarks: [ContentRemark] = []
        remarks.reserveCapacity(count)
        for _ in 0..<count {
            let rule = try reader.text()
            let message = try reader.text()
            var place = Place()
            if try reader.flag() { place.entry = try reader.text() }
            if try reader.flag() { place.key = try reader.text() }
            if try reader.flag() { place.line = try reader.signed() }
            if try reader.flag() { place.column = try reader.signed() }
            if try reader.flag() { place.offset = try reader.signed() }
            remarks.append(ContentRemark(rule: rule, place: place, message: message))
        }
        return remarks
    }

    private enum ParameterMark {
        static let required: UInt8 = 1
        static let type: UInt8 = 2
        static let `default`: UInt8 = 4
    }

    static func write(_ parameters: [Manifest.Parameter], to writer: inout RecordWriter) {
        writer.number(parameters.count)
        for parameter in parameters {
            let isText = parameter.type.hasSameBytes(as: "string")
            writer.byte(
                (parameter.required ? ParameterMark.required : 0) | (isText ? 0 : ParameterMark.type)
                    | (parameter.default == nil ? 0 : ParameterMark.default))
            writer.text(parameter.name)
            if !isText { writer.text(parameter.type) }
            if let value = parameter.default { ValueRecord.write(value, to: &writer) }
        }
    }

    static func parameters(_ reader: inout RecordReader) throws(Refusal) -> [Manifest.Parameter] {
        let count = try reader.count(ofAtLeast: 2)
        var parameters: [Manifest.Parameter] = []
        parameters.reserveCapacity(count)
        for _ in 0..<count {
            let mark = try reader.byte()
            guard mark < 8 else { throw reader.malformed("a parameter has an unknown mark") }
            let name = try reader.text()
            let type = mark & ParameterMark.type == 0 ? "string" : try reader.text()
            let value = mark & ParameterMark.default == 0 ? nil : try ValueRecord.read(&reader)
            parameters.append(
                Manifest.Parameter(
                    name: name, type: type, required: mark & ParameterMark.required != 0, default: value))
        }
        return parameters
    }

    static func write(_ counts: Manifest.ContentCounts, to writer: inout RecordWriter) {
        writer.number(counts.rulebooks)
        writer.number(counts.rules)
        writer.number(counts.promptSections)
        writer.number(counts.datatypes)
    }

    static func counts(_ reader: inout RecordReader) throws(Refusal) -> Manifest.ContentCounts {
        var counts = Manifest.ContentCounts()
        counts.rulebooks = try reader.number(upTo: sizeLimit)
        counts.rules = try reader.number(upTo: sizeLimit)
        counts.promptSections = try reader.number(upTo: sizeLimit)
        counts.datatypes = try reader.number(upTo: sizeLimit)
        return counts
    }
}
