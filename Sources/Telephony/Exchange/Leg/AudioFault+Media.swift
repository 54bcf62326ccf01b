import MediaServer
import Model

extension AudioFault {
    /// What the media server suspects, as events and history name it.
    init(_ cause: SilenceCause) {
        switch cause {
        case .foreignSource(let address): self.init(AudioFault.Cause.foreignSource, address: "\(address)")
        case .unexpectedFormat: self.init(AudioFault.Cause.unexpectedFormat)
        case .privateAddress(let host): self.init(AudioFault.Cause.privateAddress, address: "\(host)")
        case .stopped: self.init(AudioFault.Cause.stopped)
        case .neverSent: self.init(AudioFault.Cause.neverSent)
        }
    }
}
