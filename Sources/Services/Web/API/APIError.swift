import Hummingbird
import Model

/// A refusal as a client of the API sees it: a closed code for programs, a sentence for people.
struct APIError: Error, Equatable {
    /// Closed on purpose: a new case does not compile until it has a status.
    enum Code: String, CaseIterable, Sendable {
        case malformedRequest = "malformed-request"
        case malformedJSON = "malformed-json"
        case invalidParameter = "invalid-parameter"
        case notSignedIn = "not-signed-in"
        case signInRefused = "sign-in-refused"
        /// The password is right, and a code is asked for besides (AUTH-07).
        case secondFactorRequired = "second-factor-required"
        case secondFactorRefused = "second-factor-refused"
        /// Administrators have to have a second factor here, and this one has none yet.
        case secondFactorMissing = "second-factor-missing"
        /// What an identity provider answered is not believed, or came too late.
        case providerRefused = "provider-refused"
        case providerUnreachable = "provider-unreachable"
        /// An identity provider knows the person, and this server does not.
        case noAccount = "no-account"
        case notAllowed = "not-allowed"
        case forgeryProtection = "forgery-protection"
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case taken
        case conflict
        /// The domain has as much of it as it may have (TEN-03).
        case limitReached = "limit-reached"
        /// The call is not in a state that allows it.
        case wrongState = "wrong-state"
        case noPhone = "no-phone"
        /// Well formed, and leads nowhere or where the user may not call.
        case badNumber = "bad-number"
        /// This installation has no mobile operator (FWD-04).
        case noMobileOperator = "no-mobile-operator"
        /// The mobile operator does not serve the number.
        case notOperators = "not-operators"
        case operatorUnreachable = "operator-unreachable"
        /// A time that goes past midnight, or none.
        case badSchedule = "bad-schedule"
        case tooManyCalls = "too-many-calls"
        /// What is to be published leads to something that is gone.
        case danglingReference = "dangling-reference"
        /// Nothing on this machine says texts.
        case speechUnavailable = "speech-unavailable"
        /// A text that cannot be said, or is heard for too long.
        case speechFailed = "speech-failed"
        case keyReused = "key-reused"
        case tooLarge = "too-large"
        case unsupportedMediaType = "unsupported-media-type"
        case invalid
        /// It was there and is no more.
        case gone
        case upgradeRequired = "upgrade-required"
        case slowDown = "slow-down"
        case internalFault = "internal"
        case storeFailed = "store-failed"
        case unavailable

        var status: HTTPResponse.Status {
            switch self {
            case .malformedRequest, .malformedJSON, .invalidParameter: .badRequest
            case .notSignedIn, .signInRefused, .secondFactorRequired, .secondFactorRefused, .providerRefused,
                .noAccount:
                .unauthorized
            case .secondFactorMissing, .notAllowed, .forgeryProtection: .forbidden
            case .notFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .taken, .conflict, .limitReached, .keyReused, .wrongState, .noPhone, .badNumber, .badSchedule,
                .noMobileOperator, .notOperators, .speechFailed, .danglingReference:
                .conflict
            case .tooLarge: .contentTooLarge
            case .unsupportedMediaType: .unsupportedMediaType
            case .invalid: .unprocessableContent
            case .gone: .gone
            case .upgradeRequired: .upgradeRequired
            case .slowDown: .tooManyRequests
            case .internalFault: .internalServerError
            case .storeFailed, .unavailable, .tooManyCalls, .providerUnreachable,
                .operatorUnreachable, .speechUnavailable:
                .serviceUnavailable
            }
        }
    }

    let code: Code
    let message: String
    /// The member, parameter or header that is meant.
    let field: String?
    /// `Allow`, `Retry-After`, `WWW-Authenticate`, `Upgrade`.
    let headers: HTTPFields
    /// What stands in the way.
    let reasons: [Configuration.Usage]
    /// What the writer has not seen, and how the history shows it.
    var missed: MissedChanges?
    var changes: [JSONValue] = []

    init(
        _ code: Code,
        _ message: String,
        field: String? = nil,
        headers: HTTPFields = [:],
        reasons: [Configuration.Usage] = []
    ) {
        self.code = code
        self.message = message
        self.field = field
        self.headers = headers
        self.reasons = reasons
    }

    /// What an error of the model means to a client of the API.
    init(_ error: ModelError) {
        let code: Code =
            switch error.code {
            case .notFound: .notFound
            case .taken: .taken
            case .conflict: .conflict
            case .limitReached: .limitReached
            case .invalid: .invalid
            case .storeFailed: .storeFailed
            }
        // What a store says about itself is for the log, not for the world.
        let message = code == .storeFailed ? "The data cannot be reached now. Please try again." : error.detail
        self.init(code, message)
    }

    /// What a refused wish about a call means to a client of the API.
    init(_ refusal: CallRefusal) {
        let code: Code =
            switch refusal.code {
            case .unknownCall, .unknownLeg: .notFound
            case .wrongState: .wrongState
            case .notAllowed: .notAllowed
            case .noPhone: .noPhone
            case .badNumber: .badNumber
            case .tooManyCalls: .tooManyCalls
            case .unavailable: .unavailable
            }
        self.init(code, refusal.detail)
    }

    static let changedMeanwhile = APIError(
        .conflict,
        "Somebody has changed this in between. Please look at it again.",
        field: "If-Match"
    )

    static let secondFactorMissing = APIError(
        .secondFactorMissing,
        "Administrators need a second factor here. Please switch it on in your profile."
    )

    /// The one answer for what is absent and for what belongs to somebody else (TEN-01).
    static func notFound(_ kind: String, field: String? = nil) -> APIError {
        APIError(.notFound, "There is no such \(kind).", field: field)
    }

    var body: JSONValue {
        var members: [JSONMember] = [
            JSONMember(name: "code", value: .string(self.code.rawValue)),
            JSONMember(name: "message", value: .string(self.message)),
        ]
        if let field { members.append(JSONMember(name: "field", value: .string(field))) }
        if !self.reasons.isEmpty { members.append(JSONMember(name: "reasons", value: UsageBody.list(self.reasons))) }
        if !self.changes.isEmpty { members.append(JSONMember(name: "changes", value: .array(self.changes))) }
        return ["error": .object(members)]
    }

    static let schema = Schema.named(
        "Error",
        .object([
            SchemaField(
                "error",
                .object([
                    SchemaField("code", .choice(Code.allCases.map(\.rawValue)), note: "For programs; never changes."),
                    SchemaField("message", .text(1...1_000), note: "For people, in English."),
                    .maybe("field", .text(1...1_000), note: "The member, parameter or header that is meant."),
                    .maybe("reasons", UsageBody.listSchema, note: "What uses the thing that was to be removed."),
                    .maybe(
                        "changes",
                        .list(ChangeBody.schema, atMost: MissedChanges.most),
                        note: "What was changed since the version of `If-Match`, newest first; for administrators."
                    ),
                ])
            )
        ])
    )
}
