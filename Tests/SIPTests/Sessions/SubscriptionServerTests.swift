import Kernel
import SIP
import Testing

@Suite("RFC 6665 §4.2, the notifying side of a subscription")
struct SubscriptionServerTests {
    enum Step: Sendable {
        case give(SubscriptionServer.Input)
        case subscribe(expires: Int, headers: [ExtraHeader] = [])
        case other(SIPMethod)
        /// The answer to the last NOTIFY.
        case answer(Int, headers: [ExtraHeader] = [])
        case fail

        static func notify(_ body: String) -> Step {
            .give(.notify(SubscriptionServer.Content(type: "text/plain", body: Array(body.utf8))))
        }
        static func accept(_ body: String) -> Step {
            .give(.accept(SubscriptionServer.Content(type: "text/plain", body: Array(body.utf8))))
        }
    }

    struct Script: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let headers: [ExtraHeader]
        let steps: [(step: Step, effects: [String])]

        init(_ description: String, headers: [ExtraHeader], _ steps: [(Step, [String])]) {
            self.testDescription = description
            self.headers = headers
            self.steps = steps.map { ($0.0, $0.1) }
        }
    }

    static func subscribe(_ number: Int, _ headers: [ExtraHeader], toTag: String?) -> SIPMessage {
        var message = SIPMessage(request: .subscribe, uri: SIPURI(user: "101", host: "acme"))
        message.append(.via, "SIP/2.0/UDP far;branch=z9hG4bK\(number)")
        message.append(.from, "<sip:far@x>;tag=far")
        message.append(.to, "<sip:101@acme>" + (toTag.map { ";tag=\($0)" } ?? ""))
        message.append(.callID, "c")
        message.append(.cseq, "\(number) SUBSCRIBE")
        message.append(.contact, "<sip:far@192.0.2.1>")
        message.append(.event, "dialog")
        for header in headers { message.append(header.name, header.value) }
        return message
    }

    static func expires(_ seconds: Int) -> [ExtraHeader] { [ExtraHeader(.expires, String(seconds))] }

    static let active: [(Step, [String])] = [
        (.give(.start), ["requested dialog"]),
        (.accept("1"), ["200 SUBSCRIBE 600", "arm 600", "active;expires=600 1"]),
    ]

    static let scripts: [Script] = [
        Script(
            "granted, notified, refreshed, taken back",
            headers: expires(600),
            active + [
                (.notify("2"), []),
                (.notify("3"), []),
                (.answer(100), []),
                (.answer(200), ["active;expires=600 3"]),
                (.answer(200), []),
                (.notify("4"), ["active;expires=600 4"]),
                (.answer(200), []),
                (.subscribe(expires: 1_200), ["200 SUBSCRIBE 1200", "arm 1200", "active;expires=1200 4"]),
                (.answer(200), []),
                (.subscribe(expires: 0), ["200 SUBSCRIBE 0", "cancel", "ended", "terminated;reason=timeout 4"]),
                (.notify("5"), []),
                (.answer(200), ["finished"]),
                (.subscribe(expires: 600), ["481 SUBSCRIBE"]),
            ]
        ),
        Script(
            "runs out, while a NOTIFY is still under way",
            headers: expires(600),
            active + [
                (.give(.fired), ["ended"]),
                (.subscribe(expires: 600), ["481 SUBSCRIBE"]),
                (.answer(200), ["terminated;reason=timeout 1"]),
                (.answer(200), ["finished"]),
            ]
        ),
        Script(
            "ended by the owner",
            headers: expires(600),
            active + [
                (.answer(200), []),
                (.give(.end(reason: "deactivated")), ["cancel", "ended", "terminated;reason=deactivated 1"]),
                (.fail, ["finished"]),
            ]
        ),
        Script(
            "a subscriber that answers 481, or nothing, is gone",
            headers: expires(600),
            active + [(.answer(481), ["cancel", "ended", "finished"])]
        ),
        Script("silence", headers: expires(600), active + [(.fail, ["cancel", "ended", "finished"])]),
        Script(
            "a subscriber that asks for a pause stays",
            headers: expires(600),
            active + [
                (.answer(503, headers: [ExtraHeader(.retryAfter, "5")]), []),
                (.notify("2"), ["active;expires=600 2"]),
            ]
        ),
        Script(
            "a question asked once (§4.4.3)",
            headers: expires(0),
            [
                (.give(.start), ["requested dialog once"]),
                (.accept("1"), ["200 SUBSCRIBE 0", "ended", "terminated;reason=timeout 1"]),
                (.answer(200), ["finished"]),
            ]
        ),
        Script(
            "refused by the owner",
            headers: [],
            [
                (.give(.start), ["requested dialog"]),
                (.give(.reject(status: 403, headers: [])), ["403 SUBSCRIBE", "finished"]),
                (.notify("1"), []),
            ]
        ),
        Script("too short", headers: expires(5), [(.give(.start), ["423 SUBSCRIBE", "ended", "finished"])]),
        Script(
            "an unknown extension",
            headers: [ExtraHeader(.require, "dance")],
            [(.give(.start), ["420 SUBSCRIBE", "ended", "finished"])]
        ),
        Script(
            "a lifetime that is too long is cut; one that is missing is an hour",
            headers: expires(1_000_000),
            [
                (.give(.start), ["requested dialog"]),
                (.accept("1"), ["200 SUBSCRIBE 86400", "arm 86400", "active;expires=86400 1"]),
                (.answer(200), []),
                (.subscribe(expires: -1), ["200 SUBSCRIBE 3600", "arm 3600", "active;expires=3600 1"]),
                (.subscribe(expires: 10), ["423 SUBSCRIBE"]),
                (.subscribe(expires: 600, headers: [ExtraHeader(.require, "x")]), ["420 SUBSCRIBE"]),
                (.other(.info), ["405 INFO"]),
            ]
        ),
    ]

    @Test(arguments: Self.scripts)
    func follows(_ script: Script) {
        let subscribe = Self.subscribe(1, script.headers, toTag: nil)
        var machine = SubscriptionServer(subscribe: subscribe, localTag: "near", contact: "<sip:near@here>")
        var number = 1
        var notify: SIPMessage?
        for (index, step) in script.steps.enumerated() {
            var input = SubscriptionServer.Input.start
            switch step.step {
            case .give(let given): input = given
            case .subscribe(let expires, let headers):
                number += 1
                let lifetime = expires < 0 ? [] : Self.expires(expires)
                input = .received(Self.subscribe(number, lifetime + headers, toTag: "near"))
            case .other(let method):
                number += 1
                var request = Self.subscribe(number, [], toTag: "near")
                request.startLine = .request(method, SIPURI(host: "x"))
                request.set(.cseq, "\(number) \(method.text)")
                input = .received(request)
            case .answer(let status, let headers):
                guard let notify else { continue }
                var response = SIPMessage(response: status, to: notify)
                for header in headers { response.append(header.name, header.value) }
                input = .received(response)
            case .fail:
                guard let notify else { continue }
                input = .transactionFailed(request: notify, .timeout)
            }
            let effects = machine.handle(input, at: .start)
            for case .send(let request) in effects { notify = request }
            #expect(effects.map { Self.text($0) } == step.effects, "step \(index)")
        }
    }

    static func text(_ effect: SubscriptionServer.Effect) -> String {
        switch effect {
        case .send(let request):
            "\(request.first(.subscriptionState) ?? "") \(String(decoding: request.body, as: UTF8.self))"
        case .respond(let response, _):
            "\(response.status ?? 0) \(response.method)" + (response.first(.expires).map { " \($0)" } ?? "")
        case .arm(let delay): "arm \(delay.components.seconds)"
        case .cancelTimer: "cancel"
        case .requested(let event, let isFetch): "requested \(event)" + (isFetch ? " once" : "")
        case .ended: "ended"
        case .finished: "finished"
        }
    }

    @Test("a SUBSCRIBE that names no event is a bad one; the state's remaining time is told")
    func edges() throws {
        var request = Self.subscribe(1, [], toTag: nil)
        request.remove(.event)
        var bad = SubscriptionServer(subscribe: request, localTag: "near", contact: "<sip:x>")
        #expect(bad.handle(.start, at: .start).map { Self.text($0) } == ["489 SUBSCRIBE", "ended", "finished"])

        let good = Self.subscribe(1, Self.expires(600), toTag: nil)
        var machine = SubscriptionServer(subscribe: good, localTag: "near", contact: "<sip:x>")
        _ = machine.handle(.start, at: .start)
        guard case .send(let notify)? = machine.handle(.accept(nil), at: .start).last else { return }
        _ = machine.handle(.received(SIPMessage(response: 200, to: notify)), at: .start)
        let content = SubscriptionServer.Content(type: "text/plain", body: [0x31])
        let effects = machine.handle(.notify(content), at: Moment(sinceStart: .seconds(100)))
        #expect(effects.map { Self.text($0) } == ["active;expires=500 1"])
    }
}
