import Dispatch
import Storage
import Synchronization

/// A few connections, each with a queue that it blocks, and the work that waits for them in the order of its coming.
final class PostgreSQLWorkers: Sendable {
    /// Gets a connection, or the reason why there is none.
    typealias Job = @Sendable (PostgreSQLWorker?, SQLError?) -> Void

    private struct State {
        var idle: [PostgreSQLWorker]
        var waiting: [Job] = []
        var isClosed = false
    }

    private let state: Mutex<State>
    private let all: [PostgreSQLWorker]
    private let limit: Int

    init(_ count: Int, _ settings: PostgreSQLSettings) {
        self.all = (0..<count).map { _ in PostgreSQLWorker(settings) }
        self.limit = settings.waitingLimit
        self.state = Mutex(State(idle: self.all))
    }

    /// Runs `body` in a transaction. Once begun it is not cut short by the cancellation of its task.
    func perform<Result: Sendable>(
        _ access: PostgreSQLSession.Access,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            self.submit { worker, refusal in
                continuation.resume(
                    with: Swift.Result {
                        guard let worker else { throw refusal ?? Self.closed }
                        return try worker.run(access, body)
                    }
                )
            }
        }
    }

    /// Ends the connections when their work is done; what comes later fails.
    func close() {
        let (idle, waiting) = self.state.withLock { state in
            state.isClosed = true
            defer { (state.idle, state.waiting) = ([], []) }
            return (state.idle, state.waiting)
        }
        for job in waiting { job(nil, Self.closed) }
        for worker in idle { worker.queue.async { worker.disconnect() } }
    }

    private static let closed = SQLError(.cannotOpen, "the database was closed")

    private func submit(_ job: @escaping Job) {
        let (worker, refusal): (PostgreSQLWorker?, SQLError?) = self.state.withLock { state in
            if state.isClosed { return (nil, Self.closed) }
            if let worker = state.idle.popLast() { return (worker, nil) }
            guard state.waiting.count < self.limit else {
                return (nil, SQLError(.tooSlow, "\(self.limit) others wait for the database"))
            }
            state.waiting.append(job)
            return (nil, nil)
        }
        if let refusal { return job(nil, refusal) }
        if let worker { self.run(job, on: worker) }
    }

    private func run(_ job: @escaping Job, on worker: PostgreSQLWorker) {
        worker.queue.async {
            job(worker, nil)
            // Who waits for a server that cannot be reached need not find that out one after the other.
            if let fault = worker.fault { self.refuseWaiting(fault) }
            self.next(worker)
        }
    }

    private func refuseWaiting(_ fault: SQLError) {
        let waiting = self.state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for job in waiting { job(nil, fault) }
    }

    private func next(_ worker: PostgreSQLWorker) {
        let (job, isClosed): (Job?, Bool) = self.state.withLock { state in
            if state.isClosed { return (nil, true) }
            if !state.waiting.isEmpty { return (state.waiting.removeFirst(), false) }
            state.idle.append(worker)
            return (nil, false)
        }
        if let job { self.run(job, on: worker) }
        if isClosed { worker.disconnect() }
    }
}

/// One connection and its queue. Connects when it is first needed, and again when the server was lost.
// What varies is touched on the queue only.
final class PostgreSQLWorker: @unchecked Sendable {
    let queue = DispatchQueue(label: "martlet.postgresql", qos: .userInitiated)
    private let settings: PostgreSQLSettings
    private var session: PostgreSQLSession?
    /// Why there is no connection, when the last attempt failed.
    private(set) var fault: SQLError?

    init(_ settings: PostgreSQLSettings) {
        self.settings = settings
    }

    func run<Result>(
        _ access: PostgreSQLSession.Access,
        _ body: (any SQLConnection) throws -> Result
    ) throws -> Result {
        let session = try self.begun(access)
        do {
            let result = try body(session)
            try session.commit()
            return result
        } catch {
            session.rollBack()
            if session.isLost { self.session = nil }
            throw error
        }
    }

    func disconnect() { self.session = nil }

    /// A connection that rested may have died unnoticed, with the server's restart for instance. Nothing was asked of it
    /// yet, so a new one can be asked instead.
    private func begun(_ access: PostgreSQLSession.Access) throws(SQLError) -> PostgreSQLSession {
        if let session = self.session {
            do {
                try session.begin(access)
                return session
            } catch {
                session.rollBack()
                guard session.isLost else { throw error }
            }
        }
        let session = try self.connected()
        do {
            try session.begin(access)
        } catch {
            session.rollBack()
            throw error
        }
        return session
    }

    private func connected() throws(SQLError) -> PostgreSQLSession {
        do {
            let session = try PostgreSQLSession(self.settings)
            self.session = session
            self.fault = nil
            return session
        } catch {
            self.session = nil
            self.fault = error
            throw error
        }
    }
}
