import Synchronization

/// A room on a media thread in which streams hear one another mixed: a conference, or a talk with its supervisor.
///
/// The handle that a call holds; safe from any thread. Every method returns at once, and what it asks for happens on the
/// room's media thread in the order of the calls. The room goes when it is closed or forgotten; its streams stay, silent.
package final class MediaRoom: Sendable {
    /// Unique in the process.
    package let identifier: UInt64
    /// Members at most.
    package let capacity: Int
    let thread: MediaThread
    private let isClosed = Mutex(false)

    init(_ identifier: UInt64, capacity: Int, thread: MediaThread) {
        self.identifier = identifier
        self.capacity = capacity
        self.thread = thread
    }

    deinit {
        self.close()
    }

    /// Lets a stream in, in place of whomever it heard and whoever heard it. What it plays goes on, over the room, until it ends. One
    /// that is in the room already takes the new role.
    ///
    /// - Throws: ``MediaError/Code/notConfigured``, ``MediaError/Code/noCommonCodec`` when its peer takes nothing that can be
    ///   encoded, ``MediaError/Code/closed``, ``MediaError/Code/overloaded``.
    package func add(_ stream: MediaStream, as role: RoomRole = .participant) throws(MediaError) {
        guard !self.isClosed.withLock({ $0 }) else { throw MediaError(.closed, "the room is closed") }
        try stream.enter(self, as: role)
    }

    /// Takes a stream out; it hears nothing then.
    package func remove(_ stream: MediaStream) {
        // A closed stream has left already.
        try? stream.post { _ in .leave(stream.identifier, room: self.identifier) }
    }

    /// A muted member is not heard and hears as before.
    package func setMuted(_ isMuted: Bool, of stream: MediaStream) {
        // A closed stream has left already.
        try? stream.post { _ in .mute(stream.identifier, room: self.identifier, isMuted) }
    }

    /// Everybody leaves. Closing again does nothing.
    package func close() {
        let isFirst = self.isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        // A server that has stopped has closed the room itself.
        if isFirst { try? self.thread.mailbox.post(.closeRoom(self.identifier), isVital: true) }
    }
}

extension MediaServer {
    /// Makes an empty room.
    ///
    /// - Parameters:
    ///   - capacity: members at most, 2 to 48; a room takes some 9 KB for each.
    ///   - onEvent: called on the media thread; it must return at once.
    /// - Throws: ``MediaError/Code/notStarted``, ``MediaError/Code/overloaded``.
    package func makeRoom(
        capacity: Int,
        onEvent: @escaping @Sendable (RoomEvent) -> Void = { _ in }
    ) throws(MediaError) -> MediaRoom {
        let place = try self.nextPlace()
        try place.thread.mailbox.post(.openRoom(place.identifier, capacity: capacity, onEvent))
        return MediaRoom(place.identifier, capacity: capacity, thread: place.thread)
    }
}
