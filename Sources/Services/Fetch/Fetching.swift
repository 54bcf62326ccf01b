/// A request to somebody else's server.
package struct FetchRequest: Equatable, Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// `https://…`; see ``FetchSettings/allowsInside`` for the exception.
    package var address: String
    package var method: Method
    /// Sent by POST as a form, which is encoded already; `nil`: the request has no body.
    package var form: String?
    /// One header a line, without its end, for instance `Authorization: Basic …`.
    package var headers: [String]

    package init(_ address: String, form: String? = nil, headers: [String] = []) {
        self.address = address
        self.method = form == nil ? .get : .post
        self.form = form
        self.headers = headers
    }

    /// A request without a body.
    package init(_ method: Method, _ address: String, headers: [String] = []) {
        self.address = address
        self.method = method
        self.form = nil
        self.headers = headers
    }
}

package struct FetchAnswer: Equatable, Sendable {
    package var status: Int
    package var body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

package struct FetchError: Error, Equatable {
    package enum Code: String, Sendable {
        /// Not `https`, or at an address inside of this server's own network.
        case forbidden
        /// No connection, no trust in its certificate, or no answer in time.
        case unreachable
        case tooLarge = "too-large"
        /// Too many others wait.
        case busy
    }

    package let code: Code
    /// For the log.
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}

package struct FetchSettings: Equatable, Sendable {
    /// Servers at private addresses may be asked as well, and those on this machine without TLS. Default no.
    package var allowsInside = false
    /// Bytes of one answer. Default 256 KiB.
    package var bodyLimit = 256 * 1_024
    /// From the first packet to the last byte. Default 10 s.
    package var timeout = Duration.seconds(10)
    package var connectTimeout = Duration.seconds(5)

    package init() {}
}

/// Asks other servers. Never followed: redirects, so that the address that was checked is the one that answers.
package protocol Fetching: Sendable {
    /// - Throws: ``FetchError``.
    func fetch(_ request: FetchRequest) async throws -> FetchAnswer
}
