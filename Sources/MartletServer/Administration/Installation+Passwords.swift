import Kernel
package import Model
import Web

extension Installation {
    /// What is kept of a password (AUTH-04). Dear: some 50 ms.
    /// - Throws: ``ModelError`` with code `invalid` when the password breaks the rule (TEN-11).
    package static func credentials(
        _ password: String,
        login: String,
        domain: DomainID
    ) async throws -> User.Credentials {
        guard (6...128).contains(password.utf8.count), password.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw ModelError(.invalid, "a password has 6 to 128 Latin letters, digits or signs, without spaces")
        }
        var tokens = TokenSource.system()
        return try User.Credentials.derive(login: login, domain: domain, password: password, tokens: &tokens)
    }
}
