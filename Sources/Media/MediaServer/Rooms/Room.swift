import Codecs
import Kernel
import Mixing

/// A room as its media thread has it: the mixer and who sits where.
final class Room {
    private struct Member {
        let stream: StreamPointer
        var slot: MemberSlot
        var role: RoomRole
        var isMuted = false
        var isTalking = false
    }

    /// Turns between two looks at who talks: 200 ms.
    private static let talkTurns = 10

    let identifier: UInt64
    private let onEvent: @Sendable (RoomEvent) -> Void
    private var mixer: ConferenceMixer
    private var members: [Member] = []
    private var turnsToLook = Room.talkTurns

    init(_ identifier: UInt64, capacity: Int, onEvent: @escaping @Sendable (RoomEvent) -> Void) {
        self.identifier = identifier
        self.onEvent = onEvent
        self.mixer = ConferenceMixer(capacity: capacity)
        self.members.reserveCapacity(capacity)
    }

    var isEmpty: Bool { self.members.isEmpty }
    var streams: [StreamPointer] { self.members.map(\.stream) }

    /// - Returns: `false` when the room is full.
    func add(_ stream: StreamPointer, _ ear: Ear, as role: RoomRole) -> Bool {
        if let index = self.index(of: stream) {
            self.members[index].role = role
        } else {
            // Nobody hears it before its role is worked out.
            guard let slot = self.mixer.add(ear.mixingRate, .silentListener) else { return false }
            self.members.append(Member(stream: stream, slot: slot, role: role))
        }
        self.updateHearing()
        return true
    }

    func remove(_ stream: StreamPointer) {
        guard let index = self.index(of: stream) else { return }
        let member = self.members.remove(at: index)
        self.mixer.remove(member.slot)
        self.updateHearing()
        if member.isTalking { self.tellTalkers() }
    }

    func setMuted(_ isMuted: Bool, of stream: StreamPointer) {
        guard let index = self.index(of: stream) else { return }
        self.members[index].isMuted = isMuted
        self.mixer.setMuted(isMuted, of: self.members[index].slot)
    }

    /// Takes the frames of all ears and makes the sums of this turn.
    func turn() {
        for index in self.members.indices {
            guard let ear = self.members[index].stream.pointee.ear else { continue }
            if self.mixer.rate(of: self.members[index].slot) != ear.mixingRate { self.seatAnew(index, ear) }
            self.mixer.give(ear.frame, from: self.members[index].slot)
        }
        self.mixer.mix()
        self.turnsToLook -= 1
        if self.turnsToLook == 0 {
            self.turnsToLook = Self.talkTurns
            self.lookWhoTalks()
        }
    }

    /// What a member hears in this turn; `nil` when the stream is none.
    func take(_ stream: StreamPointer, into samples: UnsafeMutableBufferPointer<Int16>) -> SampleRate? {
        guard let index = self.index(of: stream), let rate = self.mixer.rate(of: self.members[index].slot) else {
            return nil
        }
        _ = self.mixer.take(self.members[index].slot, into: samples)
        return rate == .narrowband ? .hertz8000 : .hertz16000
    }

    /// The peer talks in another codec now, which has another rate.
    private func seatAnew(_ index: Int, _ ear: Ear) {
        self.mixer.remove(self.members[index].slot)
        guard let slot = self.mixer.add(ear.mixingRate, .silentListener) else { return }
        self.members[index].slot = slot
        self.mixer.setMuted(self.members[index].isMuted, of: slot)
        self.updateHearing()
    }

    private func updateHearing() {
        for member in self.members {
            let hearing: Hearing =
                switch member.role {
                case .participant: .participant
                case .listener: .silentListener
                case .whisperer(let target):
                    self.members.first { $0.stream.pointee.identifier == target }.map { .whisper(to: $0.slot) }
                        ?? .silentListener
                }
            self.mixer.setHearing(of: member.slot, hearing)
        }
    }

    private func lookWhoTalks() {
        let talkers = self.mixer.talkers
        var hasChanged = false
        for index in self.members.indices {
            let isTalking = talkers.contains(self.members[index].slot)
            if isTalking != self.members[index].isTalking {
                self.members[index].isTalking = isTalking
                hasChanged = true
            }
        }
        if hasChanged { self.tellTalkers() }
    }

    private func tellTalkers() {
        let talking = self.members.filter(\.isTalking).map { $0.stream.pointee.identifier }
        self.onEvent(.talkers(Set(talking)))
    }

    private func index(of stream: StreamPointer) -> Int? { self.members.firstIndex { $0.stream == stream } }
}

extension Ear {
    fileprivate var mixingRate: MixingRate { self.rate == .hertz8000 ? .narrowband : .wideband }
}
