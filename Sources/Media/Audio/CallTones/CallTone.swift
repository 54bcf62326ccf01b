/// A tone by which a network or a machine at the far end says what nobody there says in words.
package enum CallTone: Hashable, Sendable {
    /// Busy, congestion or disconnect tone: behind a gateway the far end has hung up, or was never there.
    case busy
    /// The calling tone of a fax machine (CNG).
    case fax
}
