package import Model

/// Prompts that end with the process. Knows of no domains and users, so it has no orphans.
package actor InMemoryPromptRepository: PromptRepository {
    private var prompts: [PromptID: Prompt] = [:]

    package init() {}

    package func put(_ prompt: Prompt) { self.prompts[prompt.id] = prompt }

    package func find(_ id: PromptID) -> Prompt? { self.prompts[id] }

    package func all(of domain: DomainID, owner: UserID?) -> [Prompt] {
        self.prompts.values.filter { $0.domain == domain && (owner == nil || $0.owner == owner) }
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    package func all(in state: Prompt.State) -> [Prompt] {
        self.prompts.values.filter { $0.state == state }.sorted { $0.id < $1.id }
    }

    package func orphans() -> [PromptID] { [] }

    package func remove(_ id: PromptID) { self.prompts[id] = nil }
}

/// Messages that end with the process. Knows of no users, so it has no orphans.
package actor InMemoryVoiceMessageRepository: VoiceMessageRepository {
    private var messages: [VoiceMessageID: VoiceMessage] = [:]

    package init() {}

    package func put(_ message: VoiceMessage) { self.messages[message.id] = message }

    package func find(_ id: VoiceMessageID) -> VoiceMessage? { self.messages[id] }

    package func all(of user: UserID) -> [VoiceMessage] {
        self.messages.values.filter { $0.user == user && $0.state == .kept }
            .sorted { ($1.at, $1.id) < ($0.at, $0.id) }
    }

    package func unfinished() -> [VoiceMessage] {
        self.messages.values.filter { $0.state == .recording }.sorted { $0.id < $1.id }
    }

    package func counts() -> [UserID: MessageCounts] {
        self.messages.values.filter { $0.state == .kept }.reduce(into: [:]) { counts, message in
            if message.heardAt == nil {
                counts[message.user, default: MessageCounts()].new += 1
            } else {
                counts[message.user, default: MessageCounts()].old += 1
            }
        }
    }

    package func orphans() -> [VoiceMessageID] { [] }

    package func remove(_ id: VoiceMessageID) { self.messages[id] = nil }
}
