package import Kernel

/// What has become of the numbers of the stock: derived from the lines, from what is kept back and from the time, each time
/// it is asked (decision 0037).
extension Configuration {
    package enum NumberState: Equatable, Sendable {
        case free
        case held(StockNumber.Hold)
        case connected(Line)

        /// Whose it is, or for whom it is kept.
        package var domain: DomainID? {
            switch self {
            case .free: nil
            case .held(let hold): hold.domain
            case .connected(let line): line.domain
            }
        }
    }

    package func state(of number: StockNumber, at now: Timestamp) -> NumberState {
        if let line = self.line(of: number) { return .connected(line) }
        guard let hold = number.hold(at: now), self.tenants[hold.domain] != nil else { return .free }
        return .held(hold)
    }

    /// The line of a number, in whichever of its forms it was written.
    package func line(of number: StockNumber) -> Line? {
        let spellings = ["+" + number.digits] + number.spellings
        return spellings.lazy.compactMap { DialString($0) }.compactMap { self.line(number: $0) }.first
    }

    /// Whether the domain's administrator may connect it.
    package func mayConnect(_ number: StockNumber, to domain: DomainID, at now: Timestamp) -> Bool {
        switch self.state(of: number, at: now) {
        case .free: true
        case .held(let hold): hold.domain == domain
        case .connected: false
        }
    }

    /// The line that a connection makes.
    package func line(connecting number: StockNumber, to domain: DomainID, as id: LineID) -> Line? {
        number.number.map { dialled in
            Line(
                id: id,
                domain: domain,
                number: dialled,
                trunk: number.trunk.flatMap { self.trunks[$0]?.route == nil ? self.trunks[$0]?.id : nil },
                isAdditional: true
            )
        }
    }
}
