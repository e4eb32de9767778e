public import PromptuaryCore

/// Asks a web server for a file and tells all of the answer, for who judges the server and not the file.
public protocol SiteProbe: Sendable {
    /// The answer to one GET request, whatever its status.
    ///
    /// The body has at most `limit` bytes. With `compressed` the request admits gzip, and the body is the content that
    /// was compressed. Errors: ``SourceError/unreachable(_:reason:)``, `CancellationError`.
    func probe(_ path: String, upTo limit: Int, compressed: Bool) async throws -> SiteAnswer
}
