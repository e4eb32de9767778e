/// The forms that fields of manifests have, decided on bytes.
enum ManifestForm {
    /// The most bytes of the identity of a `.pdpkg` package.
    static let identityLength = 104
    /// The most bytes of a version.
    static let versionLength = 64
    /// The most characters of a link.
    static let linkLength = 1024
    /// The most dependencies.
    static let dependencyCount = 256

    /// Whether text is `@namespace/name` or a bare `name`: lower-case ASCII letters, digits, `.`, `-` and in names `_`,
    /// a letter or digit at both ends of each part, at most 39 and 64 characters, no two dots together.
    static func isIdentity(_ text: String) -> Bool {
        guard text.utf8.count <= identityLength else { return false }
        var units = Array(text.utf8)[...]
        if hasTwoDots(units) { return false }
        if units.first == UInt8(ascii: "@") {
            guard let slash = units.firstIndex(of: UInt8(ascii: "/")) else { return false }
            guard isPart(units[1..<slash], longest: 39, allowsUnderscore: false) else { return false }
            units = units[(slash + 1)...]
        }
        return isPart(units, longest: 64, allowsUnderscore: true)
    }

    /// Whether a part of an identity, up to its first dot, is the name of a device on Windows.
    static func hasDeviceName(_ identity: String) -> Bool {
        let units = Array(identity.utf8)
        var start = units.firstIndex { $0 != UInt8(ascii: "@") } ?? units.count
        while start < units.count {
            let end = units[start...].firstIndex(of: UInt8(ascii: "/")) ?? units.count
            let stem = units[start..<end].prefix { $0 != UInt8(ascii: ".") }
            // The names of devices begin with one of these letters.
            if (3...7).contains(stem.count), let first = stem.first, "cpanl".utf8.contains(first),
                devices.contains(Array(stem))
            {
                return true
            }
            start = end + 1
        }
        return false
    }

    /// Whether text has at least two parts of lower-case ASCII letters, digits and hyphens with dots between them, and
    /// at most 256 characters.
    static func isDottedIdentity(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.utf8.count <= 256 && parts.count >= 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
    }

    /// Whether text is a version by Semantic Versioning 2.0 of at most 64 characters, its numbers of at most nine digits.
    static func isVersion(_ text: String) -> Bool {
        guard text.utf8.count <= versionLength else { return false }
        if isPlainVersion(text) { return true }
        let units = Array(text.utf8)
        let plus = units.firstIndex(of: UInt8(ascii: "+"))
        if let plus {
            let build = units[(plus + 1)...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard build.allSatisfy({ isVersionPart($0, allowsLeadingZeros: true) }) else { return false }
        }
        let front = units[..<(plus ?? units.count)]
        let hyphen = front.firstIndex(of: UInt8(ascii: "-"))
        if let hyphen {
            let parts = front[(hyphen + 1)...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard parts.allSatisfy({ isVersionPart($0, allowsLeadingZeros: false) }) else { return false }
        }
        let core = front[..<(hyphen ?? front.endIndex)].split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return core.count == 3
            && core.allSatisfy { number in
                number.count <= 9 && number.allSatisfy(isDigit) && isVersionPart(number, allowsLeadingZeros: false)
            }
    }

    /// Whether text is a web address of at most 1024 characters or the short form of one.
    ///
    /// That is an `http` or `https` URL, perhaps after `git+`, a `git@host:path`, or `github:owner/name` and the like.
    /// Scripts (`javascript:`) are neither.
    static func isLink(_ text: String) -> Bool {
        guard text.utf8.count <= linkLength || text.unicodeScalars.count <= linkLength else { return false }
        let units = Array(text.utf8)[...]
        for scheme in ["http://", "https://", "git+http://", "git+https://"] {
            guard let rest = dropping(scheme, from: units) else { continue }
            if !rest.isEmpty, !rest.contains(where: { $0 == 0x20 || (9...13).contains($0) }) { return true }
        }
        if let rest = dropping("git@", from: units), let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            let (host, path) = (rest[..<colon], rest[(colon + 1)...])
            if !host.isEmpty, !path.isEmpty, host.allSatisfy({ isWord($0, or: ".-") }),
                path.allSatisfy({ isWord($0, or: "./-") })
            {
                return true
            }
        }
        let name = dropping("github:", from: units) ?? dropping("gitlab:", from: units) ?? units
        return name.allSatisfy { isWord($0, or: ".@/-") }
    }

    /// Whether a path or pattern stays inside of the package: relative, no `..` part, no backslash.
    static func isInside(_ path: String) -> Bool {
        let units = path.utf8
        if units.first == UInt8(ascii: "/") { return false }
        // The number of dots that begin the part, or nil once it holds something else.
        var dots: Int? = 0
        for unit in units {
            switch unit {
            case UInt8(ascii: "\\"): return false
            case UInt8(ascii: "/"):
                if dots == 2 { return false }
                dots = 0
            case UInt8(ascii: "."): dots = dots.map { $0 + 1 }
            default: dots = nil
            }
        }
        return dots != 2
    }

    /// Whether text is a time in UTC by RFC 3339: `2025-01-31T23:59:59Z`, with up to nine digits of a fraction.
    static func isTime(_ text: String) -> Bool {
        let units = Array(text.utf8)
        guard units.count == 20 || (22...30).contains(units.count), units.last == UInt8(ascii: "Z")
        else { return false }
        for (unit, model) in zip(units, "0000-00-00T00:00:00".utf8) {
            guard model == UInt8(ascii: "0") ? isDigit(unit) : unit == model else { return false }
        }
        if units.count > 20 {
            guard units[19] == UInt8(ascii: "."), units[20..<units.count - 1].allSatisfy(isDigit) else { return false }
        }
        func number(_ range: Range<Int>) -> Int { units[range].reduce(0) { $0 * 10 + Int($1 & 15) } }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && (1...days[month - 1]).contains(day)
            && number(11..<13) < 24 && number(14..<16) < 60 && number(17..<19) < 60
    }
}

extension ManifestForm {
    private static let devices: Set<[UInt8]> = {
        let numbered = ["com", "lpt"].flatMap { port in (0...9).map { "\(port)\($0)" } }
        return Set((["con", "prn", "aux", "nul", "conin$", "conout$"] + numbered).map { Array($0.utf8) })
    }()

    /// Whether a version is three numbers and nothing else, as nearly all are.
    private static func isPlainVersion(_ text: String) -> Bool {
        var (numbers, digits) = (1, 0)
        var isZero = false
        for unit in text.utf8 {
            if unit == UInt8(ascii: ".") {
                guard digits > 0 else { return false }
                numbers += 1
                (digits, isZero) = (0, false)
            } else {
                guard isDigit(unit), !isZero else { return false }
                isZero = digits == 0 && unit == UInt8(ascii: "0")
                digits += 1
                guard digits <= 9 else { return false }
            }
        }
        return numbers == 3 && digits > 0
    }

    private static func isDigit(_ unit: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(unit) }

    private static func isLowerAlphanumeric(_ unit: UInt8) -> Bool {
        isDigit(unit) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(unit)
    }

    private static func isWord(_ unit: UInt8, or others: StaticString) -> Bool {
        isLowerAlphanumeric(unit) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(unit) || unit == UInt8(ascii: "_")
            || UnsafeBufferPointer(start: others.utf8Start, count: others.utf8CodeUnitCount).contains(unit)
    }

    private static func isPart(_ part: ArraySlice<UInt8>, longest: Int, allowsUnderscore: Bool) -> Bool {
        guard part.count <= longest, let first = part.first, let last = part.last else { return false }
        return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
            && part.allSatisfy { unit in
                isLowerAlphanumeric(unit) || unit == UInt8(ascii: ".") || unit == UInt8(ascii: "-")
                    || allowsUnderscore && unit == UInt8(ascii: "_")
            }
    }

    private static func isVersionPart(_ part: ArraySlice<UInt8>, allowsLeadingZeros: Bool) -> Bool {
        guard !part.isEmpty, part.allSatisfy({ isWord($0, or: "-") && $0 != UInt8(ascii: "_") }) else { return false }
        return allowsLeadingZeros || part.count == 1 || part.first != UInt8(ascii: "0") || !part.allSatisfy(isDigit)
    }

    private static func hasTwoDots(_ units: ArraySlice<UInt8>) -> Bool {
        zip(units, units.dropFirst()).contains { $0 == UInt8(ascii: ".") && $1 == UInt8(ascii: ".") }
    }

    private static func dropping(_ prefix: String, from units: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        units.starts(with: prefix.utf8) ? units.dropFirst(prefix.utf8.count) : nil
    }
}
