package import Audio
import Kernel
import MediaServer
import SIP

/// What the far end hears, and what is heard of it.
extension PhoneCall {
    /// Plays from now on, or from the answer on when there is no stream yet.
    package func play(_ sound: PhoneSound) throws {
        try self.media.play(sound)
    }

    /// Plays a clip once and waits for its end.
    package func playToEnd(_ clip: AudioClip) async throws {
        let count = self.facts.playedOut
        try self.media.play(.clip(clip, repeats: false))
        let played = CallExpectation("the end of the clip") { $0.playedOut > count }
        try await self.wait(for: played, within: clip.duration + .seconds(2))
    }

    /// Waits until the clip that plays now has come to its end.
    package func waitUntilPlayed(within limit: Duration) async throws {
        try await self.wait(for: CallExpectation("the end of the clip") { $0.playedOut > 0 }, within: limit)
    }

    /// Dials, and waits until everything is sent.
    ///
    /// - Parameter digits: 1 to 32 of `0–9*#A–D`.
    /// - Throws: ``PhoneError/Code/notPossible`` when the far end takes no digits of this kind.
    package func sendDigits(_ digits: String, as way: DigitWay = .rfc4733) async throws {
        guard !digits.isEmpty, digits.allSatisfy({ DTMFDigit($0) != nil }) else {
            throw PhoneError(.invalid, "\"\(digits)\" holds no digits of 0-9, *, #, A-D")
        }
        switch way {
        case .rfc4733: try await self.dial(digits, as: .telephoneEvent)
        case .inBand: try await self.dial(digits, as: .inBand)
        case .info:
            for digit in digits {
                let body = InformationDigit.body(of: digit)
                self.post(.sendInformation(contentType: InformationDigit.contentType, body: body, headers: []))
            }
        }
    }

    private func dial(_ digits: String, as transport: DigitTransport) async throws {
        let count = self.facts.dialled
        try self.media.send(digits: digits, as: transport)
        // A digit and its pause take 160 ms.
        let limit = Duration.milliseconds(200) * digits.count + .seconds(2)
        try await self.wait(for: CallExpectation("the digits to be sent") { $0.dialled > count }, within: limit)
    }

    // MARK: - Listening

    /// All sound that has arrived so far, at 8 kHz; at most 10 minutes. Pauses in the stream are zeros.
    package func recorded() -> [Int16] {
        self.media.recording.samples
    }

    /// Listens from now on for this time, and says what it was.
    package func listen(for duration: Duration = .seconds(1)) async throws -> Hearing {
        await Self.measure(try await self.collect(for: duration))
    }

    private func collect(for duration: Duration) async throws -> [Int16] {
        let start = self.media.recording.samples.count
        try await Task.sleep(for: duration)
        return Array(self.media.recording.samples.dropFirst(start))
    }

    /// Off the event loop, which has messages to answer meanwhile.
    private nonisolated static func measure(_ samples: [Int16]) async -> Hearing { Hearing(samples) }

    /// Listens until a quarter of a second sounds as expected.
    ///
    /// - Throws: ``PhoneError/Code/unmet``, with what was heard instead.
    @discardableResult
    package func hear(_ sound: ExpectedSound, within limit: Duration = .seconds(5)) async throws -> Hearing {
        let deadline = self.signalling.now.advanced(by: limit)
        while true {
            let samples = try await self.collect(for: .milliseconds(250))
            let isLast = self.signalling.now >= deadline || self.facts.end != nil
            guard isLast || sound.isLikely(in: samples) else { continue }
            let hearing = await Self.measure(samples)
            if sound.isMet(by: hearing) { return hearing }
            guard !isLast else {
                let ending = self.facts.end.map { ", then: \($0)" } ?? ""
                throw PhoneError.unmet("\(sound)", within: limit, saw: "\(hearing)\(ending)")
            }
        }
    }
}
