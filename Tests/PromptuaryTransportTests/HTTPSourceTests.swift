import PromptuaryCore
import PromptuaryEngine
import Synchronization
import Testing

@testable import PromptuaryTransport

/// What a source makes of good and bad servers.
@Suite(.timeLimit(.minutes(1))) struct HTTPSourceTests {
    static var quick: TransportSettings {
        var settings = TransportSettings()
        settings.connectTimeout = .seconds(2)
        settings.totalTimeout = .seconds(20)
        settings.retries = RetryPolicy(attempts: 3, firstPause: .milliseconds(1), longestPause: .milliseconds(5))
        settings.usesProxies = false
        return settings
    }

    private func expect(
        _ source: HTTPSource, _ path: String, upTo limit: Int, gives text: String?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        expect(try await source.read(path, upTo: limit), is: text, sourceLocation: sourceLocation)
    }

    private func expect(_ bytes: [UInt8]?, is text: String?, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(bytes.map { String(decoding: $0, as: UTF8.self) } == text, sourceLocation: sourceLocation)
    }

    /// Runs a test against a server and a source that reads from it.
    private func serving(
        _ settings: TransportSettings = quick, below prefix: String = "",
        _ handler: @escaping LoopbackServer.Handler,
        test: (HTTPSource, LoopbackServer) async throws -> Void
    ) async throws {
        let server = try LoopbackServer(handler)
        defer { server.stop() }
        let source = HTTPSource(try SiteAddress("http://127.0.0.1:\(server.port)\(prefix)"), settings: settings)
        try await test(source, server)
    }

    /// The reason of the error that reading a path ends with.
    private func reason(_ source: HTTPSource, _ path: String, upTo limit: Int = 1000) async -> String {
        do {
            _ = try await source.read(path, upTo: limit)
            return "no error"
        } catch let SourceError.unreachable(url, reason) {
            #expect(url == source.address.url(of: path))
            return reason
        } catch {
            return "\(error)"
        }
    }

    @Test("a file comes as it is, by one GET that names the program and asks for no encoding")
    func plain() async throws {
        try await serving(below: "/some%20where") { _, peer in
            peer.answer(200, "hello")
        } test: { source, server in
            try await expect(source, "@ns/name/-/name-1.0.0+a b.yaml", upTo: 5, gives: "hello")
            let request = try #require(server.requests.first)
            #expect(request.header.hasPrefix("GET /some%20where/@ns/name/-/name-1.0.0%2Ba%20b.yaml HTTP/1.1\r\n"))
            #expect(request.header.contains("\r\nUser-Agent: promptuary/\(ProgramVersion.text)\r\n"))
            for absent in ["accept-encoding", "authorization", "cookie", "range"] {
                #expect(!request.header.lowercased().contains("\r\n\(absent):"), "\(absent)")
            }
        }
    }

    @Test("an empty file is a file")
    func empty() async throws {
        try await serving { _, peer in
            peer.answer(200, "")
        } test: { source, _ in
            try await expect(source, "a", upTo: 0, gives: "")
        }
    }

    @Test("403, 404 and 410 mean that there is no file, however long their page is", arguments: [403, 404, 410])
    func missing(status: Int) async throws {
        try await serving { request, peer in
            peer.answer(status, String(repeating: "x", count: request.path == "/long" ? 1_000_000 : 500))
        } test: { source, server in
            try await expect(source, "short", upTo: 10, gives: nil)
            try await expect(source, "long", upTo: 10, gives: nil)
            #expect(server.requests.count == 2)
        }
    }

    @Test(
        "other statuses are an error that names them, and only 5xx and 429 are asked again",
        arguments: [
            (204, 1), (206, 1), (304, 1), (400, 1), (401, 1), (418, 1), (429, 3), (500, 3), (503, 3),
        ])
    func otherStatus(status: Int, requests: Int) async throws {
        try await serving { _, peer in
            status == 204 || status == 304
                ? peer.send("HTTP/1.1 \(status) Status\r\n\r\n") : peer.answer(status, "oops")
        } test: { source, server in
            #expect(await reason(source, "a") == "the server answered \(status)")
            #expect(server.requests.count == requests)
        }
    }

    @Test("a server that is broken for a moment is asked again")
    func recovers() async throws {
        let count = Mutex(0)
        try await serving { _, peer in
            let isFirst = count.withLock {
                $0 += 1; return $0 == 1
            }
            return isFirst ? peer.answer(500, "oops", fields: "Retry-After: 0\r\n") : peer.answer(200, "well")
        } test: { source, server in
            try await expect(source, "a", upTo: 10, gives: "well")
            #expect(server.requests.count == 2)
        }
    }

    @Test("redirects are not followed", arguments: ["/b", "http://127.0.0.1:1/b", "file:///etc/passwd", "ftp://x/"])
    func redirect(target: String) async throws {
        try await serving { request, peer in
            request.path == "/b" ? peer.answer(200, "b") : peer.answer(302, "", fields: "Location: \(target)\r\n")
        } test: { source, server in
            #expect(
                await reason(source, "a") == "the server answered 302 and points at \(target), which is not followed")
            #expect(server.requests.count == 1)
        }
    }

    @Test("the limit is exact, with a length and without", arguments: [true, false])
    func limit(chunked: Bool) async throws {
        try await serving { _, peer in
            chunked
                ? peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                : peer.answer(200, "abcde")
        } test: { source, _ in
            try await expect(source, "a", upTo: 5, gives: "abcde")
            await #expect(throws: SourceError.tooLarge(source.address.url(of: "a"), limit: 4)) {
                try await source.read("a", upTo: 4)
            }
        }
    }

    @Test("a body without end stops at the limit")
    func endless() async throws {
        let block = [UInt8](repeating: 65, count: 65_536)
        try await serving { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            while peer.send(block) {}
            return false
        } test: { source, server in
            await #expect(throws: SourceError.tooLarge(source.address.url(of: "a"), limit: 100_000)) {
                try await source.read("a", upTo: 100_000)
            }
            try await eventually { server.openConnections == 0 }
        }
    }

    @Test("a body whose length is over the limit is left at once")
    func announced() async throws {
        try await serving { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nabc")
            return peer.wait(milliseconds: 20_000)
        } test: { source, _ in
            await #expect(throws: SourceError.tooLarge(source.address.url(of: "a"), limit: 999_999_999)) {
                try await source.read("a", upTo: 999_999_999)
            }
        }
    }

    @Test("a length that is no number harms nobody", arguments: ["-1", "5x", "99999999999999999999999"])
    func oddLength(length: String) async throws {
        try await serving { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\nhello")
            return false
        } test: { source, _ in
            let bytes = try? await source.read("a", upTo: 100)
            #expect(bytes == nil || bytes == Array("hello".utf8))
        }
    }

    @Test("a header without end stops")
    func endlessHeader() async throws {
        try await serving { _, peer in
            peer.send("HTTP/1.1 200 OK\r\n")
            while peer.send("X-Filler: \(String(repeating: "x", count: 1000))\r\n") {}
            return false
        } test: { source, _ in
            #expect(await reason(source, "a") == "the header of the answer has more than 65536 bytes")
        }
    }

    @Test("a body that is shorter than its length is an error, asked once")
    func truncated() async throws {
        try await serving { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            return false
        } test: { source, server in
            #expect(await reason(source, "a").contains("97 bytes remaining"))
            #expect(server.requests.count == 1)
        }
    }

    @Test("a chunked body that breaks off is an error")
    func brokenChunk() async throws {
        try await serving { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc")
            return false
        } test: { source, _ in
            #expect(await reason(source, "a") != "no error")
        }
    }

    @Test("what is no HTTP is an error")
    func noHTTP() async throws {
        try await serving { _, peer in
            peer.send("SSH-2.0-OpenSSH_9.2\r\n")
            return false
        } test: { source, _ in
            #expect(await reason(source, "a") != "no error")
        }
    }

    @Test("a server that says nothing is left after the time that one transfer has")
    func silent() async throws {
        var settings = Self.quick
        settings.totalTimeout = .milliseconds(300)
        try await serving(settings) { _, peer in
            peer.wait(milliseconds: 20_000)
        } test: { source, server in
            #expect(await reason(source, "a").contains("timed out"))
            #expect(server.requests.count == 1)
        }
    }

    @Test("a body that trickles is left")
    func slow() async throws {
        var settings = Self.quick
        settings.leastSpeed = 1000
        settings.speedPeriod = .seconds(1)
        try await serving(settings) { _, peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while peer.send("x"), peer.wait(milliseconds: 50) {}
            return false
        } test: { source, _ in
            #expect(await reason(source, "a", upTo: 100_000).contains("too slow"))
        }
    }

    @Test("where nobody listens, the attempts end with a reason")
    func refused() async throws {
        let server = try LoopbackServer { _, _ in false }
        server.stop()
        let source = HTTPSource(try SiteAddress("http://127.0.0.1:\(server.port)"), settings: Self.quick)
        #expect(await reason(source, "a").contains("127.0.0.1 port \(server.port)"))
    }

    @Test("requests one after the other share a connection, also after a missing file")
    func keepAlive() async throws {
        try await serving { request, peer in
            peer.answer(request.path == "/3" ? 404 : 200, request.path)
        } test: { source, server in
            for number in 0..<20 {
                let expected = number == 3 ? nil : "/\(number)"
                try await expect(source, "\(number)", upTo: 10, gives: expected)
            }
            #expect(server.connections == 1)
            #expect(server.requests.count == 20)
        }
    }

    @Test("many readers get their own files, over no more connections than the settings say")
    func parallel() async throws {
        try await serving { request, peer in
            _ = peer.wait(milliseconds: 1)
            return peer.answer(200, "body of \(request.path)")
        } test: { source, server in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask { try await source.read("\(number)", upTo: 100) == Array("body of /\(number)".utf8) }
                }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(server.requests.count == 200)
            #expect((2...8).contains(server.mostAtOnce))
            #expect(server.connections <= 16)
        }
    }

    @Test("cancelling ends a running transfer and one that waits for its turn, and others go on")
    func cancellation() async throws {
        var settings = Self.quick
        settings.parallelTransfers = 1
        try await serving(settings) { request, peer in
            request.path == "/slow" ? peer.wait(milliseconds: 20_000) : peer.answer(200, "quick")
        } test: { source, server in
            let slow = Task { try await source.read("slow", upTo: 10) }
            try await eventually { server.requests.count == 1 }
            let waiting = Task { try await source.read("waiting", upTo: 10) }
            let other = Task { try await source.read("other", upTo: 10) }
            try await Task.sleep(for: .milliseconds(20))
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            slow.cancel()
            await #expect(throws: CancellationError.self) { try await slow.value }
            expect(try await other.value, is: "quick")
            #expect(!server.requests.contains { $0.path == "/waiting" })
        }
    }

    @Test("a task that is cancelled before it reads sends nothing")
    func cancelledBefore() async throws {
        try await serving { _, peer in
            peer.answer(200, "")
        } test: { source, server in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return try await source.read("a", upTo: 10)
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a source that goes closes its connections")
    func ends() async throws {
        let server = try LoopbackServer { _, peer in peer.answer(200, "") }
        defer { server.stop() }
        do {
            let source = HTTPSource(try SiteAddress("http://127.0.0.1:\(server.port)"), settings: Self.quick)
            try await expect(source, "a", upTo: 10, gives: "")
            #expect(server.openConnections == 1)
        }
        try await eventually { server.openConnections == 0 }
    }

    @Test(
        "paths that climb are never asked for",
        arguments: ["", "/a", "a//b", "../a", "a/./b", "a/..", "a\\b", "a\u{0}b"])
    func climbing(path: String) async throws {
        try await serving { _, peer in
            peer.answer(200, "x")
        } test: { source, server in
            try await expect(source, path, upTo: 10, gives: nil)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a probe tells status, header and the beginning of every answer")
    func probe() async throws {
        try await serving { request, peer in
            peer.answer(
                request.path == "/page" ? 200 : 404, "<html>page", fields: "cache-control:  max-age=5 \r\nDate: x\r\n")
        } test: { source, server in
            let page = try await source.probe("page", upTo: 6)
            #expect((page.status, page.body, page.isWhole) == (200, Array("<html>".utf8), false))
            #expect(page["Cache-Control"] == "max-age=5")
            let none = try await source.probe("none", upTo: 100)
            #expect((none.status, none.body.count, none.isWhole) == (404, 10, true))
            #expect(server.requests.count == 2)
        }
    }

    @Test("a compressed probe gives the content that was compressed, within the limit")
    func compressedProbe() async throws {
        // `hello` by gzip.
        let packed: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0, 0x86, 0xA6, 0x10, 0x36, 5, 0,
            0, 0,
        ]
        try await serving { request, peer in
            guard request.header.contains("\r\nAccept-Encoding: gzip\r\n") else { return peer.answer(200, "hello") }
            return peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n")
                && peer.send(packed)
        } test: { source, _ in
            expect(try await source.probe("a", upTo: 100, compressed: true).body, is: "hello")
            expect(try await source.probe("a", upTo: 2, compressed: true).body, is: "he")
            expect(try await source.probe("a", upTo: 100).body, is: "hello")
        }
    }

    /// Waits until something is so, for the threads of the server.
    private func eventually(_ condition: () -> Bool) async throws {
        for _ in 0..<500 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(condition())
    }
}
