import Hummingbird

/// The one list of endpoints: what is routed, what is documented, what the permission tests go through.
struct RouteTable: Sendable {
    /// What is found for a path.
    enum Match: Sendable {
        case endpoint(Endpoint, values: [String: String])
        /// The path is known with other methods.
        case otherMethods([HTTPRequest.Method])
        case nothing
    }

    let endpoints: [Endpoint]
    /// By number of segments, literal ones before names, so that `/users/me` would come before `/users/{user}`.
    private let byLength: [Int: [(pattern: PathPattern, endpoints: [Endpoint])]]

    init(_ groups: [any EndpointGroup]) {
        self.endpoints = groups.flatMap(\.endpoints)
        let names = Set(self.endpoints.map(\.name))
        precondition(names.count == self.endpoints.count, "two endpoints have one name")
        var byPattern: [PathPattern: [Endpoint]] = [:]
        for endpoint in self.endpoints { byPattern[endpoint.path, default: []].append(endpoint) }
        let sorted = byPattern.map { (pattern: $0.key, endpoints: $0.value) }
            .sorted { ($0.pattern.names.count, $0.pattern.text) < ($1.pattern.names.count, $1.pattern.text) }
        self.byLength = Dictionary(grouping: sorted) { $0.pattern.segments.count }
    }

    /// - Parameter path: below `/api/v1`, still percent-encoded.
    func match(_ method: HTTPRequest.Method, _ path: some StringProtocol) -> Match {
        guard let segments = PercentEncoding.segments(of: path) else { return .nothing }
        var others: [HTTPRequest.Method] = []
        var names = Int.max
        for candidate in self.byLength[segments.count] ?? [] {
            // Who is named as a literal is not looked for among names: `/users/bulk` is no user.
            guard candidate.pattern.names.count <= names, let values = candidate.pattern.match(segments) else {
                continue
            }
            names = candidate.pattern.names.count
            if let endpoint = candidate.endpoints.first(where: { $0.method == method }) {
                return .endpoint(endpoint, values: values)
            }
            others += candidate.endpoints.map(\.method)
        }
        return others.isEmpty ? .nothing : .otherMethods(others)
    }
}
