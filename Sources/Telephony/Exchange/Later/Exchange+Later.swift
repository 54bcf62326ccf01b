import Kernel
import Model
import Routing

/// Codes that do something for the caller, and the same by API (CAL-08).
extension Exchange {
    /// Does what the code says.
    /// - Returns: what is to be called instead of the code: the last number again, or the service that confirms.
    func dialled(in command: CallCodes.Command, by user: User) throws(CallRefusal) -> String {
        switch command {
        case .redial:
            guard let number = self.callbacks.lastDialled(by: user.id) else {
                throw CallRefusal(.badNumber, "Nothing was dialled yet.")
            }
            return number
        case .callback:
            _ = try self.callbacks.ask(nil, by: user, in: self)
        case .cancelCallback:
            guard self.callbacks.cancelAll(of: user.id) else {
                throw CallRefusal(.badNumber, "No number waits to be called back.")
            }
        case .transfer, .addToConference, .removeFromConference, .hold, .parkParty, .record, .pauseRecording, .pickup,
            .park, .lampOn, .lampOff, .withholdNumber, .showNumber:
            throw CallRefusal(.badNumber, "This code has a meaning of its own.")
        }
        return ServiceNumber.confirmation.rawValue
    }

    /// Calls the user back when `number` is free.
    func callBack(_ id: UserID, to number: String) throws(CallRefusal) -> String {
        guard let user = self.configuration.user(id), !user.isBlocked else {
            throw CallRefusal(.notAllowed, "There is no such user, or the user is blocked.")
        }
        return try self.callbacks.ask(number, by: user, in: self)
    }
}
