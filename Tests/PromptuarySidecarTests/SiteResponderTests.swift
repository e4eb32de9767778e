import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import PromptuarySidecar

@Suite("The preview server")
struct SiteResponderTests {
    /// A folder with a small site, gone with the value.
    private final class Site {
        let path = NSTemporaryDirectory() + "promptuary-" + UUID().uuidString

        init() throws {
            for (name, text) in [
                ("index.html", "<h1>home</h1>"), ("404.html", "<h1>nothing</h1>"), ("status.json", "{}"),
                ("packages.json", "{\"packages\":[]}"), ("health", "{\"status\":\"ok\"}"),
                ("@acme/tool/package.json", "{\"name\":\"tool\"}"),
                ("@acme/tool/index.html", "tool"), ("@acme/tool/-/tool-1.0.0.pdpkg", "0123456789"),
                (".git/config", "secret"), ("packages/@acme/tool/download/index.html", "latest"),
                ("feed.atom", "<feed/>"), ("log/checkpoint", "note"), ("log/tile/0/000.p/1", "hash"),
                ("log/\(SiteResponderTests.digest).checkpoint", "note"),
                ("@acme/tool/-/\(SiteResponderTests.digest).tool-1.0.0.pdpkg", "0123456789"),
                ("@acme/tool/-/tool-1.0.0.pdpkg.tlog-proof", "proof"), ("metadata/1.root.json", "{}"),
            ] {
                let url = URL(fileURLWithPath: path + "/" + name)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: url)
            }
            try FileManager.default.createSymbolicLink(atPath: path + "/leak.html", withDestinationPath: "/etc/passwd")
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    /// What the names for verifying clients begin with.
    private static let digest = String(repeating: "0a", count: 32)

    private static func answer(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:]) async throws
        -> TestResponse
    {
        let site = try Site()
        let router = Router()
        router.add(middleware: SiteResponder(site: site.path, defaultNamespace: "main"))
        let response = try await Application(router: router).test(.router) {
            try await $0.execute(uri: path, method: method, headers: headers)
        }
        withExtendedLifetime(site) {}
        return response
    }

    @Test(
        "answers with the file, its type and a tag",
        arguments: [
            ("/", "<h1>home</h1>", "text/html; charset=utf-8"),
            ("/index.html", "<h1>home</h1>", "text/html; charset=utf-8"),
            ("/packages", "{\"packages\":[]}", "application/json; charset=utf-8"),
            ("/packages?search=x", "{\"packages\":[]}", "application/json; charset=utf-8"),
            ("/packages/@acme/tool", "{\"name\":\"tool\"}", "application/json; charset=utf-8"),
            ("/packages/%40acme%2Ftool", "{\"name\":\"tool\"}", "application/json; charset=utf-8"),
            ("/@acme/tool/", "tool", "text/html; charset=utf-8"),
            ("/packages/@acme/tool/download/1.0.0", "0123456789", "application/zip"),
            ("/@acme/tool/-/tool-1.0.0.pdpkg", "0123456789", "application/zip"),
            ("/packages/@acme/tool/download", "latest", "application/zip"),
            ("//health", "{\"status\":\"ok\"}", "application/json; charset=utf-8"),
            ("/feed.atom", "<feed/>", "application/atom+xml; charset=utf-8"),
            ("/log/checkpoint", "note", "text/plain; charset=utf-8"),
            ("/log/\(SiteResponderTests.digest).checkpoint", "note", "text/plain; charset=utf-8"),
            ("/log/tile/0/000.p/1", "hash", "application/octet-stream"),
            ("/@acme/tool/-/\(SiteResponderTests.digest).tool-1.0.0.pdpkg", "0123456789", "application/zip"),
            ("/@acme/tool/-/tool-1.0.0.pdpkg.tlog-proof", "proof", "text/plain; charset=utf-8"),
            ("/metadata/1.root.json", "{}", "application/json; charset=utf-8"),
        ])
    func found(_ path: String, _ text: String, _ type: String) async throws {
        let response = try await Self.answer(.get, path)
        #expect(
            response.status == .ok && String(buffer: response.body) == text && response.headers[.contentType] == type)
        #expect(
            response.headers[.eTag]?.hasPrefix("\"") == true && response.headers[.xContentTypeOptions] == "nosniff"
                && response.headers[.accessControlAllowOrigin] == "*")
        let known = try await Self.answer(.get, path, [.ifNoneMatch: response.headers[.eTag] ?? ""])
        #expect(known.status == .notModified && known.body.readableBytes == 0)
        #expect(
            try await Self.answer(.get, path, [.ifNoneMatch: "\"other\", W/\(response.headers[.eTag] ?? "")"]).status
                == .notModified)
        #expect(try await Self.answer(.get, path, [.ifNoneMatch: "\"other\""]).status == .ok)
    }

    @Test("answers HEAD with the headers of GET")
    func head() async throws {
        let (get, head) = (try await Self.answer(.get, "/packages"), try await Self.answer(.head, "/packages"))
        #expect(
            head.status == .ok && head.headers[.eTag] == get.headers[.eTag]
                && head.headers[.contentType] == get.headers[.contentType])
    }

    @Test(
        "has nothing where nothing is, as a page or as JSON",
        arguments: [
            ("/none", "text/html; charset=utf-8"), ("/packages/none", "application/json; charset=utf-8"),
            ("/api/v1/none", "application/json; charset=utf-8"), ("/leak.html", "text/html; charset=utf-8"),
            ("/index.html/x", "text/html; charset=utf-8"), ("/metadata/2.root.json", "text/html; charset=utf-8"),
        ])
    func missing(_ path: String, _ type: String) async throws {
        let response = try await Self.answer(.get, path)
        #expect(
            response.status == .notFound && response.headers[.contentType] == type
                && response.headers[.cacheControl] == "no-cache" && !String(buffer: response.body).contains("root:"))
    }

    @Test(
        "refuses paths that lead outside",
        arguments: ["/../x", "/%2e%2e/x", "/.git/config", "/a%00", "/a%5c..", "/%zz"])
    func hostile(_ path: String) async throws {
        let response = try await Self.answer(.get, path)
        #expect(response.status == .badRequest && !String(buffer: response.body).contains("secret"))
    }

    @Test("refuses every other method", arguments: [HTTPRequest.Method.post, .put, .delete, .patch, .options])
    func methods(_ method: HTTPRequest.Method) async throws {
        let response = try await Self.answer(method, "/")
        #expect(response.status == .methodNotAllowed && response.headers[.allow] == "GET, HEAD")
    }

    @Test("leads from a folder without its slash to the one with it")
    func folder() async throws {
        let response = try await Self.answer(.get, "/@acme/tool")
        #expect(response.status == .movedPermanently && response.headers[.location] == "/@acme/tool/")
    }

    @Test("gives parts of a file, and the whole when its tag is another")
    func ranges() async throws {
        let path = "/@acme/tool/-/tool-1.0.0.pdpkg"
        let part = try await Self.answer(.get, path, [.range: "bytes=2-4"])
        #expect(
            part.status == .partialContent && String(buffer: part.body) == "234"
                && part.headers[.contentRange] == "bytes 2-4/10")
        let beyond = try await Self.answer(.get, path, [.range: "bytes=10-"])
        #expect(beyond.status == .rangeNotSatisfiable && beyond.headers[.contentRange] == "bytes */10")
        #expect(try await Self.answer(.get, path, [.range: "bytes=2-4", .ifRange: "\"other\""]).status == .ok)
        #expect(
            try await Self.answer(.get, path, [.range: "bytes=2-4", .ifRange: part.headers[.eTag] ?? ""]).status
                == .partialContent)
        #expect(try await Self.answer(.get, path, [.range: "bytes=2-4,6-7"]).status == .ok)
    }
}
