import SIP

/// The names of each machine's timers among those of all machines, both ways.
extension InviteClientTransaction.Timer {
    init?(_ timer: TransactionTimer) {
        switch timer {
        case .a: self = .a
        case .b: self = .b
        case .d: self = .d
        case .m: self = .m
        case .cancelled: self = .cancelled
        case .e, .f, .k, .trying, .g, .h, .i, .l, .j: return nil
        }
    }

    var shared: TransactionTimer {
        switch self {
        case .a: .a
        case .b: .b
        case .d: .d
        case .m: .m
        case .cancelled: .cancelled
        }
    }
}

extension NonInviteClientTransaction.Timer {
    init?(_ timer: TransactionTimer) {
        switch timer {
        case .e: self = .e
        case .f: self = .f
        case .k: self = .k
        case .a, .b, .d, .m, .cancelled, .trying, .g, .h, .i, .l, .j: return nil
        }
    }

    var shared: TransactionTimer {
        switch self {
        case .e: .e
        case .f: .f
        case .k: .k
        }
    }
}

extension InviteServerTransaction.Timer {
    init?(_ timer: TransactionTimer) {
        switch timer {
        case .trying: self = .trying
        case .g: self = .g
        case .h: self = .h
        case .i: self = .i
        case .l: self = .l
        case .a, .b, .d, .m, .cancelled, .e, .f, .k, .j: return nil
        }
    }

    var shared: TransactionTimer {
        switch self {
        case .trying: .trying
        case .g: .g
        case .h: .h
        case .i: .i
        case .l: .l
        }
    }
}

extension NonInviteServerTransaction.Timer {
    init?(_ timer: TransactionTimer) {
        guard timer == .j else { return nil }
        self = .j
    }

    var shared: TransactionTimer { .j }
}
