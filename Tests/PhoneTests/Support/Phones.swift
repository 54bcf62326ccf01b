import Kernel
import SIP
import SIPTransport
import Testing

@testable import Phone

/// One network for all tests of the process: the ports of the sound are shared out by it.
let network = Result { try PhoneNetwork(ports: 38_000...39_999) }

/// Two phones, or three, that call one another without a server.
struct Phones {
    let anna: Phone
    let boris: Phone

    static func pair(
        _ transport: PhoneTransport = .udp,
        _ change: (inout PhoneSettings) -> Void = { _ in }
    ) async throws -> Phones {
        Phones(anna: try await make("anna", transport, change), boris: try await make("boris", transport, change))
    }

    static func make(
        _ name: String,
        _ transport: PhoneTransport = .udp,
        _ change: (inout PhoneSettings) -> Void = { _ in }
    ) async throws -> Phone {
        var settings = PhoneSettings(user: name)
        settings.transport = transport
        settings.local = TransportAddress(.v4(127, 0, 0, 1), port: 0)
        change(&settings)
        return try await Phone.start(settings, on: try network.get())
    }

    /// Anna calls Boris, who answers; both ends play.
    func talk(anna sound: PhoneSound = .tone(440), boris other: PhoneSound = .tone(880)) async throws -> Talk {
        let call = try await self.anna.call(await self.boris.loopbackURI)
        let incoming = try await self.boris.nextIncoming()
        try await call.waitForRinging()
        try await incoming.play(other)
        try await call.play(sound)
        try await incoming.answer()
        try await call.waitForAnswer()
        return Talk(anna: call, boris: incoming)
    }

    func stop() async {
        await self.anna.stop()
        await self.boris.stop()
    }
}

struct Talk {
    let anna: PhoneCall
    let boris: PhoneCall
}

/// The error that a phone's wait or command fails with.
func failure(_ body: () async throws -> Void) async throws -> PhoneError {
    do {
        try await body()
    } catch let error as PhoneError {
        return error
    }
    throw PhoneError(.failed, "nothing failed")
}
