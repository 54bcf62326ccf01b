package import Audio
import Kernel

/// Plays a script on a phone: each action after the one before has happened.
package struct ScriptPlayer {
    private let phone: Phone
    private let limit: Duration
    private let save: (String, AudioClip) throws -> Void
    /// The call that actions mean.
    private var call: PhoneCall?
    /// The call that waits while another one is asked.
    private var held: PhoneCall?
    /// Where the recording of ``call`` goes, and from which sample on.
    private var recording: (file: String, start: Int)?

    /// - Parameters:
    ///   - limit: for everything that is waited for.
    ///   - save: writes a recording.
    package init(
        _ phone: Phone,
        waiting limit: Duration,
        save: @escaping (String, AudioClip) throws -> Void
    ) {
        self.phone = phone
        self.limit = limit
        self.save = save
    }

    /// - Throws: ``PhoneError`` of the first action that did not come about; the call is hung up then, too.
    package mutating func run(_ script: PhoneScript) async throws {
        do {
            for action in script.actions { try await self.perform(action) }
        } catch {
            // The first error is the one to tell.
            try? await self.finish()
            throw error
        }
        try await self.finish()
    }

    private mutating func finish() async throws {
        await self.call?.hangUp()
        await self.held?.hangUp()
        try await self.writeRecording()
    }

    private mutating func perform(_ action: PhoneScript.Action) async throws {
        switch action {
        case .register: try await self.phone.register(within: self.limit)
        case .unregister: try await self.phone.unregister(within: self.limit)
        case .call(let whom):
            try await self.begin(try await self.phone.call(whom))
            try await self.current().waitForAnswer(within: self.limit)
        case .dial(let whom): try await self.begin(try await self.phone.call(whom))
        case .answer:
            if await !self.isRinging { try await self.begin(try await self.phone.nextIncoming(within: self.limit)) }
            try await self.current().answer()
        case .ring:
            try await self.begin(try await self.phone.nextIncoming(within: self.limit))
        case .reject(let status): try await self.current().reject(status)
        case .redirect(let whom): try await self.current().redirect(to: whom)
        case .play(let sound): try await self.current().play(sound)
        case .record(let file): try await self.record(into: file)
        case .digits(let digits, let way): try await self.current().sendDigits(digits, as: way)
        case .hold: try await self.current().hold(within: self.limit)
        case .resume: try await self.current().resume(within: self.limit)
        case .transfer(let whom): try await self.current().transfer(to: whom, within: self.limit)
        case .consult(let whom): try await self.consult(whom)
        case .join: try await self.join()
        case .message(let whom, let text): try await self.phone.message(to: whom, text, within: self.limit)
        case .wait(.time(let duration)): try await Task.sleep(for: duration)
        case .wait(.played): try await self.current().waitUntilPlayed(within: self.limit)
        case .expect(let expected): try await self.expect(expected)
        case .hangUp:
            try await self.current().hangUp()
            try await self.writeRecording()
        }
    }

    private func current() throws -> PhoneCall {
        guard let call = self.call else {
            throw PhoneError(.notPossible, "there is no call yet; begin with call, dial, answer or ring")
        }
        return call
    }

    private var isRinging: Bool {
        get async {
            guard let call = self.call, call.isIncoming else { return false }
            let facts = await call.facts
            return facts.end == nil && !facts.wasAnswered
        }
    }

    private mutating func begin(_ call: PhoneCall) async throws {
        try await self.writeRecording()
        self.call = call
    }

    private mutating func consult(_ whom: String) async throws {
        let first = try self.current()
        try await first.hold(within: self.limit)
        self.held = first
        let second = try await self.phone.call(whom)
        self.call = second
        try await second.waitForAnswer(within: self.limit)
    }

    private mutating func join() async throws {
        guard let held = self.held else {
            throw PhoneError(.notPossible, "there is nobody to join with; consult comes first")
        }
        try await held.attendedTransfer(to: try self.current(), within: self.limit)
    }

    private func expect(_ expected: PhoneScript.Expected) async throws {
        switch expected {
        case .sound(let sound):
            let hearing = try await self.current().hear(sound, within: self.limit)
            await self.phone.tell(.heard(hearing))
        case .step(let expectation):
            try await self.current().wait(for: expectation, within: self.limit)
        case .message(let text):
            let message = try await self.phone.nextMessage(within: self.limit)
            guard message.text == text else {
                throw PhoneError(.unmet, "expected the message \"\(text)\", saw \"\(message.text)\"")
            }
        }
    }

    // MARK: - Recording

    private mutating func record(into file: String) async throws {
        try await self.writeRecording()
        self.recording = (file, await (try self.current()).recorded().count)
    }

    private mutating func writeRecording() async throws {
        guard let (file, start) = self.recording, let call = self.call else { return }
        self.recording = nil
        let samples = await call.recorded().dropFirst(start)
        do {
            try self.save(file, AudioClip(samples: Array(samples)))
        } catch {
            throw PhoneError(.failed, "cannot write \"\(file)\": \(error)")
        }
    }
}
