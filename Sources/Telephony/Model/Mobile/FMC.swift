/// How a mobile number of the operator's stands that is joined with its user's extension: fixed-mobile convergence
/// (FWD-04).
package enum FMC: String, CaseIterable, Hashable, Sendable, Codable {
    /// Wanted, and not confirmed by the operator yet: from a domain's file, for instance. Gives no rights.
    case pending
    case on
    /// The owner had the SIM blocked.
    case voluntaryBlock = "voluntary-block"
    /// The SIM's bills are not paid.
    case financialBlock = "financial-block"
    /// The operator or an authority blocked it.
    case administrativeBlock = "administrative-block"
    /// The owner of a private SIM switched it off (`*444#`).
    case switchedOff = "switched-off"
    /// The operator does not serve the number, or not for this.
    case refused

    /// Whether the number is taken: no other user of any domain has it.
    package var isConnected: Bool {
        switch self {
        case .pending, .on, .voluntaryBlock, .financialBlock, .administrativeBlock: true
        case .switchedOff, .refused: false
        }
    }

    /// Whether a fee is due for it: of a blocked SIM none is.
    package var isCharged: Bool { self == .on }

    /// The mobile number in E.164 with `+`; `nil` when this is none. One spelling of each number, whatever was dialled.
    package static func number(_ dialled: String) -> DialString? {
        DialString(dialled).flatMap { NumberPlan.russia.mobile($0) }
    }
}

extension Forwarding {
    /// The mobile numbers that are joined with the extension, by E.164.
    package var connectedMobiles: [DialString: FMC] {
        var found: [DialString: FMC] = [:]
        for number in self.others {
            guard let state = number.fmc, state.isConnected, let mobile = FMC.number(number.dialled) else { continue }
            found[mobile] = state
        }
        return found
    }

    /// How the joined numbers stand, those that may call first; `nil`: there is none.
    package var fmc: FMC? {
        let states = self.connectedMobiles.values
        return FMC.allCases.first { $0 != .pending && states.contains($0) } ?? states.first
    }

    /// Mobile numbers of a state of before, as they stand now; what is not joined now waits for the operator's word.
    package mutating func settleMobiles(after present: Forwarding?) {
        let known = present?.connectedMobiles ?? [:]
        for index in self.others.indices where self.others[index].fmc?.isConnected == true {
            let state = FMC.number(self.others[index].dialled).flatMap { known[$0] }
            if state != self.others[index].fmc { self.others[index].fmc = state ?? .pending }
        }
    }

    /// - Returns: `false` when the number is not in the list or stands so already.
    package mutating func note(_ state: FMC?, of mobile: DialString) -> Bool {
        var isChanged = false
        for index in self.others.indices where self.others[index].fmc != state {
            guard self.others[index].fmc != nil, FMC.number(self.others[index].dialled) == mobile else { continue }
            self.others[index].fmc = state
            isChanged = true
        }
        return isChanged
    }

    func validateMobiles() throws(ModelError) {
        var seen: Set<DialString> = []
        for number in self.others where number.fmc != nil {
            guard number.kind == .mobile, let mobile = FMC.number(number.dialled) else {
                throw ModelError(.invalid, "Only a mobile number can be joined with an extension (FMC).")
            }
            try Validity.require(
                seen.insert(mobile).inserted,
                "The mobile number \(mobile) is joined with the extension once."
            )
        }
    }
}

extension NumberPlan {
    /// The number in E.164 with `+` when it is a mobile one of the own country.
    package func mobile(_ dialled: DialString) -> DialString? {
        guard let number = self.normalised(dialled), self.isInland(number),
            number.text.dropFirst(1 + self.countryCode.count).hasPrefix(self.mobilePrefix)
        else { return nil }
        return number
    }
}
