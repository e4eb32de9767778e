/// Collects the differences between two interfaces.
struct InterfaceComparison {
    private(set) var differences: [InterfaceChange.Difference] = []
    private var subject = ""

    /// Compares everything.
    mutating func compare(_ old: PromptInterface, _ new: PromptInterface) {
        for part in old.parts {
            subject = part.subject
            if let same = new.parts.first(where: { part.isNamed(like: $0) }) {
                compare(part, same)
            } else {
                add(.major, "the \(part.kind.rawValue) is gone")
            }
        }
        for part in new.parts where !old.parts.contains(where: { part.isNamed(like: $0) }) {
            subject = part.subject
            add(.minor, "the \(part.kind.rawValue) is new")
        }
        subject = "manifest"
        if let before = old.main, old.main != new.main {
            add(.major, "the main prompt is \(shown(new.main)), it was \(quoted(before))")
        }
        compare(old.servers, new.servers, .major, .major) { "the server \(quoted($0)) is \($1)" }
        compareDependencies(old.dependencies, new.dependencies)
    }

    private mutating func compare(_ old: PromptInterface.Part, _ new: PromptInterface.Part) {
        let before = differences.count
        compareParameters(old.parameters, new.parameters)
        if let values = old.choices, let now = new.choices {
            compare(values, now, .major, .minor) { "the value \(quoted($0)) is \($1)" }
        }
        for section in old.sections {
            if let same = new.sections.first(where: { $0.name == section.name }) {
                if section.text != same.text { add(.patch, "the text of the section \(quoted(section.name)) changed") }
            } else {
                add(.major, "the section \(quoted(section.name)) is gone")
            }
        }
        for section in new.sections where !old.sections.contains(where: { $0.name == section.name }) {
            add(.minor, "the section \(quoted(section.name)) is new")
        }
        compareInherited(old.inherits, new.inherits)
        compare("model", old.model, new.model)
        compare("provider", old.provider, new.provider)
        compare(old.tools, new.tools, .major, .major) { "the tool \(quoted($0)) is \($1)" }
        if old.output != new.output {
            let change = old.output == nil ? "new" : new.output == nil ? "gone" : "another"
            add(.major, "the form of the output is \(change)")
        }
        if differences.count == before, old.text != new.text { add(.patch, "the text changed") }
    }

    private mutating func compareParameters(_ old: [PromptInterface.Parameter], _ new: [PromptInterface.Parameter]) {
        for parameter in old {
            if let same = new.first(where: { $0.name == parameter.name }) {
                compare(parameter, same)
            } else {
                add(.major, "the parameter \(quoted(parameter.name)) is gone")
            }
        }
        for parameter in new where !old.contains(where: { $0.name == parameter.name }) {
            add(
                parameter.isRequired ? .major : .minor,
                "the \(parameter.isRequired ? "required" : "optional") parameter \(quoted(parameter.name)) is new")
        }
    }

    private mutating func compare(_ old: PromptInterface.Parameter, _ new: PromptInterface.Parameter) {
        let name = "the parameter \(quoted(old.name))"
        if old.type != new.type {
            let isWider = old.type == "integer" && ["float", "number"].contains(new.type)
            add(isWider ? .minor : .major, "\(name) is \(quoted(new.type)), it was \(quoted(old.type))")
        }
        if old.isRequired != new.isRequired {
            add(new.isRequired ? .major : .minor, "\(name) is \(new.isRequired ? "required" : "optional") now")
        }
        if old.default != new.default { add(.minor, "\(name) has another default") }
        switch (old.choices, new.choices) {
        case (nil, nil): break
        case (nil, _): add(.major, "\(name) takes only some values now")
        case (_, nil): add(.minor, "\(name) takes any value now")
        case (let before?, let now?):
            if !before.isSubset(of: now) { add(.major, "\(name) takes fewer values") }
            if !now.isSubset(of: before) { add(.minor, "\(name) takes more values") }
        }
        if old.pattern != new.pattern {
            add(new.pattern == nil ? .minor : .major, "\(name) has \(new.pattern == nil ? "no" : "another") pattern")
        }
        compare(name, "minimum", old.minimum, new.minimum, isNarrower: >)
        compare(name, "maximum", old.maximum, new.maximum, isNarrower: <)
    }

    private mutating func compare(
        _ name: String, _ bound: String, _ old: Double?, _ new: Double?, isNarrower: (Double, Double) -> Bool
    ) {
        guard old != new else { return }
        guard let new else { return add(.minor, "\(name) has no \(bound) any more") }
        let narrows = old.map { isNarrower(new, $0) } ?? true
        add(narrows ? .major : .minor, "\(name) has \(narrows ? "a narrower" : "a wider") \(bound)")
    }

    private mutating func compareDependencies(_ old: [Manifest.Dependency], _ new: [Manifest.Dependency]) {
        for dependency in old {
            let name = "the dependency \(quoted(dependency.identity))"
            guard let same = new.first(where: { $0.identity == dependency.identity }) else {
                add(.patch, "\(name) is gone")
                continue
            }
            guard !same.range.hasSameBytes(as: dependency.range) else { continue }
            let change = "\(name) is \(quoted(same.range)), it was \(quoted(dependency.range))"
            switch (DependencyLines(dependency.range), DependencyLines(same.range)) {
            case (let before?, let now?):
                add(before == now ? .patch : now.covers(before) ? .minor : .major, change)
            default: add(.minor, change)
            }
        }
        for dependency in new where !old.contains(where: { $0.identity == dependency.identity }) {
            add(.minor, "the dependency \(quoted(dependency.identity)) is new")
        }
    }
}

extension InterfaceComparison {
    private mutating func add(_ step: Version.Step, _ message: String) {
        differences.append(InterfaceChange.Difference(subject: subject, step: step, message: message))
    }

    private func shown(_ text: String?) -> String { text.map { quoted($0) } ?? "not given" }

    private mutating func compare(_ what: String, _ old: String?, _ new: String?) {
        if old != new { add(.major, "the \(what) is \(shown(new)), it was \(shown(old))") }
    }

    private mutating func compare(
        _ old: Set<String>, _ new: Set<String>, _ gone: Version.Step, _ added: Version.Step,
        _ message: (String, String) -> String
    ) {
        for name in old.subtracting(new).sorted(by: { $0.precedesInBytes($1) }) { add(gone, message(name, "gone")) }
        for name in new.subtracting(old).sorted(by: { $0.precedesInBytes($1) }) { add(added, message(name, "new")) }
    }

    /// Another prompt is another interface; another version of the same one is what the step between the two says, and
    /// at least something new.
    private mutating func compareInherited(_ old: String?, _ new: String?) {
        guard old != new else { return }
        var step = Version.Step.major
        if let before = old.flatMap(Self.reference), let now = new.flatMap(Self.reference), before.prompt == now.prompt
        {
            let lines = (DependencyLines.Line(before.version), DependencyLines.Line(now.version))
            if lines.0 == lines.1, before.version < now.version { step = .minor }
        }
        add(step, "the inherited prompt is \(shown(new)), it was \(shown(old))")
    }

    /// The parts of `@namespace/name@VERSION/path`; nil when the text is no such reference.
    private static func reference(_ text: String) -> (prompt: [String], version: Version)? {
        guard text.utf8.first == UInt8(ascii: "@"), let at = text.utf8.lastIndex(of: UInt8(ascii: "@")),
            at != text.utf8.startIndex
        else { return nil }
        let rest = text[text.utf8.index(after: at)...]
        let end = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        guard let version = try? Version(rest[..<end]) else { return nil }
        return ([String(text[..<at]), String(rest[end...])], version)
    }
}

extension DependencyLines.Line {
    fileprivate init(_ version: Version) { self.init(version.major, version.minor) }
}

extension PromptInterface.Part {
    /// How messages call it.
    fileprivate var subject: String { kind == .package ? "manifest" : name }

    fileprivate func isNamed(like other: PromptInterface.Part) -> Bool {
        kind == other.kind && name.hasSameBytes(as: other.name)
    }
}
