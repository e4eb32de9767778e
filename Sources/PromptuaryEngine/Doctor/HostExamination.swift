internal import PromptuaryCore

/// Asks a web server what shows how it serves a site.
struct HostExamination: Sendable {
    private static let documentLimit = 4 << 20

    let probe: any SiteProbe
    let clock: @Sendable () -> Timestamp

    /// The diagnoses of clock, missing files, caches, encodings, paths and headers.
    ///
    /// Errors: ``SourceError`` when the host stops answering, `CancellationError`.
    func diagnoses() async throws -> [Diagnosis] {
        let before = clock()
        let timestamp = try await ask("metadata/timestamp.json")
        var result = [ClockDiagnosis.of(timestamp, between: before, and: clock())]
        let missing = try await ask(HostDiagnosis.missingPath)
        result.append(HostDiagnosis.missingFile(missing))
        result += HostDiagnosis.freshness(
            timestamp: timestamp, checkpoint: try await ask("log/checkpoint"), missing: missing)
        result.append(try await encoding(timestamp))
        let file = try await package()
        result += HostDiagnosis.paths([
            (".well-known/registry.json", try await ask(".well-known/registry.json")),
            (file?.document ?? "@", try await askIfAny(file?.document)),
        ])
        result.append(HostDiagnosis.packageHeaders(file?.path, try await askIfAny(file?.path)))
        return result
    }

    private func encoding(_ plain: SiteAnswer) async throws -> Diagnosis {
        let compressed: SiteAnswer?
        do {
            compressed = try await ask("metadata/timestamp.json", compressed: true)
        } catch is SourceError {
            compressed = nil
        }
        if let compressed, compressed.body != plain.body {
            // It may have been published anew between the two requests.
            return HostDiagnosis.encoding(plain: try await ask("metadata/timestamp.json"), compressed: compressed)
        }
        return HostDiagnosis.encoding(plain: plain, compressed: compressed)
    }

    /// The document and the newest file of the first package that the listing names.
    private func package() async throws -> (document: String, path: String?)? {
        let limits = JSONLimits(bytes: Self.documentLimit, values: 1_000_000)
        let listing = try await ask("packages.json", upTo: Self.documentLimit)
        guard listing.status == 200, listing.isWhole,
            let first = try? JSONReader.read(listing.body, limits: limits)["packages"]?.list?.first,
            let name = first["name"]?.string, let id = Self.identity(name)
        else { return nil }
        let document = "\(SiteLayout.folder(id))/package.json"
        let answer = try await ask(document, upTo: Self.documentLimit)
        guard answer.status == 200, answer.isWhole, let package = try? JSONReader.read(answer.body, limits: limits),
            let text = package["version"]?.string, let version = try? Version(text),
            let format = package["format"]?.string.flatMap({ PackageFormat(rawValue: $0) })
        else { return (document, nil) }
        return (document, "\(SiteLayout.files(id))/\(SiteLayout.fileName(id, version, format))")
    }

    private static func identity(_ name: String) -> PackageID? {
        guard name.utf8.first == UInt8(ascii: "@"), let slash = name.firstIndex(of: "/"),
            let namespace = try? NamespaceName(name[..<slash].dropFirst()),
            let package = try? PackageName(name[name.index(after: slash)...])
        else { return nil }
        return PackageID(namespace, package)
    }

    private func ask(_ path: String, upTo limit: Int = 64 << 10, compressed: Bool = false) async throws -> SiteAnswer {
        try await probe.probe(path, upTo: limit, compressed: compressed)
    }

    private func askIfAny(_ path: String?) async throws -> SiteAnswer? {
        guard let path else { return nil }
        return try await ask(path)
    }
}
