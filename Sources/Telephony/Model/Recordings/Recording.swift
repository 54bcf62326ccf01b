package import Kernel

package enum RecordingTag {}
/// One recording: of a call, from the moment its recording began to its end or the call's.
package typealias RecordingID = Identifier<RecordingTag>

/// A call's sound on disk, and what became of it (REC-01…04).
package struct Recording: Equatable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        /// The call goes on.
        case recording
        /// A wav file, which waits to be made an mp3 file too.
        case kept
        /// Both files are there.
        case converted
        /// The files are gone; the row tells that there was one.
        case deleted
    }

    package var id: RecordingID
    package var call: CallID
    package var domain: DomainID
    /// The employee on the left channel (BYD-07); the first one, when others took over by transfers.
    package var user: UserID
    /// As it was then: part of the file's name.
    package var login: String
    /// Every user of the domain who was heard: the recording is one of their calls.
    package var users: [UserID]
    /// Those of ``users`` who called without saying who: plain users other than themselves are not told (CAL-01).
    package var withheld: [UserID]
    /// As ``user`` sees the call.
    package var direction: CallDirection
    /// Who was on the right channel at first.
    package var peer: Party
    package var startedAt: Timestamp
    /// Of the sound; zero while it is being recorded.
    package var duration: Duration
    /// Bytes of all its files.
    package var byteCount: Int64
    package var state: State
    /// `nil` while it is being recorded.
    package var ending: RecordingEnding?
    package var isEncrypted: Bool

    package init(
        id: RecordingID,
        call: CallID,
        domain: DomainID,
        user: UserID,
        login: String,
        users: [UserID],
        withheld: [UserID] = [],
        direction: CallDirection,
        peer: Party,
        startedAt: Timestamp,
        duration: Duration = .zero,
        byteCount: Int64 = 0,
        state: State = .recording,
        ending: RecordingEnding? = nil,
        isEncrypted: Bool = false
    ) {
        self.id = id
        self.call = call
        self.domain = domain
        self.user = user
        self.login = login
        self.users = users
        self.withheld = withheld
        self.direction = direction
        self.peer = peer
        self.startedAt = startedAt
        self.duration = duration
        self.byteCount = byteCount
        self.state = state
        self.ending = ending
        self.isEncrypted = isEncrypted
    }

    /// As the plain user may know it.
    package func shown(to reader: UserID) -> Recording {
        let hidden = self.withheld.filter { $0 != reader }
        guard !hidden.isEmpty else { return self }
        var recording = self
        recording.users.removeAll { hidden.contains($0) }
        if hidden.contains(self.user) { recording.login = "" }
        if let peer = self.peer.user, hidden.contains(peer) { recording.peer = Party(number: "", isWithheld: true) }
        recording.withheld = []
        return recording
    }

    /// Whether the plain user may know who is on the left channel.
    package func tellsUser(to reader: UserID) -> Bool { self.user == reader || !self.withheld.contains(self.user) }

    /// The name of a download without its ending: `<user>_<in|out|int>_<peer>_<yyyy_mm_dd_hhmmss>`, the time in UTC
    /// (REC-02). Whatever a file system or a header could stumble over is a hyphen.
    package var fileName: String {
        let direction =
            switch self.direction {
            case .incoming: "in"
            case .outgoing: "out"
            case .internal: "int"
            }
        // 2026-11-21T12:34:56.789Z
        let digits = "\(self.startedAt)".filter { $0.isASCII && $0.isNumber }.map(String.init)
        let time = [digits[0..<4], digits[4..<6], digits[6..<8], digits[8..<14]].map { $0.joined() }
        return [Self.plain(self.login), direction, Self.plain(self.peer.number), time.joined(separator: "_")]
            .joined(separator: "_")
    }

    private static func plain(_ text: String) -> String {
        let plain = text.prefix(64).map { character in
            character.isASCII && (character.isLetter || character.isNumber || "+.".contains(character))
                ? character : "-"
        }
        return plain.isEmpty ? "-" : String(plain)
    }
}

/// Why a recording is over.
package enum RecordingEnding: String, Sendable, Codable, CaseIterable {
    case callEnded = "call-ended"
    /// By somebody who may.
    case stopped
    /// There was no room left; the call went on (REC-03).
    case diskFull = "disk-full"
    /// The domain's recordings take as much as they may (TEN-03): it never began.
    case quotaReached = "quota-reached"
    /// The disk failed otherwise, or could not follow.
    case failed
    /// The server died; all but the last moment is there.
    case crashed
}

/// Nothing can be recorded at present; calls go on (REC-03, TEN-03).
package struct RecordingRefusal: Error, Equatable, Sendable {
    /// ``RecordingEnding/diskFull`` or ``RecordingEnding/quotaReached``.
    package let ending: RecordingEnding

    package init(_ ending: RecordingEnding) {
        self.ending = ending
    }
}

/// What was done with a recording, for the action history (REC-04).
package struct RecordingAccess: Equatable, Sendable {
    package enum Action: String, Sendable, CaseIterable {
        case listened
        case downloaded
        /// A temporary link was made.
        case linked
        case deleted
    }

    package var at: Timestamp
    package var action: Action
    package var recording: RecordingID
    package var call: CallID
    package var domain: DomainID
    /// `login@domain`, or whose link it was.
    package var author: String
    /// Where from; empty for jobs.
    package var address: String

    package init(
        at: Timestamp,
        action: Action,
        recording: RecordingID,
        call: CallID,
        domain: DomainID,
        author: String,
        address: String
    ) {
        self.at = at
        self.action = action
        self.recording = recording
        self.call = call
        self.domain = domain
        self.author = author
        self.address = address
    }
}

/// A channel of a recording: fixed roles, whoever takes them over (BYD-07).
package enum RecordingSide: Equatable, Sendable {
    /// Left: the employee whose calls are recorded, and who took the call over.
    case employee
    /// Right: everybody else.
    case other

    package var opposite: RecordingSide { self == .employee ? .other : .employee }
}
