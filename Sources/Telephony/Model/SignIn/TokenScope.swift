/// What an access token is good for (AUTH-05). Whoever signs in with a password may do all that their role allows.
package enum TokenScope: String, Sendable, CaseIterable, Comparable {
    /// Sees what its owner sees, and changes nothing.
    case read
    /// Makes, steers and ends calls.
    case calls
    /// Changes settings, users, prompts and all else that its owner may change, but for the sign-in itself.
    case administration

    package static func < (left: TokenScope, right: TokenScope) -> Bool {
        (Self.allCases.firstIndex(of: left) ?? 0) < (Self.allCases.firstIndex(of: right) ?? 0)
    }
}
