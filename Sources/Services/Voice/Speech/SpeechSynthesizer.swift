package import Model

/// Says texts: one engine, whichever it is.
package protocol SpeechSynthesizer: Sendable {
    /// Why nothing can be said on this machine; `nil`: it can.
    var absence: SpeechRefusal? { get }

    /// What callers would hear: 8 kHz, one channel. Waits on threads of its own.
    /// - Parameter domain: whose text it is; one of a domain is said at a time.
    func say(_ text: SpokenText, for domain: DomainID) async throws(SpeechRefusal) -> [Int16]
}
