import MediaServer
import Model
import NIOCore

/// The room of one call and who is to sit in it. Lives on the call's event loop.
struct CallRoom {
    let room: MediaRoom
    /// What each leg is, by the number of its stream: what the media thread tells is in such numbers.
    var seats: [UInt64: LegID] = [:]
    /// Legs whose description is still to come.
    var awaited: [LegID: ConferenceRole] = [:]
}

/// What the machine's room effects mean for streams.
extension CallActor {
    func enterRoom(_ id: LegID, as role: ConferenceRole) {
        guard let leg = self.legs[id] else { return }
        do {
            let room = try self.openRoom()
            self.room?.awaited[id] = nil
            guard let stream = try leg.media.enter(room, as: self.roomRole(role)) else {
                self.room?.awaited[id] = role
                return
            }
            self.room?.seats[stream] = id
        } catch {
            self.exchange.value.note(error, of: id, in: self.id)
            self.decide(.memberDropped(id, error.cause))
        }
    }

    /// The leg's description has come: it takes the seat that waits for it.
    func enterAwaitedRoom(_ id: LegID) {
        if let role = self.room?.awaited[id] { self.enterRoom(id, as: role) }
    }

    func mute(_ id: LegID, _ isMuted: Bool) {
        guard let room = self.room?.room else { return }
        self.legs[id]?.media.setMuted(isMuted, in: room)
    }

    func closeRoom() {
        self.room?.room.close()
        self.room = nil
    }

    private func openRoom() throws(LegFault) -> MediaRoom {
        if let room = self.room?.room { return room }
        let eventLoop = self.eventLoop
        do {
            let room = try self.exchange.value.mediaServer.makeRoom(capacity: Call.memberLimit) { [weak self] event in
                guard let self else { return }
                eventLoop.execute {
                    self.assumeIsolated { $0.noticed(event) }
                }
            }
            self.room = CallRoom(room: room)
            return room
        } catch {
            throw LegFault(.mediaFailure, error.detail)
        }
    }

    private func noticed(_ event: RoomEvent) {
        switch event {
        case .talkers(let streams):
            guard let seats = self.room?.seats else { return }
            self.decide(.talkersChanged(streams.compactMap { seats[$0] }.sorted()))
        }
    }

    private func roomRole(_ role: ConferenceRole) -> RoomRole {
        switch role {
        case .participant: return .participant
        case .listener: return .listener
        case .whisperer(let target):
            let stream = self.room?.seats.first { $0.value == target }?.key
            return stream.map { .whisperer(to: $0) } ?? .listener
        }
    }
}
