import Kernel
import Model

/// Events of recordings as text.
extension EventCodec {
    static func name(of news: RecordingEvent) -> String {
        switch news {
        case .started: "recording-started"
        case .paused: "recording-paused"
        case .resumed: "recording-resumed"
        case .ended: "recording-ended"
        case .spaceChanged: "recording-space-changed"
        case .quotaReached: "recording-quota-reached"
        case .swept: "recordings-swept"
        }
    }
}

extension JSONText {
    mutating func write(_ news: RecordingEvent) {
        switch news {
        case .started(let recording, let leg, let isByWish):
            self.member("recording", recording.text)
            self.member("leg", leg.text)
            self.member("byWish", isByWish)
        case .paused(let recording), .resumed(let recording):
            self.member("recording", recording.text)
        case .ended(let recording, let ending):
            self.member("recording", recording.text)
            self.member("ending", ending.rawValue)
        case .spaceChanged(let isFull, let megabytes):
            self.member("full", isFull)
            self.member("megabytes", megabytes)
        case .quotaReached(let megabytes):
            self.member("megabytes", megabytes)
        case .swept(let count, let megabytes):
            self.member("count", count)
            self.member("megabytes", megabytes)
        }
    }
}

extension EventFields {
    func recording(_ name: String) throws(EventCodecError) -> RecordingEvent {
        switch name {
        case "recording-started":
            return .started(try self.recordingID(), leg: try self.leg(), isByWish: try self.boolean("byWish"))
        case "recording-paused": return .paused(try self.recordingID())
        case "recording-resumed": return .resumed(try self.recordingID())
        case "recording-ended": return .ended(try self.recordingID(), try self.choice("ending"))
        case "recording-space-changed":
            return .spaceChanged(isFull: try self.boolean("full"), freeMegabytes: try self.count("megabytes"))
        case "recording-quota-reached": return .quotaReached(megabytes: try self.count("megabytes"))
        case "recordings-swept":
            return .swept(count: try self.count("count"), megabytes: try self.count("megabytes"))
        default: throw EventCodecError("the event kind \"\(name)\" is unknown to this version")
        }
    }

    private func recordingID() throws(EventCodecError) -> RecordingID { RecordingID(try self.text("recording")) }
}

extension ProtocolStep {
    mutating func describe(_ news: RecordingEvent, _ legs: LegHistory) {
        switch news {
        case .started(let recording, let leg, let isByWish):
            self.set("recording", recording.text)
            self.name(leg, legs)
            self.set("byWish", isByWish ? "true" : "false")
        case .paused(let recording), .resumed(let recording):
            self.set("recording", recording.text)
        case .ended(let recording, let ending):
            self.set("recording", recording.text)
            self.set("ending", ending.rawValue)
        case .spaceChanged(let isFull, let megabytes):
            self.set("full", isFull ? "true" : "false")
            self.set("megabytes", String(megabytes))
        case .quotaReached(let megabytes):
            self.set("megabytes", String(megabytes))
        case .swept(let count, let megabytes):
            self.set("count", String(count))
            self.set("megabytes", String(megabytes))
        }
    }
}
