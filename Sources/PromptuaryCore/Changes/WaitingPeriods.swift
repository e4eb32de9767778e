/// How long a registry waits before something new may be published without a person, so that its owners can object.
///
/// Times come from the log; without one from the commits of the base; for what is in neither, from whoever knows since
/// when it has been proposed. A commit that is pushed as it is has the time that its author wrote; a merge commit has
/// that of the merge.
public struct WaitingPeriods: Sendable, Hashable {
    /// What a change brings that is new.
    public enum Novelty: Sendable, Hashable {
        /// A namespace that nobody had.
        case namespace(NamespaceName)
        /// A package that was not there.
        case package(PackageID)
        /// A key that signs a release, by its fingerprint.
        case key(String)
    }

    /// Who says since when something is known.
    public enum Source: Sendable, Hashable {
        /// The log of the site.
        case log
        /// The commits of the base.
        case history
        /// Whoever holds the request.
        case request
    }

    /// Something new, and since when it is known.
    public struct Event: Sendable, Hashable {
        /// What is new.
        public let novelty: Novelty
        /// Since when it is known; nil while nobody can tell.
        public let knownSince: Timestamp?
        /// Who says so.
        public let source: Source

        /// An event from its parts.
        public init(_ novelty: Novelty, knownSince: Timestamp?, by source: Source = .log) {
            self.novelty = novelty
            self.knownSince = knownSince
            self.source = source
        }
    }

    /// Why a change has to wait.
    public struct Reason: Sendable, Hashable {
        /// What it waits for.
        public let event: Event
        /// The period of the policy in seconds.
        public let seconds: Int
        /// The time from which this reason is none any more.
        public let until: Timestamp
    }

    /// When a change may merge.
    public struct Answer: Sendable, Hashable {
        /// The earliest time; the time of the question when nothing has to wait.
        public let earliest: Timestamp
        /// What has to wait, longest first; empty when nothing has to.
        public let reasons: [Reason]

        /// Whether it may merge at the time of the question.
        public var isOver: Bool { reasons.isEmpty }
    }

    /// The seconds that a new namespace waits.
    public var namespace: Int
    /// The seconds that a new package waits.
    public var package: Int
    /// The seconds that releases by a new key wait.
    public var key: Int

    /// Periods in seconds; 0 or less is no wait.
    public init(namespace: Int = 0, package: Int = 0, key: Int = 0) {
        self.namespace = namespace
        self.package = package
        self.key = key
    }

    /// Whether anything has to wait.
    public var areNeeded: Bool { namespace > 0 || package > 0 || key > 0 }

    /// When a change with these novelties may merge, asked at a time.
    ///
    /// What nobody knows yet begins to wait when it gets known, so that at the earliest it waits from now on. An entry with a time that lies ahead counts as it stands: a log that is ahead must not shorten a wait.
    public func answer(for events: [Event], now: Timestamp) -> Answer {
        let reasons = events.compactMap { event -> Reason? in
            let period = seconds(for: event.novelty)
            guard period > 0 else { return nil }
            let (sum, overflow) = (event.knownSince ?? now).seconds.addingReportingOverflow(period)
            let until = Timestamp(seconds: overflow ? Int.max : sum)
            return until > now ? Reason(event: event, seconds: period, until: until) : nil
        }.sorted { left, right in
            left.until != right.until ? left.until > right.until : left.description.precedesInBytes(right.description)
        }
        return Answer(earliest: reasons.first?.until ?? now, reasons: reasons)
    }

    private func seconds(for novelty: Novelty) -> Int {
        switch novelty {
        case .namespace: namespace
        case .package: package
        case .key: key
        }
    }
}

extension WaitingPeriods.Reason: CustomStringConvertible {
    /// The reason as a sentence: `the namespace @acme is new and waits 3 days, until 2026-11-25T10:00:00Z`.
    public var description: String {
        let wait = Self.span(seconds)
        let end =
            switch (event.knownSince, event.source) {
            case (nil, .request): "from its proposal on, not before \(until)"
            case (nil, _): "from its entry in the log on, not before \(until)"
            case (_, .history): "until \(until) by the time of its commit"
            case (_, .log), (_, .request): "until \(until)"
            }
        return switch event.novelty {
        case .namespace(let name): "the namespace \(name) is new and waits \(wait), \(end)"
        case .package(let id): "the package \(id) is new and waits \(wait), \(end)"
        case .key(let fingerprint): "the key \(fingerprint) is new and waits \(wait), \(end)"
        }
    }

    private static func span(_ seconds: Int) -> String {
        for (size, name) in [(86_400, "day"), (3600, "hour"), (60, "minute")] where seconds % size == 0 {
            return "\(seconds / size) \(name)" + (seconds == size ? "" : "s")
        }
        return "\(seconds) second" + (seconds == 1 ? "" : "s")
    }
}
