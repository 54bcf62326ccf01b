import CLinux
import Glibc

/// Owns an epoll instance with the descriptors that wake it: a media thread waits here and nowhere else.
///
/// Level-triggered, one datagram per readiness: a socket with one waiting packet, which is nearly always the case, then
/// costs one receiving call and not a second one to see that it is empty.
struct EventPoll: ~Copyable {
    /// What became ready: a pointer of the owner's, or one of the two below.
    typealias Tag = UInt64
    static let mailboxTag: Tag = 1
    static let timerTag: Tag = 2

    /// Events taken in one call.
    private static let batch = 128
    private let descriptor: Int32
    private let timer: Int32
    private let events: UnsafeMutablePointer<epoll_event>

    /// - Parameter mailbox: the event descriptor that ``mailboxTag`` stands for; owned by the mailbox.
    init(mailbox: Int32) throws(MediaError) {
        self.descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        self.timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_NONBLOCK) | Int32(TFD_CLOEXEC))
        self.events = .allocate(capacity: Self.batch)
        guard self.descriptor >= 0, self.timer >= 0, self.add(mailbox, Self.mailboxTag),
            self.add(self.timer, Self.timerTag)
        else { throw MediaError(.threadFailed, "no epoll or timer descriptor: error \(errno)") }
    }

    deinit {
        self.events.deallocate()
        close(self.timer)
        close(self.descriptor)
    }

    @discardableResult
    borrowing func add(_ descriptor: Int32, _ tag: Tag) -> Bool {
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: tag))
        return epoll_ctl(self.descriptor, EPOLL_CTL_ADD, descriptor, &event) == 0
    }

    borrowing func remove(_ descriptor: Int32) {
        var event = epoll_event()
        epoll_ctl(self.descriptor, EPOLL_CTL_DEL, descriptor, &event)
    }

    /// Waits until something is ready or `milliseconds` have passed (−1: for ever).
    ///
    /// - Returns: how many tags can be read.
    @inline(__always)
    borrowing func wait(_ milliseconds: Int32) -> Int {
        max(0, Int(epoll_wait(self.descriptor, self.events, Int32(Self.batch), milliseconds)))
    }

    @inline(__always)
    borrowing func tag(_ index: Int) -> Tag { self.events[index].data.u64 }

    /// Makes the timer fire every `milliseconds`, or never for 0.
    borrowing func setTimer(_ milliseconds: Int) {
        let period = timespec(tv_sec: 0, tv_nsec: milliseconds * 1_000_000)
        var setting = itimerspec(it_interval: period, it_value: period)
        timerfd_settime(self.timer, 0, &setting, nil)
    }

    /// How often the timer has fired since the last call.
    borrowing func takeTimer() -> Int {
        var count: UInt64 = 0
        return read(self.timer, &count, 8) == 8 ? Int(clamping: count) : 0
    }
}
