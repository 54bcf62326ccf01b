package import Kernel

/// The user fragment and password by which checks are signed (RFC 8445 §5.3, RFC 8839 §5.4).
package struct ICECredentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// `a=ice-ufrag`.
    package let userFragment: String
    /// `a=ice-pwd`. A secret: never logged.
    package let password: String

    /// Credentials that stand elsewhere already.
    package init(userFragment: String, password: String) {
        self.userFragment = userFragment
        self.password = password
    }

    /// Fresh ones: 40 bits of fragment and 128 of password, of the least 24 and 128 that the RFC asks for.
    package init(random: inout TokenSource) {
        self.userFragment = String(random.token().prefix(8))
        self.password = random.token(words: 2)
    }

    package var description: String { self.userFragment }

    package var customMirror: Mirror { Mirror(self, children: ["userFragment": self.userFragment]) }
}
