import CLinux
import Kernel

#if canImport(Glibc)
import Glibc
#endif

/// A program that is run once, without a shell, and given what it reads and nothing else: no descriptors of ours, no
/// environment. It, and whatever it began, ends within its time, and gives way to the server: calls are heard meanwhile.
/// Blocks its thread.
struct ChildProcess {
    enum Failure: Error, Equatable {
        /// The number of the system's error.
        case notStarted(Int32)
        case timeUp
        case tooMuchOutput
        /// The status of its end, as `waitpid` tells it.
        case failed(Int32)
    }

    /// What a pipe holds without anybody who reads it (Linux: 64 KiB).
    static let inputLimit = 32 << 10
    /// How much it gives way, as of `nice`.
    static let niceness: Int32 = 10

    /// With its path.
    let program: String
    let arguments: [String]
    let environment: [String]
    let timeLimit: Duration
    let outputLimit: Int

    /// - Parameter input: at most ``inputLimit`` bytes, so that they lie in the pipe whether or not anybody reads them.
    /// - Returns: what it wrote.
    func run(_ input: [UInt8]) throws(Failure) -> [UInt8] {
        precondition(input.count <= Self.inputLimit, "more than a pipe holds")
        let incoming = try Pipe()
        defer { incoming.close() }
        let outgoing = try Pipe()
        defer { outgoing.close() }
        let deadline = SystemTimeSource().now.advanced(by: self.timeLimit)
        let process = try self.start(reading: incoming.reading, writing: outgoing.writing)
        outgoing.closeWriting()
        let output: [UInt8]
        let status: Int32
        do throws(Failure) {
            // Before there is anything for it to do. Who is that nice already stays as it is.
            _ = setpriority(__priority_which_t(PRIO_PGRP.rawValue), id_t(process), Self.niceness)
            guard input.withUnsafeBytes({ write(incoming.writing, $0.baseAddress, $0.count) }) == input.count else {
                throw .notStarted(errno)
            }
            incoming.closeWriting()
            output = try self.read(outgoing.reading, until: deadline)
            status = try Self.status(of: process, until: deadline)
        } catch {
            // The whole group, so that nothing it began goes on.
            kill(-process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
            throw error
        }
        guard status == 0 else { throw .failed(status) }
        return output
    }

    private func start(reading: Int32, writing: Int32) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, reading, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, writing, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        _ = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals that we ignore or hold back are its own affair.
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = Int32(POSIX_SPAWN_SETPGROUP) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let words = ([self.program] + self.arguments).map { strdup($0) } + [nil]
        let variables = self.environment.map { strdup($0) } + [nil]
        defer { for text in words + variables { free(text) } }
        var process: pid_t = 0
        let error = posix_spawn(&process, self.program, &actions, &attributes, words, variables)
        guard error == 0 else { throw .notStarted(error) }
        return process
    }

    private func read(_ descriptor: Int32, until deadline: Moment) throws(Failure) -> [UInt8] {
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            try Self.wait(for: descriptor, until: deadline)
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return output }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .failed(errno)
            }
            guard output.count + count <= self.outputLimit else { throw .tooMuchOutput }
            output += buffer[..<count]
        }
    }

    /// Its output is over; whoever does not end then is late.
    private static func status(of process: pid_t, until deadline: Moment) throws(Failure) -> Int32 {
        let handle = pidfd_open(process, 0)
        guard handle >= 0 else { throw .failed(errno) }
        defer { close(handle) }
        try Self.wait(for: handle, until: deadline)
        var status: Int32 = 0
        guard waitpid(process, &status, 0) == process else { throw .failed(errno) }
        return status
    }

    /// Until there is something to read, or the process of the handle has ended.
    private static func wait(for descriptor: Int32, until deadline: Moment) throws(Failure) {
        while true {
            let left = SystemTimeSource().now.duration(to: deadline)
            guard left > .zero else { throw .timeUp }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, Int32(clamping: left.wholeMilliseconds + 1))
            if ready > 0 { return }
            guard ready == 0 || errno == EINTR else { throw .failed(errno) }
        }
    }
}

/// Both ends of a pipe, each closed once.
private final class Pipe {
    let reading: Int32
    private(set) var writing: Int32
    private var isOpen = true

    init() throws(ChildProcess.Failure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .notStarted(errno) }
        (self.reading, self.writing) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    func closeWriting() {
        guard self.writing >= 0 else { return }
        Glibc.close(self.writing)
        self.writing = -1
    }

    func close() {
        guard self.isOpen else { return }
        self.isOpen = false
        Glibc.close(self.reading)
        self.closeWriting()
    }
}
