import Kernel
import SIP
import Testing

/// What happens to a session in a script.
enum Move: Sendable {
    /// A command of the owner, or a timer.
    case give(InviteSession.Input)
    /// The far end answers the last request of this method that the session sent. `tag` is its To tag.
    case answer(Int, SIPMethod, sdp: String? = nil, tag: String = "far", headers: [ExtraHeader] = [])
    /// A request of the far end in the dialog; `sequence` 0 takes the next number.
    case request(SIPMethod, sdp: String? = nil, sequence: UInt32 = 0, headers: [ExtraHeader] = [], tag: String = "far")
    /// The transaction of the last request of this method failed.
    case fail(SIPMethod, TransactionFailure)

    static func fire(_ timer: InviteSession.Timer) -> Move { .give(.fired(timer)) }
    static func accept(_ sdp: String?) -> Move { .give(.accept(sdp: sdp.map { Array($0.utf8) }, headers: [])) }
    static func progress(_ status: Int, _ sdp: String? = nil) -> Move {
        .give(.progress(status: status, sdp: sdp.map { Array($0.utf8) }, headers: []))
    }
    static func offer(_ sdp: String?, _ method: InviteSession.OfferMethod = .invite) -> Move {
        .give(.offer(sdp: sdp.map { Array($0.utf8) }, by: method, headers: []))
    }
    static func acceptOffer(_ sdp: String) -> Move { .give(.acceptOffer(sdp: Array(sdp.utf8))) }
    static func rejectOffer(_ status: Int) -> Move { .give(.rejectOffer(status: status, headers: [])) }
    static var hangUp: Move { .give(.hangUp(reason: nil)) }
    static var cancel: Move { .give(.cancel(reason: nil)) }
}

/// A session and a far end made of messages, for scripts.
struct SessionBench {
    var session: InviteSession
    private var sent: [SIPMethod: SIPMessage] = [:]
    /// Every request and response the session sent, in order.
    private(set) var messages: [SIPMessage] = []
    private let invite: SIPMessage?
    private var farSequence: UInt32 = 100

    static let callID = "call@here"

    init(calling offer: String?, settings: InviteSessionSettings = Self.quiet, headers: [ExtraHeader] = []) {
        var call = OutgoingInvite(
            target: SIPURI(user: "bob", host: "b.example"),
            from: NameAddress(uri: SIPURI(user: "alice", host: "a.example")),
            to: NameAddress(uri: SIPURI(user: "bob", host: "b.example")),
            callID: Self.callID,
            localTag: "near",
            contact: "<sip:here@10.0.0.1:5060>",
            offer: offer.map { Array($0.utf8) }
        )
        call.headers = headers
        self.session = InviteSession(calling: call, settings: settings, seed: 7)
        self.invite = nil
    }

    init(answering offer: String?, settings: InviteSessionSettings = Self.quiet, headers: [ExtraHeader] = []) {
        var invite = Self.request(.invite, sequence: 100, toTag: nil, fromTag: "far", sdp: offer)
        for header in headers { invite.append(header.name, header.value) }
        self.init(answering: invite, settings: settings)
    }

    init(answering invite: SIPMessage, settings: InviteSessionSettings = Self.quiet) {
        self.session = InviteSession(
            answering: invite,
            localTag: "near",
            contact: "<sip:here@10.0.0.1:5060>",
            settings: settings,
            seed: 7
        )
        self.invite = invite
    }

    /// No session timer, so that scripts show only what they are about.
    static var quiet: InviteSessionSettings {
        var settings = InviteSessionSettings()
        settings.sessionTimer = nil
        return settings
    }

    static func request(
        _ method: SIPMethod,
        sequence: UInt32,
        toTag: String?,
        fromTag: String,
        sdp: String? = nil
    ) -> SIPMessage {
        var message = SIPMessage(request: method, uri: SIPURI(user: "here", host: "10.0.0.1"))
        message.append(.via, "SIP/2.0/UDP far.example;branch=z9hG4bK\(method.text)\(sequence)")
        message.append(.maxForwards, "70")
        message.append(.from, "<sip:far@far.example>;tag=\(fromTag)")
        message.append(.to, "<sip:here@a.example>" + (toTag.map { ";tag=\($0)" } ?? ""))
        message.append(.callID, Self.callID)
        message.append(.cseq, "\(sequence) \(method.text)")
        message.append(.contact, "<sip:far@192.0.2.9:5062>")
        message.append(.allow, "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE")
        if let sdp {
            message.append(.contentType, "application/sdp")
            message.body = Array(sdp.utf8)
        }
        return message
    }

    /// Makes the move and says what the session wants done, one short text per effect.
    mutating func make(_ move: Move) -> [String] {
        self.effects(of: move).map { Self.text($0) }
    }

    mutating func effects(of move: Move) -> [InviteSession.Effect] {
        let input: InviteSession.Input
        switch move {
        case .give(let given):
            input = given
        case .answer(let status, let method, let sdp, let tag, let headers):
            guard let request = self.sent[method] else {
                Issue.record("no \(method) was sent")
                return []
            }
            var response = SIPMessage(response: status, to: request, toTag: tag)
            response.append(.contact, "<sip:far@192.0.2.9:5062>")
            response.append(.allow, "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE")
            for header in headers { response.append(header.name, header.value) }
            if let sdp {
                response.append(.contentType, "application/sdp")
                response.body = Array(sdp.utf8)
            }
            input = .received(response)
        case .request(let method, let sdp, let sequence, let headers, let tag):
            if sequence == 0 { self.farSequence += 1 }
            let number = sequence == 0 ? self.farSequence : sequence
            var request = Self.request(method, sequence: number, toTag: "near", fromTag: tag, sdp: sdp)
            for header in headers { request.append(header.name, header.value) }
            input = .received(request)
        case .fail(let method, let failure):
            guard let request = self.sent[method] else {
                Issue.record("no \(method) was sent")
                return []
            }
            input = .transactionFailed(request: request, failure)
        }
        let effects = self.session.handle(input, at: .start)
        for effect in effects {
            switch effect {
            case .send(let request), .acknowledge(let request):
                self.sent[request.method] = request
                self.messages.append(request)
            case .respond(let response, _):
                self.messages.append(response)
            default:
                break
            }
        }
        return effects
    }

    static func text(_ effect: InviteSession.Effect) -> String {
        func body(_ message: SIPMessage) -> String {
            message.body.isEmpty ? "" : " [\(String(decoding: message.body, as: UTF8.self).trimmed)]"
        }
        func text(_ sdp: [UInt8]?) -> String { sdp.map { " [\(String(decoding: $0, as: UTF8.self))]" } ?? "" }
        switch effect {
        case .send(let request): return "send \(request.method)" + body(request)
        case .acknowledge(let request): return "ACK" + body(request)
        case .respond(let response, _): return "\(response.status ?? 0) \(response.method)" + body(response)
        case .cancelInvite(let reason): return "CANCEL" + (reason.map { " \($0)" } ?? "")
        case .arm(let timer, let delay): return "arm \(timer) \(delay.inSeconds)"
        case .cancel(let timer): return "cancel \(timer)"
        case .invited(let sdp): return "invited" + text(sdp)
        case .progressed(let progress):
            return "progressed \(progress.status)" + (progress.isReliable ? " reliably" : "") + text(progress.sdp)
        case .answered(_, let sdp): return "answered" + text(sdp)
        case .confirmed: return "confirmed"
        case .offerReceived(let sdp, _): return "offer" + text(sdp)
        case .offerWanted: return "offerWanted"
        case .offerWithdrawn: return "offerWithdrawn"
        case .answerReceived(let sdp, _): return "answer" + text(sdp)
        case .offerRefused(let status, _): return "offerRefused \(status)"
        case .refreshed: return "refreshed"
        case .transferRequested(let transfer): return "transferRequested \(transfer.target.uri)"
        case .transferProgressed(let status, _): return "transfer \(status)"
        case .informationReceived: return "information"
        case .requestReceived(let request): return "request \(request.method)"
        case .ended(let ending): return "ended " + Self.text(ending)
        case .finished: return "finished"
        }
    }

    static func text(_ ending: InviteSession.Ending) -> String {
        switch ending {
        case .refused(let response): "refused \(response.status ?? 0)"
        case .rejected(let status): "rejected \(status)"
        case .cancelled(let request): request == nil ? "cancelled here" : "cancelled"
        case .hungUp: "hungUp"
        case .hungUpHere: "hungUpHere"
        case .unreachable(let failure): "unreachable \(failure)"
        case .notAcknowledged: "notAcknowledged"
        case .expired: "expired"
        case .lost: "lost"
        case .faulty: "faulty"
        }
    }
}

extension String {
    /// Without the line end of a sipfrag.
    fileprivate var trimmed: String { String(self.prefix { $0 != "\r\n" && $0 != "\r" }) }
}

/// A table of moves with everything a session must do after each.
struct SessionScript: Sendable, CustomTestStringConvertible {
    enum Role: Sendable {
        case calling(String?)
        case answering(String?)
    }

    let testDescription: String
    let role: Role
    let settings: InviteSessionSettings
    let headers: [ExtraHeader]
    let steps: [(move: Move, effects: [String])]

    init(
        _ description: String,
        _ role: Role,
        settings: InviteSessionSettings = SessionBench.quiet,
        headers: [ExtraHeader] = [],
        _ steps: [(Move, [String])]
    ) {
        self.testDescription = description
        self.role = role
        self.settings = settings
        self.headers = headers
        self.steps = steps.map { ($0.0, $0.1) }
    }

    func run() {
        var bench =
            switch self.role {
            case .calling(let offer): SessionBench(calling: offer, settings: self.settings, headers: self.headers)
            case .answering(let offer): SessionBench(answering: offer, settings: self.settings, headers: self.headers)
            }
        for (index, step) in self.steps.enumerated() {
            #expect(bench.make(step.move) == step.effects, "step \(index)")
        }
    }
}
