import Kernel
import Logging
import Mail
import Model

/// Keeps the configuration and the mobile operator's list alike (FWD-04): what administrators decide is told to the
/// operator, what the operator and the owners of SIMs decide is noted here.
///
/// The operator is asked; it never calls this server: there is no door for it to keep, and what was missed while either
/// was away is in the next list.
struct MobileDesk: MobileExchange {
    /// Steps of one round: the rest waits for the next.
    private static let stepLimit = 500
    /// As the history of changes names who noted it.
    private static let author = ChangeAuthor(name: "mobile operator")

    private let mobileOperator: any MobileOperator
    private let keeper: ConfigurationKeeper
    /// `nil`: there is no mail, and the cabinet tells alone.
    private let mailer: Mailer?
    /// Where the cabinet is, as people reach it; `nil`: no link.
    private let webAddress: String?
    private let interval: Duration
    private let logger: Logger
    /// A number is connected and stored by one at a time: a list that is older than either would undo it.
    private let turns = AsyncLock()
    private let wishes: AsyncStream<Void>
    private let wish: AsyncStream<Void>.Continuation

    init(
        _ mobileOperator: any MobileOperator,
        keeper: ConfigurationKeeper,
        mailer: Mailer?,
        webAddress: String?,
        every interval: Duration,
        logger: Logger
    ) {
        self.mobileOperator = mobileOperator
        self.keeper = keeper
        self.mailer = mailer
        self.webAddress = webAddress
        self.interval = interval
        self.logger = logger
        (self.wishes, self.wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: - For the web

    var isOffered: Bool { true }

    func changed() { self.wish.yield() }

    func connect(
        _ numbers: [DialString],
        _ store: @Sendable ([DialString: FMC]) async throws -> Void
    ) async throws {
        try await self.turns.withLock {
            var states: [DialString: FMC] = [:]
            do {
                for number in numbers { states[number] = try await self.connect(number) }
                try await store(states)
            } catch {
                // What cannot be told now is told by the next round, as nobody wants these numbers then. A number that
                // somebody else joined while this one waited stays joined.
                for number in states.keys where self.keeper.current.mobile(number) == nil {
                    try? await self.mobileOperator.disconnect(number)
                }
                throw error
            }
        }
    }

    private func connect(_ number: DialString) async throws(MobileFault) -> FMC {
        guard try await self.mobileOperator.find(number) != nil else {
            throw MobileFault(.refused, "the number is another operator's")
        }
        return try await self.mobileOperator.connect(number)
    }

    // MARK: - Rounds

    /// Until the task is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    self.wish.yield()
                    // Cancelled: the loop ends.
                    try? await Task.sleep(for: self.interval)
                }
                self.wish.finish()
            }
            var isFailing = false
            for await _ in self.wishes {
                do {
                    try await self.turns.withLock { try await self.settle() }
                    isFailing = false
                } catch {
                    if !isFailing {
                        self.logger.error("the mobile operator cannot be asked", metadata: ["reason": "\(error)"])
                    }
                    isFailing = true
                }
            }
        }
    }

    private func settle() async throws {
        let told = try await self.mobileOperator.subscriptions()
        let ledger = MobileLedger(joined: self.keeper.current.mobiles, told: told)
        // A number that the operator will not hear of keeps no other one waiting.
        var firstFault: (any Error)?
        for step in ledger.steps.prefix(Self.stepLimit) {
            do {
                try await self.perform(step)
            } catch {
                self.logger.debug(
                    "a mobile number is not settled",
                    metadata: ["step": "\(step)", "reason": "\(error)"]
                )
                firstFault = firstFault ?? error
            }
        }
        if let firstFault { throw firstFault }
    }

    private func perform(_ step: MobileLedger.Step) async throws {
        switch step {
        case .disconnect(let number): try await self.mobileOperator.disconnect(number)
        case .note(let state, let number, let user): try await self.note(state, of: number, user)
        case .connect(let number): try await self.connectAgain(number)
        }
    }

    private func connectAgain(_ number: DialString) async throws {
        guard let user = self.keeper.current.mobile(number)?.user.id else { return }
        do {
            try await self.note(self.connect(number), of: number, user)
        } catch let fault as MobileFault where fault.code == .refused {
            try await self.note(.refused, of: number, user)
        }
    }

    private func note(_ state: FMC, of number: DialString, _ id: UserID) async throws {
        guard var user = self.keeper.current.user(id), user.forwarding.note(state, of: number) else { return }
        do {
            _ = try await self.keeper.apply([.putUser(user)], by: Self.author)
        } catch let error as ModelError where error.code == .conflict || error.code == .notFound {
            // Somebody changed the user at this moment: the next round sees what is left to do.
            return
        }
        self.logger.info(
            "a mobile number stands otherwise",
            metadata: ["user.id": "\(id)", "state": "\(state.rawValue)"]
        )
        if state == .switchedOff { self.write(number, user) }
    }

    private func write(_ number: DialString, _ user: User) {
        guard let mailer = self.mailer, let tenant = self.keeper.current.tenants[user.domain] else { return }
        let words = MobileWords(
            number,
            of: user.shownName.isEmpty ? user.login : user.shownName,
            company: tenant.domain.shownName,
            link: self.webAddress.map { "\($0)/users/\(user.id)" },
            tenant.domain.language
        )
        for address in tenant.noticeAddresses {
            mailer.send(MailMessage(recipient: address, subject: words.subject, text: words.text))
        }
    }
}
