import Logging

/// Keys of this target's log metadata.
enum LogKey {
    static let recording = "recording.id"
    static let domain = "domain.id"
    static let error = "error"
    static let count = "count"
    static let freeMegabytes = "disk.free_megabytes"
    static let megabytes = "megabytes"
}

extension Logger.Metadata {
    func with(_ error: any Error) -> Logger.Metadata {
        var metadata = self
        metadata[LogKey.error] = "\(error)"
        return metadata
    }
}
