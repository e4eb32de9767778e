/// A `.prmd` file: YAML front matter between two lines of three hyphens, then sections with `# Headings`.
struct PromptFile {
    /// How many bytes the front matter has.
    let frontMatterSize: Int

    private let path: String
    private let bytes: [UInt8]
    private let root: Value
    private let body: ArraySlice<UInt8>

    /// Reads the file at a path, of whose front matter at most `room` bytes are allowed.
    init(_ bytes: [UInt8], path: String, room: Int) throws(Refusal) {
        self.bytes = bytes
        self.path = path
        guard let first = Self.line(in: bytes, from: 0), Self.isFence(bytes[first.content]) else {
            (root, body, frontMatterSize) = (.mapping([]), bytes[...], 0)
            return
        }
        var next = first.next
        while let line = Self.line(in: bytes, from: next), !Self.isFence(bytes[line.content]) { next = line.next }
        guard let end = Self.line(in: bytes, from: next) else {
            throw Refusal(
                PromptInterfaceFault.open, "the front matter has no end", at: Place(entry: path, line: 1))
        }
        let front = bytes[first.next..<next]
        frontMatterSize = front.count
        guard front.count <= room else {
            throw Refusal(
                PromptInterfaceFault.size, "the front matter has \(front.count) bytes", at: Place(entry: path))
        }
        body = bytes[end.next...]
        root = try Self.mapping(in: front, path: path)
    }

    /// What the file promises.
    func part() throws(Refusal) -> PromptInterface.Part {
        var part = PromptInterface.Part(.prompt, path)
        part.parameters = try parameters()
        part.sections = sections()
        part.inherits = text("inherits")
        part.model = text("model") ?? root["model"]?["name"]?.string
        part.provider = text("provider") ?? root["model"]?["provider"]?.string
        part.tools = Set((root["tools"]?.list ?? []).compactMap { $0.text(orKey: "name") })
        part.output =
            ["output", "outputs", "output_schema", "response_format"].lazy.compactMap { root[$0] }
            .first { !$0.isNull }?.unplaced
        part.text = SHA256Digest(of: bytes)
        return part
    }

    private func text(_ key: String) -> String? { root[key]?.string?.nonEmpty }

    private func parameters() throws(Refusal) -> [PromptInterface.Parameter] {
        var stated: [(name: String?, value: Value)] = []
        switch root["parameters"] {
        case nil, .null: return []
        case .list(let elements): stated = elements.map { ($0["name"]?.string?.nonEmpty, $0) }
        // The short form: {NAME: {type: …}}, or {NAME: TYPE}.
        case .mapping(let members): stated = members.map { ($0.key, $0.value) }
        default: throw refusal(.parameter, "parameters is no list")
        }
        var parameters: [PromptInterface.Parameter] = []
        var names: Set<String> = []
        for (index, parameter) in stated.enumerated() {
            guard let name = parameter.name else {
                throw refusal(.parameter, "parameter \(index + 1) has no name")
            }
            guard names.insert(name).inserted else {
                throw refusal(.duplicate, "the parameter \(quoted(name)) is there twice")
            }
            parameters.append(PromptInterface.Parameter(name, parameter.value))
        }
        return parameters
    }

    private func refusal(_ fault: PromptInterfaceFault, _ message: String) -> Refusal {
        var place = root.place(of: "parameters").inside(entry: path)
        // The fence is the first line of the file.
        place.line = place.line.map { $0 + 1 }
        return Refusal(fault, message, at: place)
    }

    /// The texts under `# Headings`, all of it as `user` without one, and what the front matter gives as texts.
    private func sections() -> [PromptInterface.Section] {
        var texts: [(name: String, text: [UInt8])] = []
        for key in ["system", "assistant", "context", "user", "response"] {
            guard let lines = root[key].map({ $0.string.map { [$0] } ?? $0.texts ?? [] }), !lines.isEmpty else {
                continue
            }
            texts.append((key, Array(lines.joined(separator: "\n").utf8)))
        }
        var name: String?
        var text: [UInt8] = []
        var next = body.startIndex
        while let line = Self.line(in: bytes, from: next) {
            let content = bytes[line.content]
            if content.starts(with: "# ".utf8), content.contains(where: { $0 > 32 && $0 != 35 }) {
                // Text before the first heading belongs to no section.
                if let name { texts.append((name, text)) }
                name = Self.sectionName(content.dropFirst(2))
                text = []
            } else {
                text += content + [10]
            }
            next = line.next
        }
        if name != nil || text.contains(where: { $0 > 32 }) { texts.append((name ?? "user", text)) }
        return merged(texts)
    }

    /// One section for each name, in the order of the names, with all the texts that have it.
    private func merged(_ texts: [(name: String, text: [UInt8])]) -> [PromptInterface.Section] {
        var merged: [String: [UInt8]] = [:]
        for (name, text) in texts { merged[name, default: []] += Self.trimmed(text) + [0] }
        return merged.sorted { $0.key.precedesInBytes($1.key) }.map {
            PromptInterface.Section(name: $0.key, text: SHA256Digest(of: $0.value))
        }
    }
}

extension PromptFile {
    private static func mapping(in front: ArraySlice<UInt8>, path: String) throws(Refusal) -> Value {
        guard front.contains(where: { $0 > 32 }) else { return .mapping([]) }
        do throws(Refusal) {
            return try YAMLReader.read(quotingReferences(in: front))
        } catch {
            var refusal = error
            refusal.place = refusal.place.inside(entry: path)
            refusal.place.line = refusal.place.line.map { $0 + 1 }
            throw refusal
        }
    }

    /// The front matter with quotes around bare `@namespace/name`, which its clients allow and YAML does not.
    private static func quotingReferences(in front: ArraySlice<UInt8>) -> [UInt8] {
        guard front.contains(UInt8(ascii: "@")) else { return Array(front) }
        var quoted: [UInt8] = []
        quoted.reserveCapacity(front.count + 16)
        var at = front.startIndex
        while at < front.endIndex {
            let isValue =
                front[at] == UInt8(ascii: "@") && at >= front.startIndex + 2 && front[at - 1] == 32
                && (front[at - 2] == UInt8(ascii: ":") || front[at - 2] == UInt8(ascii: "-"))
            let end = isValue ? front[at...].firstIndex { $0 <= 32 } ?? front.endIndex : at + 1
            let word = front[at..<end]
            if isValue, word.allSatisfy({ $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
                quoted += [UInt8(ascii: "\"")] + word + [UInt8(ascii: "\"")]
            } else {
                quoted += word
            }
            at = end
        }
        return quoted
    }

    /// The line at an offset without its end, and where the next one begins; nil at the end of the file.
    private static func line(in bytes: [UInt8], from start: Int) -> (content: Range<Int>, next: Int)? {
        guard start < bytes.count else { return nil }
        let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
        let isCRLF = end > start && bytes[end - 1] == 13
        return (start..<(isCRLF ? end - 1 : end), min(end + 1, bytes.count))
    }

    private static func isFence(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: "---".utf8) && line.dropFirst(3).allSatisfy { $0 == 32 || $0 == 9 }
    }

    private static func sectionName(_ heading: ArraySlice<UInt8>) -> String {
        String(
            decoding: trimmed(heading).map { unit -> UInt8 in
                unit == 32 ? UInt8(ascii: "-") : (65...90).contains(unit) ? unit | 0x20 : unit
            }, as: UTF8.self)
    }

    private static func trimmed(_ text: some BidirectionalCollection<UInt8>) -> [UInt8] {
        Array(text.drop { $0 <= 32 }.reversed().drop { $0 <= 32 }.reversed())
    }
}

extension PromptInterface.Parameter {
    /// The parameter that a mapping, or a text with its type, describes.
    init(_ name: String, _ stated: Value) {
        self.init(name)
        type = stated["type"]?.string?.nonEmpty ?? stated.string?.nonEmpty ?? type
        `default` = stated["default"].flatMap { $0.isNull ? nil : $0.unplaced }
        isRequired = stated["required"]?.boolean ?? false && `default` == nil
        choices = (stated["enum"]?.list ?? stated["options"]?.list).map { Set($0.map(\.unplaced)) }
        pattern = stated["pattern"]?.string?.nonEmpty
        minimum = (stated["min"] ?? stated["minimum"])?.anyNumber
        maximum = (stated["max"] ?? stated["maximum"])?.anyNumber
    }
}
