import Kernel
import Model

/// A mobile number is joined with one extension of one domain (FWD-04): held here, where nobody is beside.
extension ConfigurationTransaction {
    /// Asked before anything is stored, so that the refusal is a sentence. It names no other company.
    func requireFreeMobiles(of user: User) throws {
        for mobile in user.forwarding.connectedMobiles.keys.sorted(by: { $0.text < $1.text }) {
            let owner = try self.connection.first(
                "SELECT user_id FROM mobile_numbers WHERE number = $1",
                [.text(mobile.text)]
            ) { $0.text(0) }
            guard let owner, owner != user.id.text else { continue }
            throw ModelError(.taken, "The mobile number \(mobile) is joined with somebody else's extension (FMC).")
        }
    }

    /// After the user is stored.
    func takeMobiles(of user: User) throws {
        try self.leaveMobiles(of: user.id)
        for mobile in user.forwarding.connectedMobiles.keys {
            try self.connection.execute(
                "INSERT INTO mobile_numbers (number, user_id) VALUES ($1, $2)",
                [.text(mobile.text), .text(user.id.text)]
            )
        }
    }

    /// Before the user is removed.
    func leaveMobiles(of user: UserID) throws {
        try self.connection.execute("DELETE FROM mobile_numbers WHERE user_id = $1", [.text(user.text)])
    }
}
