/// One SIM as the operator knows it.
package struct MobileSIM: Equatable, Sendable {
    package enum Owner: String, CaseIterable, Sendable, Codable {
        /// Of a private person, who may switch FMC off by `*444#`.
        case personal
        case corporate
    }

    package var owner: Owner
    /// ``FMC/on`` or one of the blocks.
    package var state: FMC

    package init(owner: Owner, state: FMC) {
        self.owner = owner
        self.state = state
    }
}

/// What a mobile operator is asked for and tells (FWD-04). What it does besides is its own.
package protocol MobileOperator: Sendable {
    /// `nil`: the number is another operator's.
    /// - Throws: ``MobileFault``.
    func find(_ number: DialString) async throws(MobileFault) -> MobileSIM?

    /// Joins the number with our exchange: from now on its calls behind a star come to us. Again is no fault.
    /// - Returns: ``FMC/on`` or the block of the SIM.
    func connect(_ number: DialString) async throws(MobileFault) -> FMC

    /// Again, or a number that never was connected, is no fault.
    func disconnect(_ number: DialString) async throws(MobileFault)

    /// Every number that is connected to this exchange, with its state; ``FMC/switchedOff`` until it is disconnected.
    func subscriptions() async throws(MobileFault) -> [DialString: FMC]
}

package struct MobileFault: Error, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// No answer, or one that cannot be understood: perhaps later.
        case unreachable
        /// The number is another operator's, or its owner does not want it.
        case refused
    }

    package let code: Code
    /// For the log.
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { "\(self.code.rawValue): \(self.detail)" }
}

/// The web's way to the operator of this installation.
package protocol MobileExchange: Sendable {
    /// Whether there is an operator.
    var isOffered: Bool { get }

    /// Connects the numbers, then does `store` with their states. Whatever fails, none of them stays connected.
    /// - Throws: ``MobileFault``, or what `store` throws.
    func connect(_ numbers: [DialString], _ store: @Sendable ([DialString: FMC]) async throws -> Void) async throws

    /// Numbers were switched off: the operator is told soon.
    func changed()
}

/// An installation without an operator.
package struct NoMobileExchange: MobileExchange {
    package init() {}

    package var isOffered: Bool { false }

    package func connect(
        _ numbers: [DialString],
        _ store: @Sendable ([DialString: FMC]) async throws -> Void
    ) async throws {
        throw MobileFault(.refused, "there is no mobile operator")
    }

    package func changed() {}
}
