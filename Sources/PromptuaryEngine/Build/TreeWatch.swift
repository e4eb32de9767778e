/// Wakes up when something has changed that a build reads.
///
/// Where the system does not let so many folders be watched, it says so once and never wakes up: who uses it looks now and then.
/// inotify does not tell what other machines do on a network file system either.
actor TreeWatch {
    /// How a burst of changes becomes one, in milliseconds.
    struct Rhythm: Sendable {
        /// How long it has to be quiet.
        var silence = 25
        /// How long a burst is waited for at most.
        var most = 200
        /// How often it is looked whether the paths lead to the same folders.
        var look = 1000
    }

    private let places: @Sendable () async -> [FolderWatch.Place]
    private let rhythm: Rhythm
    private let limit: Int
    private let say: @Sendable (String) -> Void
    private let wait = DescriptorWait()
    private var watch: FolderWatch?
    private var hasBegun = false

    /// A watch of places, which are asked for when it begins; with none of them it never wakes up.
    ///
    /// It tells `say` why it cannot watch. `limit` is how many folders it watches at most.
    init(
        rhythm: Rhythm = Rhythm(), limit: Int = .max, say: @escaping @Sendable (String) -> Void,
        places: @escaping @Sendable () async -> [FolderWatch.Place]
    ) {
        (self.rhythm, self.limit, self.say, self.places) = (rhythm, limit, say, places)
    }

    /// The places that a build of a tree reads.
    static func places(tree: String, templates: String?, from source: ChangeSource) async -> [FolderWatch.Place] {
        var places = [FolderWatch.Place(path: tree, scope: .tree(from: source))]
        if let templates { places.append(FolderWatch.Place(path: templates, scope: .templates)) }
        if let folder = await Git(tree).folder() { places.append(FolderWatch.Place(path: folder, scope: .head)) }
        return places
    }

    /// Whether changes wake it up.
    var isWatching: Bool { watch != nil }

    /// Begins to watch, if it has not: changes are noticed from here on.
    func begin() async {
        guard !hasBegun else { return }
        hasBegun = true
        await renew()
    }

    /// Waits until something has changed since the last call and it is quiet again; false when the time is over.
    ///
    /// Errors: `CancellationError`.
    func change(within milliseconds: Int) async throws -> Bool {
        await begin()
        let clock = ContinuousClock()
        let end = clock.now + .milliseconds(milliseconds)
        while true {
            try Task.checkCancellation()
            let left = Self.milliseconds(until: end)
            guard let watch else {
                try await Task.sleep(for: .milliseconds(left))
                return false
            }
            if await wait.wait(for: watch.descriptor, milliseconds: min(left, rhythm.look)) {
                if await take() {
                    try await settle()
                    return true
                }
            } else if !Task.isCancelled, watch.isElsewhere {
                await renew()
                return true
            }
            if left == 0 { return false }
        }
    }

    /// Waits for the end of a burst.
    private func settle() async throws {
        let end = ContinuousClock().now + .milliseconds(rhythm.most)
        while let watch {
            try Task.checkCancellation()
            let left = Self.milliseconds(until: end)
            guard left > 0, await wait.wait(for: watch.descriptor, milliseconds: min(left, rhythm.silence)) else {
                return
            }
            _ = await take()
        }
    }

    /// Whether something that matters has happened.
    private func take() async -> Bool {
        do {
            switch try watch?.take() ?? .nothing {
            case .nothing: return false
            case .change: return true
            case .lost:
                await renew()
                return true
            }
        } catch {
            end(because: error)
            return true
        }
    }

    private func renew() async {
        let places = await places()
        guard !places.isEmpty else { return }
        do {
            watch = try FolderWatch.begin(places, limit: limit)
        } catch {
            end(because: error)
        }
    }

    private func end(because error: StorageError) {
        watch = nil
        say(
            "cannot be told of changes (\(error.reason)), so looking for them now and then; fs.inotify.max_user_watches is how many folders a user may watch"
        )
    }

    private static func milliseconds(until end: ContinuousClock.Instant) -> Int {
        let (seconds, attoseconds) = (end - ContinuousClock().now).components
        return max(0, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
