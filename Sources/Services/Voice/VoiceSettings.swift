import Model

/// Where prompts and messages lie, and how much of them there may be.
package struct VoiceSettings: Hashable, Sendable {
    /// Holds `prompts` and `messages`; made when they are needed.
    package let folder: String
    /// Prompts of one domain. Default 500.
    package var promptLimit = Prompt.limitOfDomain
    /// Length of one prompt. Default 15 min.
    package var promptDuration = Duration.seconds(900)
    /// Messages of one mailbox. Default 100.
    package var messageLimit = 100
    /// Length of one message. Default 3 min.
    package var messageDuration = Duration.seconds(180)
    /// Shorter ones are not kept: somebody hung up after the tone. Default 1 s.
    package var shortestMessage = Duration.seconds(1)
    /// Silence that ends a recording. Default 8 s.
    package var silence = Duration.seconds(8)
    /// Sound of prompts and messages kept in memory, in bytes. Default 64 MiB.
    package var cacheLimit = 64 << 20

    package init(folder: String) {
        self.folder = folder
    }

    var prompts: String { self.folder + "/prompts" }
    var messages: String { self.folder + "/messages" }
}

/// A file that can be listened to or downloaded.
package struct StoredSound: Hashable, Sendable {
    package let path: String
    package let byteCount: Int
    /// `audio/wav` or `audio/mpeg`.
    package let type: String
}
