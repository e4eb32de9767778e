internal import Dispatch
internal import Glibc

/// Waiting for a descriptor, without a thread of Swift's pool, until something can be read or the task is cancelled.
///
/// For one task: whoever waits after a cancellation does not wait.
final class DescriptorWait: Sendable {
    private let queue = DispatchQueue(label: "promptuary.watch")
    private let cancelled: (read: Int32, write: Int32)

    /// Makes the pipe that wakes up the wait of a cancelled task.
    ///
    /// Without one, such a wait takes all its time.
    init() {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
        cancelled = (ends[0], ends[1])
    }

    deinit { for end in [cancelled.read, cancelled.write] where end >= 0 { close(end) } }

    /// Waits; true when something can be read.
    func wait(for descriptor: Int32, milliseconds: Int) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async { [self] in
                    var polled = [descriptor, cancelled.read].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
                    let time = Int32(clamping: max(0, milliseconds))
                    let count = poll(&polled, nfds_t(polled.count), time)
                    continuation.resume(returning: count > 0 && polled[0].revents != 0)
                }
            }
        } onCancel: {
            var byte: UInt8 = 0
            if cancelled.write >= 0 { _ = write(cancelled.write, &byte, 1) }
        }
    }
}
