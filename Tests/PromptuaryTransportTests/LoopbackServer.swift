import Glibc
import Synchronization

/// A web server on a free port of 127.0.0.1 that misbehaves as a test wants: a few POSIX calls, one thread a connection.
final class LoopbackServer: Sendable {
    /// One request line and its header, as text.
    struct Request: Sendable {
        let path: String
        let header: String
        let connection: Int
    }

    /// The connection that a handler writes its answer to.
    struct Peer: Sendable {
        let descriptor: Int32
        /// Sends text; false when the client has gone.
        @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

        @discardableResult func send(_ bytes: [UInt8]) -> Bool {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }

        /// Sends a whole answer with a length.
        @discardableResult func answer(_ status: Int, _ body: String, fields: String = "") -> Bool {
            send("HTTP/1.1 \(status) Status\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
        }

        /// Waits without work, at most that long; sooner when the client goes.
        func wait(milliseconds: Int32) -> Bool {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return Glibc.poll(&poll, 1, milliseconds) == 0
        }
    }

    /// Answers a request; false closes the connection.
    typealias Handler = @Sendable (Request, Peer) -> Bool

    private struct State {
        var requests: [Request] = []
        var connections = 0
        var open: Set<Int32> = []
        var running = 0
        var mostRunning = 0
    }

    let port: Int
    private let listener: Int32
    private let handler: Handler
    private let state = Mutex(State())

    init(_ handler: @escaping Handler) throws {
        self.handler = handler
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, size) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, generic, &size) == 0
            }
        }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        guard bound else { throw POSIXFailure(code: errno) }
        Self.start(
            Work { [weak self] in
                while true {
                    let client = accept(listener, nil, nil)
                    guard client >= 0, let self else {
                        if client >= 0 { close(client) }
                        // Not before: the number would be another server's at once.
                        close(listener)
                        return
                    }
                    self.serve(client)
                }
            })
    }

    /// Closes everything; called at the end of a test.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        state.withLock { for client in $0.open { shutdown(client, Int32(SHUT_RDWR)) } }
    }

    /// All requests so far.
    var requests: [Request] { state.withLock { $0.requests } }
    /// How many connections there were.
    var connections: Int { state.withLock { $0.connections } }
    /// The most requests that were in work at once.
    var mostAtOnce: Int { state.withLock { $0.mostRunning } }
    /// How many connections are open.
    var openConnections: Int { state.withLock { $0.open.count } }

    private func serve(_ client: Int32) {
        let number = state.withLock {
            $0.connections += 1
            $0.open.insert(client)
            return $0.connections
        }
        Self.start(
            Work { [self] in
                let peer = Peer(descriptor: client)
                while let header = Self.header(client) {
                    let words = header.split(separator: " ", maxSplits: 2)
                    let request = Request(
                        path: words.count > 1 ? String(words[1]) : "", header: header, connection: number)
                    state.withLock {
                        $0.requests.append(request)
                        $0.running += 1
                        $0.mostRunning = max($0.mostRunning, $0.running)
                    }
                    let goesOn = handler(request, peer)
                    state.withLock { $0.running -= 1 }
                    guard goesOn else { break }
                }
                state.withLock { _ = $0.open.remove(client) }
                close(client)
            })
    }

    private static func header(_ client: Int32) -> String? {
        var bytes: [UInt8] = []
        while bytes.count < 65_536 {
            var byte: UInt8 = 0
            guard recv(client, &byte, 1, 0) == 1 else { return nil }
            bytes.append(byte)
            if bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) { return String(decoding: bytes, as: UTF8.self) }
        }
        return nil
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func start(_ work: Work) {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, Unmanaged.passRetained(work).toOpaque())
        pthread_detach(thread)
    }
}

struct POSIXFailure: Error { let code: Int32 }
