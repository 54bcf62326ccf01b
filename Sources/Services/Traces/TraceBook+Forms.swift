import Kernel
import Model
import SIPTransport

extension TraceBook {
    struct Settings {
        /// How many new ones are followed.
        var admission = TraceAdmission.Settings()
        /// Conversations that are followed at once.
        var conversationLimit = 100_000
        /// Octets that wait to be stored.
        var pendingLimit = 64 << 20
        /// The same of strangers that have not proved yet to be anybody.
        var strangerPendingLimit = 8 << 20
        /// Octets that are kept of a refused request.
        var refusedLimit = 4 << 10
        /// A trace keeps its first octets up to this…
        var headLimit = 192 << 10
        /// … and its last up to this. Between them parts are cut out.
        var tailLimit = 64 << 10
        /// A part never holds more, but for a single message: it could not be read.
        var largestPart = 512 << 10
        /// A part is stored when it has so many octets…
        var partLimit = 48 << 10
        /// … or is so old.
        var partAge = Duration.seconds(2)
        /// No message for so long after the end: nothing will come any more.
        var quietTime = Duration.seconds(5)
        /// No message for so long and no call: there will be none. Somebody may be asked for a password meanwhile.
        var patience = Duration.seconds(32)
        /// The same once it was refused for good.
        var patienceAfterRefusal = Duration.seconds(3)
    }

    /// What is to be stored.
    struct Flush: Equatable {
        var parts: [Part] = []
        var cut: [TraceBatch.Place] = []
        var refused: [Refusal] = []
    }

    struct Part: Equatable {
        var trace: TraceID
        var number: Int
        var domain: DomainID?
        var messages: [TracedMessage]
    }

    /// A ``RefusedRequest`` whose domain is not known yet.
    struct Refusal: Equatable {
        var request: RefusedRequest
        /// Of the From header and of the Request-URI.
        var hosts: [String]
    }

    struct Key: Hashable {
        var callID: String
        var tag: String
        /// `nil`: the tag is ours.
        var peer: IPAddress?
    }

    struct Conversation {
        var keys: [Key]
        var trace: TraceID
        var leg: LegID?
        /// Our account at the provider whose leg it is.
        var account: String?
        /// Our address toward the peer, where the socket has none.
        var local: IPAddress?
        var lastAt: Moment
        /// Its leg has ended.
        var isOver = false
    }

    struct OpenTrace {
        var domain: DomainID?
        /// What is known of the request while there is no call.
        var refusal: Refusal?
        /// Nobody had proved to be anybody from where it came.
        var isStrange = false
        var conversations = 0
        var pending: [TracedMessage] = []
        var pendingSize = 0
        var pendingSince = Moment.start
        var nextNumber = 0
        var nextPart = 0
        /// Octets that were stored, before packing.
        var stored = 0
        /// Parts behind the head, with their octets.
        var tail: [(number: Int, size: Int)] = []
    }

    /// Of a refused request the beginnings of its messages: when all of it is too much, first bodies go.
    static func shortened(_ messages: [TracedMessage], to limit: Int) -> [TracedMessage] {
        guard messages.reduce(0, { $0 + $1.octets.count }) > limit else { return messages }
        var room = limit
        var kept: [TracedMessage] = []
        for var message in messages where room > 0 {
            let octets = message.octets
            let end = octets.indices.first { octets[$0...].starts(with: [0x0d, 0x0a, 0x0d, 0x0a]) }
            message.octets = Array(octets.prefix(min(end.map { $0 + 4 } ?? octets.count, room)))
            room -= message.octets.count
            kept.append(message)
        }
        return kept
    }
}
