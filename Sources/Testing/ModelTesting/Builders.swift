package import Kernel
package import Model

/// Objects of the model for tests: valid, short, and different only in what a test says.
extension Domain {
    package static func sample(_ name: String = "acme.example", callLimit: Int = 100) -> Domain {
        Domain(id: DomainID(name), shownName: name, callLimit: callLimit)
    }
}

extension User {
    /// The identifier is made of login and domain, so two samples of one name are the same user.
    package static func sample(
        _ login: String = "alice",
        in domain: DomainID = DomainID("acme.example"),
        extension: String? = nil,
        version: Int = 0
    ) -> User {
        User(
            id: UserID("\(login)-\(domain)"),
            domain: domain,
            login: login,
            extension: `extension`,
            shownName: login.capitalisedFirst,
            version: version
        )
    }
}

extension Trunk {
    package static func sample(_ name: String = "alpha", version: Int = 0) -> Trunk {
        Trunk(id: TrunkID("trunk-\(name)"), name: name, host: "sip.\(name).example", version: version)
    }
}

extension Line {
    /// - Parameter number: digits with an optional `+`; anything else becomes `0`.
    package static func sample(
        _ number: String = "+74951234567",
        for user: User = .sample(),
        trunk: TrunkID? = nil,
        version: Int = 0
    ) -> Line {
        Line(
            id: LineID("line-\(number)"),
            domain: user.domain,
            number: DialString(number) ?? DialString.zero,
            trunk: trunk,
            rules: [LineRule(to: .user(user.id))],
            version: version
        )
    }
}

extension SignInSession {
    package static func sample(
        _ secretHash: String = "00",
        of user: UserID = UserID("alice"),
        kind: Kind = .browser,
        createdAt: Timestamp = .epoch,
        expiresAt: Timestamp = Timestamp(seconds: 1_000)
    ) -> SignInSession {
        SignInSession(
            secretHash: secretHash,
            kind: kind,
            user: user,
            label: "Firefox, 192.0.2.1",
            createdAt: createdAt,
            expiresAt: expiresAt
        )
    }
}

extension DialString {
    /// The number `0`.
    package static var zero: DialString {
        guard let zero = DialString("0") else { preconditionFailure("0 can be dialled") }
        return zero
    }
}

extension String {
    fileprivate var capitalisedFirst: String { self.prefix(1).uppercased() + self.dropFirst() }
}
