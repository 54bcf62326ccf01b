import Model

/// Direction and result of an ended call as one number on disk. The numbers never change.
struct CallKind: Equatable {
    let number: Int64

    init(_ direction: CallDirection, _ result: CallResult) {
        self.number = Self.number(of: direction) * 16 + Self.number(of: result)
    }

    /// Every kind that the filter lets through, `nil` when it lets all through.
    static func all(_ direction: CallDirection?, _ result: CallResult?) -> [CallKind]? {
        guard direction != nil || result != nil else { return nil }
        let directions = direction.map { [$0] } ?? CallDirection.allCases
        let results = result.map { [$0] } ?? CallResult.allCases
        return directions.flatMap { direction in results.map { CallKind(direction, $0) } }
    }

    static func direction(of number: Int64) -> CallDirection {
        CallDirection.allCases.first { Self.number(of: $0) == number / 16 } ?? .internal
    }

    static func result(of number: Int64) -> CallResult {
        CallResult.allCases.first { Self.number(of: $0) == number % 16 } ?? .failed
    }

    private static func number(of direction: CallDirection) -> Int64 {
        switch direction {
        case .incoming: 0
        case .outgoing: 1
        case .internal: 2
        }
    }

    private static func number(of result: CallResult) -> Int64 {
        switch result {
        case .answered: 0
        case .notAnswered: 1
        case .busy: 2
        case .cancelled: 3
        case .failed: 4
        case .refused: 5
        }
    }
}
