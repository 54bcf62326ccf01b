/// The metadata keys of this target, one spelling each.
enum LogKey {
    static let address = "net.address"
    static let error = "error"
    static let operation = "http.operation"
    static let provider = "provider.id"
    static let peer = "net.peer"
    static let status = "http.status"
    static let user = "user.name"
}
