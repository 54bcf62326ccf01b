import CCurl
import Dispatch
import Kernel
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Asks other servers with libcurl, on threads of its own: bounded in number, time and size, by TLS whose certificate is
/// checked, and at no address inside of this server's network, whatever a name leads to.
package final class Fetcher: Fetching {
    /// Requests at the same time.
    private static let laneCount = 4
    /// Requests that may wait besides.
    private static let queueLimit = 32
    /// libcurl is made ready once, before its first use.
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private struct State {
        var running = 0
        var nextLane = 0
    }

    private let settings: FetchSettings
    private let lanes: [DispatchQueue]
    private let state = Mutex(State())

    package init(_ settings: FetchSettings = FetchSettings()) {
        self.settings = settings
        self.lanes = (0..<Self.laneCount).map { DispatchQueue(label: "martlet.fetch.\($0)", qos: .utility) }
    }

    package func fetch(_ request: FetchRequest) async throws -> FetchAnswer {
        let lane = self.state.withLock { state -> Int? in
            guard state.running < Self.laneCount + Self.queueLimit else { return nil }
            state.running += 1
            state.nextLane = (state.nextLane + 1) % Self.laneCount
            return state.nextLane
        }
        guard let lane else { throw FetchError(.busy, "too many requests wait") }
        defer { self.state.withLock { $0.running -= 1 } }
        let settings = self.settings
        return try await withCheckedThrowingContinuation { continuation in
            self.lanes[lane].async { continuation.resume(with: Result { try Exchange(settings).perform(request) }) }
        }
    }

    /// One request and its answer. Waits for the network.
    private struct Exchange {
        private let settings: FetchSettings

        /// What libcurl's callbacks see while it works.
        private struct Seen {
            let settings: FetchSettings
            /// Without TLS: on this machine only.
            let isPlain: Bool
            var body: [UInt8] = []
            var isTooLarge = false
            var isForbidden = false
        }

        init(_ settings: FetchSettings) {
            self.settings = settings
        }

        func perform(_ request: FetchRequest) throws(FetchError) -> FetchAnswer {
            guard Fetcher.isReady, let handle = curl_easy_init() else {
                throw FetchError(.unreachable, "libcurl cannot be used: there is no memory")
            }
            defer { curl_easy_cleanup(handle) }
            var headers: UnsafeMutablePointer<curl_slist>?
            defer { curl_slist_free_all(headers) }
            for header in request.headers + ["Accept: application/json"] {
                headers = curl_slist_append(headers, header)
            }
            try self.configure(handle, request)
            try Self.check(martlet_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers))
            var seen = Seen(settings: self.settings, isPlain: !request.address.lowercased().hasPrefix("https://"))
            let outcome = withUnsafeMutablePointer(to: &seen) { seen in
                martlet_curl_set_pointer(handle, CURLOPT_WRITEDATA, seen)
                martlet_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, seen)
                martlet_curl_set_writer(handle) { bytes, size, count, context in
                    guard let bytes, let context else { return 0 }
                    return Exchange.take(bytes, size * count, context.assumingMemoryBound(to: Seen.self))
                }
                martlet_curl_set_opener(handle) { context, _, address in
                    guard let context, let address else { return -1 }
                    return Exchange.open(address, context.assumingMemoryBound(to: Seen.self))
                }
                return curl_easy_perform(handle)
            }
            if seen.isTooLarge { throw FetchError(.tooLarge, "the answer is too large") }
            if seen.isForbidden, outcome != CURLE_OK {
                throw FetchError(.forbidden, "the name leads to an address inside of this network")
            }
            try Self.check(outcome)
            var status = 0
            martlet_curl_response(handle, &status)
            return FetchAnswer(status: status, body: seen.body)
        }

        private func configure(_ handle: UnsafeMutableRawPointer, _ request: FetchRequest) throws(FetchError) {
            var texts: [(CURLoption, String)] = [
                (CURLOPT_URL, request.address),
                (CURLOPT_PROTOCOLS_STR, self.settings.allowsInside ? "https,http" : "https"), (CURLOPT_PROXY, ""),
                (CURLOPT_USERAGENT, "martlet"),
            ]
            if let form = request.form ?? (request.method == .get ? nil : "") {
                texts.append((CURLOPT_COPYPOSTFIELDS, form))
                texts.append((CURLOPT_CUSTOMREQUEST, request.method.rawValue))
            }
            for (option, text) in texts { try Self.check(martlet_curl_set_text(handle, option, text)) }
            let numbers: [(CURLoption, Int)] = [
                (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_SSL_VERIFYPEER, 1),
                (CURLOPT_SSL_VERIFYHOST, 2), (CURLOPT_TIMEOUT_MS, Int(self.settings.timeout.wholeMilliseconds)),
                (CURLOPT_CONNECTTIMEOUT_MS, Int(self.settings.connectTimeout.wholeMilliseconds)),
            ]
            for (option, number) in numbers { try Self.check(martlet_curl_set_number(handle, option, number)) }
        }

        private static func take(
            _ bytes: UnsafeMutablePointer<CChar>,
            _ count: Int,
            _ seen: UnsafeMutablePointer<Seen>
        ) -> Int {
            guard seen.pointee.body.count + count <= seen.pointee.settings.bodyLimit else {
                seen.pointee.isTooLarge = true
                return 0
            }
            seen.pointee.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
            return count
        }

        /// Looks at the address that the name has led to, whatever it led to a moment ago.
        private static func open(
            _ address: UnsafeMutablePointer<curl_sockaddr>,
            _ seen: UnsafeMutablePointer<Seen>
        ) -> curl_socket_t {
            let bytes = Self.bytes(of: address)
            let isAllowed =
                seen.pointee.isPlain
                ? Destination.isLoopback(bytes) : Destination.isPublic(bytes) || seen.pointee.settings.allowsInside
            guard isAllowed else {
                seen.pointee.isForbidden = true
                return -1
            }
            return socket(address.pointee.family, address.pointee.socktype, address.pointee.protocol)
        }

        /// The octets of the address, out of the structure that libcurl keeps for any family.
        private static func bytes(of address: UnsafeMutablePointer<curl_sockaddr>) -> [UInt8] {
            let start = UnsafeRawPointer(address) + (MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0)
            return switch address.pointee.family {
            case AF_INET:
                withUnsafeBytes(of: start.loadUnaligned(as: sockaddr_in.self).sin_addr) { Array($0) }
            case AF_INET6:
                withUnsafeBytes(of: start.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { Array($0) }
            default: []
            }
        }

        private static func check(_ code: CURLcode) throws(FetchError) {
            guard code != CURLE_OK else { return }
            let isForbidden = code == CURLE_UNSUPPORTED_PROTOCOL
            throw FetchError(isForbidden ? .forbidden : .unreachable, String(cString: curl_easy_strerror(code)))
        }
    }
}
