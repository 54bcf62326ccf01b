import Audio
import AudioFiles
import Dispatch
import Model

/// Reads, decodes and encodes away from event loops and media threads: long work one after another, what a caller waits
/// for beside it.
struct VoiceWorker: Sendable {
    /// Decoding of uploads, encoding of mp3: seconds each.
    private let slow = DispatchQueue(label: "martlet.voice.slow", qos: .utility)
    /// Reading of clips that somebody waits to hear.
    private let quick = DispatchQueue(label: "martlet.voice.quick", qos: .userInitiated)

    func runSlow<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await Self.run(on: self.slow, work)
    }

    func runQuick<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await Self.run(on: self.quick, work)
    }

    private static func run<Value: Sendable>(
        on queue: DispatchQueue,
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
