import Audio
import Kernel
import RTP
import SecureMedia

/// What other threads ask for.
extension RelayLoop {
    mutating func runCommands() {
        for command in self.thread.mailbox.take() { self.run(command) }
        self.publishCounts()
    }

    private mutating func run(_ command: MediaCommand) {
        switch command {
        case .add(let parcel):
            guard let stream = parcel.open() else { return }
            self.streams[stream.pointee.identifier] = stream
            self.register(stream)
        case .configure(let identifier, let configuration):
            self.with(identifier, command) { $0.configure($1, configuration) }
        case .sendNothing(let identifier):
            self.with(identifier, command) { $0.sendNothing($1) }
        case .play(let identifier, let playback):
            self.with(identifier, command) { $0.play(playback, $1) }
        case .skip(let identifier, let prompt, let time):
            self.with(identifier, command) { $0.skip(prompt, by: time, $1) }
        case .stopPrompt(let identifier, let prompt):
            self.with(identifier, command) { $0.stop(prompt, $1) }
        case .connect(let identifier, let other) where self.streams[other] == nil && self.expected[other] != nil:
            // The one to hear is still on its way; what is asked of the listener meanwhile keeps its order.
            self.expected[other]?.append(command)
            self.blocked[identifier] = other
        case .connect(let identifier, let other):
            self.with(identifier, command) { loop, stream in loop.connect(stream, to: loop.streams[other]) }
        case .dialEvents(let identifier, let codes, let duration, let pause):
            self.with(identifier, command) { $0.dial(codes, duration, pause, $1) }
        case .dialTones(let identifier, let clip):
            self.with(identifier, command) { $0.dial(clip, $1) }
        case .record(let identifier, let recording):
            self.with(identifier, command) { $1.pointee.recording = recording }
        case .attach(let identifier, let tap):
            self.with(identifier, command) { $0.attach(tap, $1) }
        case .detach(let identifier, let tap):
            self.with(identifier, command) { $0.detach(tap, $1) }
        case .openRoom(let identifier, let capacity, let onEvent):
            self.openRoom(identifier, capacity: capacity, onEvent)
        case .closeRoom(let identifier):
            self.closeRoom(identifier)
        case .enter(let identifier, let room, let role):
            self.with(identifier, command) { $0.enter($1, room, as: role) }
        case .leave(let identifier, let room):
            self.with(identifier, command) { $0.leave($1, room) }
        case .mute(let identifier, _, let isMuted):
            self.with(identifier, command) { $1.pointee.room?.setMuted(isMuted, of: $1) }
        case .withhold(let identifier, let digits):
            self.with(identifier, command) { $0.withhold(digits, of: $1) }
        case .report(let identifier, let deliver):
            self.with(identifier, command) { deliver($0.statistics(of: $1)) }
        case .remove(let identifier, let deliver):
            self.with(identifier, command) { $0.remove($1, deliver) }
        case .stop:
            self.isStopping = true
        case .expect(let identifier):
            self.expected[identifier] = []
        case .handOver(let identifier, let thread):
            self.handOver(identifier, to: thread)
        case .arrive(let identifier, let parcel):
            self.arrive(identifier, parcel)
        }
    }

    /// Runs `body` on the stream, or keeps the command until it can be run. A stream that is gone asks for nothing.
    private mutating func with(
        _ identifier: UInt64,
        _ command: MediaCommand,
        _ body: (inout RelayLoop, StreamPointer) -> Void
    ) {
        if let other = self.blocked[identifier] {
            self.expected[other]?.append(command)
        } else if let stream = self.streams[identifier] {
            body(&self, stream)
        } else {
            self.expected[identifier]?.append(command)
        }
    }

    private mutating func configure(_ stream: StreamPointer, _ configuration: StreamConfiguration) {
        let former = stream.pointee.configuration
        stream.pointee.configuration = configuration
        stream.pointee.sends = configuration.direction.sends && configuration.remote?.isNowhere != true
        stream.pointee.receives = configuration.direction.receives
        stream.pointee.soundFormat = StreamState.SoundFormat(configuration)
        if let clockRate = configuration.sends.first(where: \.encoding.isSpeech)?.encoding.clockRate,
            clockRate != stream.pointee.sendClockRate
        {
            stream.pointee.sendClockRate = clockRate
            stream.pointee.sending = SenderStatistics(clockRate: clockRate)
        }
        if let clockRate = configuration.receives.first(where: \.encoding.isSpeech)?.encoding.clockRate,
            clockRate != stream.pointee.receiveClockRate
        {
            stream.pointee.receiveClockRate = clockRate
            stream.pointee.reception = ReceptionStatistics(clockRate: clockRate, minimumSequential: 1)
        }
        stream.pointee.expectPeer(configuration, former: former, at: self.now)
        if configuration.security != .none || stream.pointee.transport != nil {
            self.secure(stream, configuration.security)
        }
        stream.pointee.silence.expect(configuration.direction.receives, at: self.now)
        self.listenForDigits(stream, configuration)
        stream.updateRoutes()
        stream.pointee.heard?.updateRoutes()
        if former.sends != configuration.sends { self.dropConversion(stream) }
        if former.receives != configuration.receives { stream.pointee.ear?.forgetCodec() }
        if former.receives != configuration.receives, let listener = stream.pointee.listener {
            self.dropConversion(listener)
        }
    }

    private func withhold(_ digits: WithheldDigits, of stream: StreamPointer) {
        let wasMuted = stream.pointee.withholding.withheld == .eventsAndSound
        stream.pointee.withholding.withheld = digits
        // What was not sent is a pause to the listener, not a loss.
        if wasMuted, digits != .eventsAndSound { stream.pointee.listener?.pointee.connection &+= 1 }
    }

    mutating func sendNothing(_ stream: StreamPointer) {
        self.endPrompt(.replaced, stream)
        self.updatePacing(stream)
        self.connect(stream, to: nil)
    }

    /// Lets a stream send what arrives on another, or on itself.
    private mutating func connect(_ stream: StreamPointer, to other: StreamPointer?) {
        if other != nil {
            self.leaveRoom(stream)
            self.endPrompt(.replaced, stream)
            self.updatePacing(stream)
        }
        if stream.pointee.heard == other, other != nil { return }
        stream.pointee.connection &+= 1
        self.dropConversion(stream)
        stream.pointee.lastConversion = nil
        if let former = stream.pointee.heard {
            former.pointee.listener = nil
            former.updateRoutes()
        }
        stream.pointee.heard = other
        guard let other else { return }
        if let rival = other.pointee.listener {
            rival.pointee.heard = nil
            self.dropConversion(rival)
        }
        other.pointee.listener = stream
        other.updateRoutes()
        stream.pointee.silence.restart(at: self.now)
    }

    /// Ends what the stream hears of another.
    mutating func disconnect(_ stream: StreamPointer) { self.connect(stream, to: nil) }

    private mutating func dial(
        _ codes: [TelephoneEvent.Code],
        _ duration: Duration,
        _ pause: Duration,
        _ stream: StreamPointer
    ) {
        guard let format = stream.pointee.configuration.eventFormat else { return }
        var sender = TelephoneEventSender(clockRate: format.encoding.clockRate, pause: pause)
        if case .events(let waiting, _) = stream.pointee.dialling { sender = waiting }
        for code in codes { sender.press(code, for: duration) }
        stream.pointee.dialling = .events(sender, payloadType: format.payloadType)
        self.updatePacing(stream)
    }

    private mutating func dial(_ clip: AudioClip, _ stream: StreamPointer) {
        var playback = StreamState.Playback(queue: PromptQueue(clip))
        if case .tones(let waiting) = stream.pointee.dialling {
            playback = StreamState.Playback(
                queue: PromptQueue(waiting.queue.pieces + [.clip(clip)]),
                place: waiting.place
            )
        }
        stream.pointee.dialling = .tones(playback)
        self.updatePacing(stream)
    }

    private mutating func remove(_ stream: StreamPointer, _ deliver: (@Sendable (StreamStatistics) -> Void)?) {
        self.sendReport(stream, saysGoodbye: true)
        self.closeSecurity(of: stream)
        self.detach(stream)
        deliver?(self.statistics(of: stream))
        self.leaving.append((stream, nil))
    }

    /// Takes a stream out of everything that knows it.
    private mutating func detach(_ stream: StreamPointer) {
        self.leaveRoom(stream)
        self.connect(stream, to: nil)
        if let listener = stream.pointee.listener { self.connect(listener, to: nil) }
        self.deregister(stream)
        self.stopSecuring(stream)
        self.streams[stream.pointee.identifier] = nil
        stream.pointee.isLeaving = true
        if stream.pointee.isPaced, let index = self.paced.firstIndex(of: stream) {
            self.paced.remove(at: index)
            if self.paced.isEmpty { self.poll.setTimer(0) }
            stream.pointee.isPaced = false
        }
    }

    private mutating func handOver(_ identifier: UInt64, to thread: MediaThread) {
        if let other = self.blocked[identifier], self.expected[other] != nil {
            self.expected[other]?.append(.handOver(identifier, to: thread))
            return
        }
        guard let stream = self.streams[identifier] else {
            // Still on its way here: it goes on when it has come, with what is asked of it.
            if self.expected[identifier] != nil {
                self.expected[identifier]?.append(.handOver(identifier, to: thread))
                return
            }
            try? thread.mailbox.post(.arrive(identifier, nil), isVital: true)
            return
        }
        self.detach(stream)
        self.leaving.append((stream, thread))
    }

    /// Ends or sends on the streams that have left, when no event can name them any more.
    mutating func letGo() {
        for (stream, target) in self.leaving {
            let parcel = StreamParcel(stream)
            // A closed stream goes with its parcel; so does one whose new thread has stopped.
            try? target?.mailbox.post(.arrive(stream.pointee.identifier, parcel), isVital: true)
        }
        self.leaving.removeAll(keepingCapacity: true)
    }

    private mutating func arrive(_ identifier: UInt64, _ parcel: StreamParcel?) {
        let waiting = self.expected.removeValue(forKey: identifier) ?? []
        for (listener, other) in self.blocked where other == identifier { self.blocked[listener] = nil }
        if let stream = parcel?.open() {
            stream.pointee.isLeaving = false
            self.streams[identifier] = stream
            self.register(stream)
            self.updatePacing(stream)
            self.continueSecuring(stream)
        }
        for command in waiting { self.run(command) }
    }

    mutating func closeEverything() {
        // What still waits goes with the array: parcels close their streams, reports are not delivered.
        _ = self.thread.mailbox.close()
        for stream in Array(self.streams.values) { self.remove(stream, nil) }
        self.rooms.removeAll()
        self.publishCounts()
    }
}

extension StreamPointer {
    /// What arrives here is given to the listener by its present agreement.
    func updateRoutes() {
        self.pointee.routes = PayloadRoutes(
            received: self.pointee.configuration.receives,
            taken: self.pointee.listener?.pointee.configuration.sends ?? []
        )
    }
}
