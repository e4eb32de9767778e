internal import CCurl
internal import Glibc
internal import PromptuaryCore
internal import Synchronization

/// The thread on which libcurl runs.
///
/// Callers hand it requests and are resumed with the answers, so that no thread of Swift's pool ever waits for the network.
/// One multi handle does all transfers and keeps their connections. The thread ends when this object goes.
final class TransferThread: Sendable {
    fileprivate typealias Reply = CheckedContinuation<SiteAnswer, any Error>
    fileprivate typealias Handle = UnsafeMutableRawPointer

    fileprivate struct Submission: Sendable {
        let id: Int
        let request: TransferRequest
        let reply: Reply
    }

    private let inbox: Inbox
    private let thread: pthread_t?

    /// Starts the thread.
    ///
    /// If that fails, every request does.
    init(_ settings: TransportSettings) {
        inbox = Inbox()
        let context = Unmanaged.passRetained(TransferLoop.Start(inbox: inbox, settings: settings))
        var thread = pthread_t()
        let failure = pthread_create(&thread, nil, transferLoop, context.toOpaque())
        self.thread = failure == 0 ? thread : nil
        if failure != 0 {
            context.release()
            inbox.close(because: "no thread could be started (\(String(cString: strerror(failure))))")
        }
    }

    deinit {
        inbox.finish()
        guard let thread else { return }
        // The thread closes its connections; a program that ends meanwhile would take the libraries away under it.
        if pthread_equal(thread, pthread_self()) == 0 { pthread_join(thread, nil) } else { pthread_detach(thread) }
    }

    /// The answer to a request.
    ///
    /// Cancelling the task ends the transfer with a `CancellationError`; other errors are ``TransferFailure``.
    func perform(_ request: TransferRequest) async throws -> SiteAnswer {
        let id = inbox.register()
        defer { inbox.forget(id) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { reply in
                inbox.submit(Submission(id: id, request: request, reply: reply))
            }
        } onCancel: {
            inbox.cancel(id)
        }
    }
}

/// What callers and the thread share.
private final class Inbox: Sendable {
    private struct State {
        var waiting: [TransferThread.Submission] = []
        var cancelled: Set<Int> = []
        var lastID = 0
        var isFinished = false
        var failure: String?
        /// The multi handle while the thread may be woken.
        var multi: TransferThread.Handle?
    }

    private let state = Mutex(State())

    func register() -> Int {
        state.withLock {
            $0.lastID += 1
            return $0.lastID
        }
    }

    func forget(_ id: Int) { _ = state.withLock { $0.cancelled.remove(id) } }

    func submit(_ submission: TransferThread.Submission) {
        let refusal: (any Error)? = state.withLock {
            if $0.cancelled.contains(submission.id) { return CancellationError() }
            if let failure = $0.failure { return TransferFailure(isConnecting: false, reason: failure) }
            $0.waiting.append(submission)
            if let multi = $0.multi { curl_multi_wakeup(multi) }
            return nil
        }
        if let refusal { submission.reply.resume(throwing: refusal) }
    }

    func cancel(_ id: Int) {
        state.withLock {
            $0.cancelled.insert(id)
            if let multi = $0.multi { curl_multi_wakeup(multi) }
        }
    }

    /// Ends the thread; nobody waits for it any more.
    func finish() {
        state.withLock {
            $0.isFinished = true
            if let multi = $0.multi { curl_multi_wakeup(multi) }
        }
    }

    /// Opens for the thread: from now on its sleep may be interrupted.
    func open(_ multi: TransferThread.Handle) {
        // An address travels, not the pointer: the handle stays the thread's own.
        let address = UInt(bitPattern: multi)
        state.withLock { $0.multi = TransferThread.Handle(bitPattern: address) }
    }

    /// Closes for good, answering what still waits.
    func close(because reason: String) {
        let waiting = state.withLock { state in
            state.multi = nil
            state.failure = reason
            let waiting = state.waiting
            state.waiting = []
            return waiting
        }
        for submission in waiting {
            submission.reply.resume(throwing: TransferFailure(isConnecting: false, reason: reason))
        }
    }

    /// What the thread does next: which requests it starts, at most `room` and those that are to be stopped, which it stops,
    /// and whether that leaves none.
    func next(room: Int) -> (
        starting: [TransferThread.Submission], stopping: Set<Int>, isEmpty: Bool, isFinished: Bool
    ) {
        state.withLock {
            let stopping = $0.cancelled
            var starting: [TransferThread.Submission] = []
            var rest: [TransferThread.Submission] = []
            for submission in $0.waiting {
                if stopping.contains(submission.id) || starting.count < room {
                    starting.append(submission)
                } else {
                    rest.append(submission)
                }
            }
            $0.waiting = rest
            return (starting, stopping, rest.isEmpty, $0.isFinished)
        }
    }
}

/// What the thread does, and what belongs to it alone.
private final class TransferLoop {
    /// What the thread is started with.
    final class Start: Sendable {
        let inbox: Inbox
        let settings: TransportSettings

        init(inbox: Inbox, settings: TransportSettings) {
            self.inbox = inbox
            self.settings = settings
        }
    }

    private struct Running {
        let id: Int
        let transfer: Transfer
        let reply: TransferThread.Reply
        let message: UnsafeMutablePointer<CChar>
    }

    private let inbox: Inbox
    private let settings: TransportSettings
    private let multi: TransferThread.Handle
    private var running: [TransferThread.Handle: Running] = [:]
    /// Handles that have done a transfer; they remember TLS sessions.
    private var idle: [TransferThread.Handle] = []

    // 3 is CURL_GLOBAL_DEFAULT, a macro of macros.
    private static let isUsable = curl_global_init(3) == CURLE_OK

    init?(_ start: Start) {
        inbox = start.inbox
        settings = start.settings
        guard Self.isUsable, let multi = curl_multi_init() else { return nil }
        self.multi = multi
        promptuary_curl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, max(1, settings.parallelTransfers))
        inbox.open(multi)
    }

    func run() {
        let width = max(1, settings.parallelTransfers)
        while true {
            let next = inbox.next(room: width - running.count)
            if next.isFinished { break }
            for easy in running.filter({ next.stopping.contains($0.value.id) }).keys {
                end(easy, with: .failure(CancellationError()))
            }
            for submission in next.starting {
                if next.stopping.contains(submission.id) {
                    submission.reply.resume(throwing: CancellationError())
                } else {
                    start(submission)
                }
            }
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            endCompleted()
            // What has ended makes room for what waits.
            if next.isEmpty || running.count >= width { curl_multi_poll(multi, nil, 0, 60_000, nil) }
        }
        inbox.close(because: "the transfers have ended")
        for easy in running.keys { end(easy, with: .failure(CancellationError())) }
        for easy in idle { curl_easy_cleanup(easy) }
        curl_multi_cleanup(multi)
    }

    private func start(_ submission: TransferThread.Submission) {
        guard let easy = idle.popLast() ?? curl_easy_init() else {
            submission.reply.resume(throwing: TransferFailure(isConnecting: false, reason: "out of memory"))
            return
        }
        let transfer = Transfer(submission.request, headerLimit: settings.headerLimit)
        let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        message.pointee = 0
        running[easy] = Running(id: submission.id, transfer: transfer, reply: submission.reply, message: message)
        let code = prepare(easy, for: transfer, message: message)
        if code != CURLE_OK {
            end(easy, with: .failure(failure(easy, code, message)), wasAdded: false)
        } else if curl_multi_add_handle(multi, easy) != CURLM_OK {
            end(
                easy, with: .failure(TransferFailure(isConnecting: false, reason: "the transfer could not be started")),
                wasAdded: false)
        }
    }

    /// Sets everything about a transfer; the first code that is no success.
    private func prepare(
        _ easy: TransferThread.Handle, for transfer: Transfer, message: UnsafeMutablePointer<CChar>
    ) -> CURLcode {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_HTTPGET, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_NOSIGNAL, 1), (CURLOPT_PATH_AS_IS, 1),
            (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)), (CURLOPT_DISALLOW_USERNAME_IN_URL, 1),
            (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
            (CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout.milliseconds),
            (CURLOPT_TIMEOUT_MS, settings.totalTimeout.milliseconds),
            (CURLOPT_LOW_SPEED_LIMIT, settings.leastSpeed),
            (CURLOPT_LOW_SPEED_TIME, max(1, settings.speedPeriod.milliseconds / 1000)),
        ]
        var texts = [
            (CURLOPT_URL, transfer.request.url), (CURLOPT_PROTOCOLS_STR, "http,https"),
            (CURLOPT_USERAGENT, HTTPSource.userAgent),
        ]
        if transfer.request.isCompressed { texts.append((CURLOPT_ACCEPT_ENCODING, "gzip")) }
        if !settings.usesProxies { texts.append((CURLOPT_NOPROXY, "*")) }
        for (option, value) in numbers {
            let code = promptuary_curl_set_number(easy, option, value)
            if code != CURLE_OK { return code }
        }
        for (option, value) in texts {
            let code = promptuary_curl_set_text(easy, option, value)
            if code != CURLE_OK { return code }
        }
        for (option, value) in [
            (CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(message)), (CURLOPT_WRITEDATA, context),
            (CURLOPT_HEADERDATA, context),
        ] {
            let code = promptuary_curl_set_pointer(easy, option, value)
            if code != CURLE_OK { return code }
        }
        let code = promptuary_curl_set_sink(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        if code != CURLE_OK { return code }
        return promptuary_curl_set_sink(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
    }

    /// Ends every transfer that libcurl has completed.
    private func endCompleted() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            guard let done = running[easy] else { continue }
            if done.transfer.hasEndlessHeader {
                let reason = "the header of the answer has more than \(settings.headerLimit) bytes"
                end(easy, with: .failure(TransferFailure(isConnecting: false, reason: reason)))
            } else if code == CURLE_OK || done.transfer.isCut {
                end(easy, with: .success(done.transfer.answer))
            } else {
                end(easy, with: .failure(failure(easy, code, done.message)))
            }
        }
    }

    private func failure(
        _ easy: TransferThread.Handle, _ code: CURLcode, _ message: UnsafeMutablePointer<CChar>
    ) -> TransferFailure {
        var beforeRequest: curl_off_t = 0
        promptuary_curl_get_size(easy, CURLINFO_PRETRANSFER_TIME_T, &beforeRequest)
        let isConnecting =
            switch code {
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT: true
            case CURLE_OPERATION_TIMEDOUT: beforeRequest == 0
            default: false
            }
        let detail = String(cString: message)
        return TransferFailure(
            isConnecting: isConnecting,
            reason: detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail)
    }

    /// Answers a caller and takes the handle back.
    private func end(_ easy: TransferThread.Handle, with result: Result<SiteAnswer, any Error>, wasAdded: Bool = true) {
        guard let ended = running.removeValue(forKey: easy) else { return }
        if wasAdded { curl_multi_remove_handle(multi, easy) }
        curl_easy_reset(easy)
        idle.append(easy)
        ended.message.deallocate()
        ended.reply.resume(with: result)
    }
}

/// The body of the thread.
private func transferLoop(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    // Signals are the business of the threads that wait for them; a broken connection is an error, not a SIGPIPE.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, nil)
    let start = Unmanaged<TransferLoop.Start>.fromOpaque(context).takeRetainedValue()
    guard let loop = TransferLoop(start) else {
        start.inbox.close(because: "libcurl could not be started")
        return nil
    }
    loop.run()
    return nil
}

extension Duration {
    /// Whole milliseconds, rounded down.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
