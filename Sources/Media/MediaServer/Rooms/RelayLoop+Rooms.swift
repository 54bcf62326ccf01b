import Codecs
import Kernel
import RTP

/// Rooms: who enters and leaves, and what the members are sent.
extension RelayLoop {
    mutating func openRoom(_ identifier: UInt64, capacity: Int, _ onEvent: @escaping @Sendable (RoomEvent) -> Void) {
        self.rooms.append(Room(identifier, capacity: capacity, onEvent: onEvent))
    }

    mutating func closeRoom(_ identifier: UInt64) {
        guard let index = self.rooms.firstIndex(where: { $0.identifier == identifier }) else { return }
        for stream in self.rooms[index].streams { self.leaveRoom(stream) }
        self.rooms.remove(at: index)
    }

    mutating func enter(_ stream: StreamPointer, _ identifier: UInt64, as role: RoomRole) {
        guard let room = self.rooms.first(where: { $0.identifier == identifier }) else { return }
        if let former = stream.pointee.room, former !== room { self.leaveRoom(stream) }
        // It is heard by the room now, and by nobody else.
        if let listener = stream.pointee.listener { self.disconnect(listener) }
        self.disconnect(stream)
        let ear = self.ear(of: stream)
        guard room.add(stream, ear, as: role) else {
            self.dropIdleEar(stream)
            return
        }
        ear.isInRoom = true
        stream.pointee.room = room
        self.updatePacing(stream)
    }

    mutating func leave(_ stream: StreamPointer, _ identifier: UInt64) {
        guard stream.pointee.room?.identifier == identifier else { return }
        self.leaveRoom(stream)
    }

    /// Takes the stream out of the room it is in, if it is in one.
    mutating func leaveRoom(_ stream: StreamPointer) {
        guard let room = stream.pointee.room else { return }
        room.remove(stream)
        stream.pointee.room = nil
        stream.pointee.ear?.isInRoom = false
        self.dropIdleEar(stream)
        self.updatePacing(stream)
    }

    /// Sends a member what it hears of the room.
    mutating func sendRoom(_ room: Room, _ stream: StreamPointer, _ destination: SocketAddress) {
        guard let format = stream.pointee.soundFormat, let rate = room.take(stream, into: self.samples) else { return }
        let sound = UnsafeBufferPointer(rebasing: self.samples[..<rate.samplesPerFrame])
        self.sendSound(sound, at: rate, format, stream, destination)
    }
}
