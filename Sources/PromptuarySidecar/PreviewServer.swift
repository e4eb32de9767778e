internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import PromptuaryCore
internal import PromptuaryEngine

/// A site on this machine, read-only: GET and HEAD with ETag, Range and exact 404s.
///
/// Every request is answered from the files as they are at that moment; nothing is cached, so a rebuilt site shows at once.
public struct PreviewServer: Sendable {
    /// The server could not listen.
    public struct ListenError: Error, CustomStringConvertible {
        /// What was tried and why it failed.
        public let description: String
    }

    private let site: String
    private let host: String
    private let port: Int
    private let defaultNamespace: String

    /// A server for a site.
    ///
    /// The directory must be there.
    public init(site: String, host: String, port: Int) throws {
        let root = try Directory(site)
        guard root.holds(".well-known") || root.holds("status.json") else { throw BuildError.notASite(site) }
        self.site = site
        self.host = host
        self.port = port
        let discovery = try? root.contentsIfPresent(of: SiteLayout.discovery.text, upTo: 1 << 20)
        let document = discovery.flatMap { try? JSONReader.read($0) }
        let main = document?["config"]?["defaultNamespace"]?.string ?? "@main"
        defaultNamespace = String(main.dropFirst())
    }

    /// Serves until the process is told to stop.
    ///
    /// `ready` is called with the address once requests are taken.
    public func run(ready: @escaping @Sendable (_ address: String) -> Void) async throws {
        var logger = Logger(label: "promptuary.serve")
        logger.logLevel = .error
        let site = site
        let defaultNamespace = defaultNamespace
        let router = Router()
        router.add(middleware: SiteResponder(site: site, defaultNamespace: defaultNamespace))
        let host = host
        let application = Application(
            router: router, configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in
                let bound = channel.localAddress?.port ?? 0
                ready("http://\(host.contains(":") ? "[\(host)]" : host):\(bound)")
            }, logger: logger)
        do {
            try await application.runService()
        } catch let error as IOError {
            throw ListenError(
                description: "cannot listen on \(host) port \(port): \(error); choose another port with --port")
        }
    }
}

/// Answers every request from the files of a site.
struct SiteResponder: RouterMiddleware {
    typealias Context = BasicRequestContext

    let site: String
    let defaultNamespace: String

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.method == .get || request.method == .head else {
            return plain(.methodNotAllowed, "only GET and HEAD are answered\n", [.allow: "GET, HEAD"])
        }
        guard let path = SitePreview.decoded(request.uri.path) else {
            return plain(.badRequest, "the path is not well-formed\n")
        }
        let preview = SitePreview(site: site, defaultNamespace: defaultNamespace)
        switch preview.answer(path, query: request.uri.query ?? "") {
        case .file(let file): return respond(with: file, to: request)
        case .folder(let target): return plain(.movedPermanently, "", [.location: target])
        case .missing(let page): return missing(page, path)
        case .broken(let message): return plain(.internalServerError, message + "\n")
        }
    }

    private func respond(with file: SitePreview.File, to request: Request) -> Response {
        var headers = Self.common
        headers[.contentType] = file.mediaType
        headers[.eTag] = file.tag
        headers[.acceptRanges] = "bytes"
        headers[.cacheControl] = "no-cache"
        if let name = file.attachment { headers[.contentDisposition] = "attachment; filename=\"\(name)\"" }
        if let known = request.headers[.ifNoneMatch], Self.matches(known, file.tag) {
            return Response(status: .notModified, headers: headers)
        }
        let isFresh = request.headers[.ifRange].map { $0 == file.tag } ?? true
        guard let range = request.headers[.range], isFresh, let wanted = ByteRange(range, size: file.bytes.count) else {
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: file.bytes)))
        }
        guard case .part(let part) = wanted else {
            headers[.contentRange] = "bytes */\(file.bytes.count)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
        headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.bytes.count)"
        return Response(
            status: .partialContent, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: file.bytes[part])))
    }

    private static func matches(_ header: String, _ tag: String) -> Bool {
        header == "*"
            || header.split(separator: ",").contains {
                $0.drop { $0 == " " } == tag || $0.drop { $0 == " " } == "W/" + tag
            }
    }

    private static let common: HTTPFields = {
        var headers = HTTPFields()
        headers[.xContentTypeOptions] = "nosniff"
        headers[.accessControlAllowOrigin] = "*"
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        return headers
    }()

    private func plain(_ status: HTTPResponse.Status, _ text: String, _ more: HTTPFields = [:]) -> Response {
        var headers = Self.common
        headers[.contentType] = "text/plain; charset=utf-8"
        for field in more { headers[field.name] = field.value }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private func missing(_ page: [UInt8]?, _ path: String) -> Response {
        var headers = Self.common
        headers[.cacheControl] = "no-cache"
        let isAPI = path.hasPrefix("packages") || path.hasPrefix("api/")
        guard let page, !isAPI else {
            headers[.contentType] = "application/json; charset=utf-8"
            let body = JSONWriter.object {
                $0.member("error", "not_found")
                $0.member("message", "there is nothing at this address")
            }
            return Response(status: .notFound, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
        }
        headers[.contentType] = "text/html; charset=utf-8"
        return Response(status: .notFound, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: page)))
    }
}

/// The one range of a `Range` header (RFC 9110 section 14) in a file of `size` bytes.
enum ByteRange: Equatable {
    case part(Range<Int>)
    case unsatisfiable

    /// Nil for headers to be ignored: other units, several ranges, anything malformed.
    init?(_ header: String, size: Int) {
        guard header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let ends = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } && $0.utf8.count < 16 })
        else { return nil }
        switch (Int(ends[0]), Int(ends[1])) {
        case (let first?, let last?):
            guard first <= last else { return nil }
            self = first < size ? .part(first..<min(last + 1, size)) : .unsatisfiable
        case (let first?, nil): self = first < size ? .part(first..<size) : .unsatisfiable
        case (nil, let count?): self = count > 0 && size > 0 ? .part(max(0, size - count)..<size) : .unsatisfiable
        case (nil, nil): return nil
        }
    }
}
