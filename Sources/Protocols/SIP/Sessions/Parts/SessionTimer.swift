/// Keep-alive of a session by refreshes (RFC 4028): what is asked for, what was agreed, and when to act.
///
/// It sends and arms nothing: the session asks it for header values and delays.
public struct SessionTimer: Sendable, Equatable {
    /// What we want.
    public struct Settings: Sendable, Equatable {
        /// Session interval asked for. Default 30 min. 90 s to 1 day.
        public var interval: Duration = .seconds(1_800)
        /// Shortest interval accepted (Min-SE). Default 90 s, the least the RFC allows.
        public var minimum: Duration = .seconds(90)

        public init() {}
    }

    /// Who sends the refreshes.
    enum Refresher: Sendable, Equatable {
        case here
        case farEnd
    }

    struct Agreement: Sendable, Equatable {
        /// 90 to 86 400.
        var seconds: Int
        var refresher: Refresher

        /// When the refresher acts: after half the interval (§10).
        var refreshDelay: Duration { .milliseconds(self.seconds * 500) }

        /// When the session is over without a refresh: min(32 s, a third) before its end (§10).
        var expiryDelay: Duration { .seconds(self.seconds - min(32, self.seconds / 3)) }
    }

    /// No interval below is ever used (§4), none above is worth a timer.
    private static let bounds = 90...86_400

    /// Whether we ask for a timer by ourselves.
    private let isWanted: Bool
    /// Our Min-SE, in seconds.
    let minimum: Int
    /// What we ask for, in seconds; raised by 422.
    private var wanted: Int
    /// Min-SE learned from a 422, which the next request repeats (§7.4).
    private(set) var learnedMinimum: Int?
    /// What the last INVITE or UPDATE agreed on; `nil`: no timer runs.
    private(set) var agreement: Agreement?

    /// - Parameter settings: `nil` asks for nothing, but honours a far end that does.
    init(_ settings: Settings?) {
        let values = settings ?? Settings()
        self.isWanted = settings != nil
        self.minimum = Self.clamp(Int(clamping: values.minimum.components.seconds))
        self.wanted = max(self.minimum, Self.clamp(Int(clamping: values.interval.components.seconds)))
    }

    private static func clamp(_ seconds: Int) -> Int {
        min(max(seconds, self.bounds.lowerBound), self.bounds.upperBound)
    }

    // MARK: Requests we send

    /// Session-Expires of an INVITE or UPDATE we send; `nil` sends none.
    var requested: String? {
        guard let agreement = self.agreement else { return self.isWanted ? String(self.wanted) : nil }
        let seconds = max(agreement.seconds, self.learnedMinimum ?? 0)
        return "\(seconds);refresher=\(agreement.refresher == .here ? "uac" : "uas")"
    }

    /// Takes a 422 in. `false` when asking again would not help.
    mutating func raise(toAtLeast minimum: Int) -> Bool {
        guard minimum > max(self.agreement?.seconds ?? self.wanted, self.learnedMinimum ?? 0),
            Self.bounds.contains(minimum)
        else { return false }
        self.wanted = max(self.wanted, minimum)
        self.learnedMinimum = minimum
        return true
    }

    /// Takes the Session-Expires of a 2xx to our INVITE or UPDATE in; without one no timer runs (§7.2).
    mutating func answered(seconds: Int?, refresher: SessionExpires.Refresher?) {
        guard let seconds else {
            self.agreement = nil
            return
        }
        self.agreement = Agreement(seconds: Self.clamp(seconds), refresher: refresher == .uas ? .farEnd : .here)
    }

    // MARK: Requests we receive

    /// Whether a request must be answered 422 with our Min-SE (§9).
    func refuses(seconds: Int?, supportsTimer: Bool) -> Bool {
        guard let seconds else { return false }
        return supportsTimer && seconds < self.minimum
    }

    /// What our 2xx says.
    struct Acceptance: Sendable, Equatable {
        /// Value of Session-Expires.
        var value: String
        /// Whether `Require: timer` goes along, which it must when the far end refreshes (§9).
        var isRequired: Bool
    }

    /// Agrees with a request that was not refused; `nil`: no timer.
    ///
    /// - Parameters:
    ///   - seconds: the request's Session-Expires.
    ///   - refresher: its parameter.
    ///   - minimum: the request's Min-SE.
    ///   - supportsTimer: the far end can refresh.
    mutating func accept(seconds: Int?, refresher: SessionExpires.Refresher?, minimum: Int?, supportsTimer: Bool)
        -> Acceptance?
    {
        guard self.isWanted || seconds != nil else {
            self.agreement = nil
            return nil
        }
        let floor = max(self.minimum, minimum ?? 0)
        // The answering side may shorten the interval, down to both sides' minimum, but not lengthen it (§9).
        let interval = seconds.map { min($0, max(self.wanted, floor)) } ?? max(self.wanted, floor)
        let chosen: Refresher =
            switch refresher {
            case .uac: .farEnd
            case .uas: .here
            case nil: supportsTimer ? self.agreement?.refresher ?? .farEnd : .here
            }
        let agreement = Agreement(seconds: Self.clamp(interval), refresher: chosen)
        self.agreement = agreement
        return Acceptance(
            value: "\(agreement.seconds);refresher=\(chosen == .farEnd ? "uac" : "uas")",
            isRequired: chosen == .farEnd
        )
    }
}
