public import PromptuaryCore
public import PromptuaryEngine

/// A site on a web server, read over HTTP or HTTPS.
///
/// Redirects are not followed, credentials never sent, certificates always verified. Transfers share connections, at most
/// ``TransportSettings/parallelTransfers`` run at once, and cancelling a task ends its transfer.
public struct HTTPSource: SiteSource, SiteProbe {
    static let userAgent = "promptuary/\(ProgramVersion.text)"

    /// The address of the site.
    public let address: SiteAddress
    private let retries: RetryPolicy
    private let thread: TransferThread

    /// The site at an address.
    public init(_ address: SiteAddress, settings: TransportSettings = TransportSettings()) {
        self.address = address
        retries = settings.retries
        thread = TransferThread(settings)
    }

    /// The URL of the site.
    public var name: String { address.text }

    /// The bytes of one file; nil when the server says 403, 404 or 410.
    ///
    /// Any status but these and 200 is ``SourceError/unreachable(_:reason:)``, which names it.
    public func read(_ path: String, upTo limit: Int) async throws -> [UInt8]? {
        guard SourcePath.isPlain(path) else { return nil }
        let url = address.url(of: path)
        let answer = try await answer(to: TransferRequest(url: url, body: .whole(limit: limit)))
        switch answer.status {
        case 200 where answer.isWhole: return answer.body
        case 200: throw SourceError.tooLarge(url, limit: limit)
        case 403, 404, 410: return nil
        default: throw SourceError.unreachable(url, reason: Self.reason(answer))
        }
    }

    /// The answer to one GET request, whatever its status; sent once.
    public func probe(_ path: String, upTo limit: Int, compressed: Bool = false) async throws -> SiteAnswer {
        let url = address.url(of: path)
        do {
            return try await thread.perform(
                TransferRequest(url: url, body: .beginning(limit: limit), isCompressed: compressed))
        } catch let failure as TransferFailure {
            throw SourceError.unreachable(url, reason: failure.reason)
        }
    }

    /// The last answer to a request that is sent again as the policy says.
    private func answer(to request: TransferRequest) async throws -> SiteAnswer {
        var attempt = 1
        while true {
            let outcome: Result<SiteAnswer, TransferFailure>
            let ending: RetryPolicy.Ending
            do {
                let answer = try await thread.perform(request)
                outcome = .success(answer)
                ending = .status(answer.status, retryAfter: answer["Retry-After"].flatMap { Int($0) })
            } catch let failure as TransferFailure {
                outcome = .failure(failure)
                ending = failure.isConnecting ? .notConnected : .broken
            }
            guard let pause = retries.pause(after: attempt, ending: ending) else {
                switch outcome {
                case .success(let answer): return answer
                case .failure(let failure): throw SourceError.unreachable(request.url, reason: failure.reason)
                }
            }
            try await Task.sleep(for: pause)
            attempt += 1
        }
    }

    private static func reason(_ answer: SiteAnswer) -> String {
        if (300...399).contains(answer.status), let target = answer["Location"] {
            return "the server answered \(answer.status) and points at \(target.prefix(200)), which is not followed"
        }
        return "the server answered \(answer.status)"
    }
}
