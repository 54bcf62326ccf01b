import Model

/// What callers of a scenario are led to has to be there when they are to hear it; a draft may name what has gone meanwhile
/// (IVR-07).
struct ScenarioTargets {
    let configuration: any LiveConfiguration
    let voice: any VoiceControl

    /// - Throws: at which menu and key somebody is gone, or a sound is.
    func require(_ menus: [Scenario.Menu], of domain: DomainID) async throws {
        let configuration = self.configuration.current
        for (index, menu) in menus.enumerated() {
            let place = "menus[\(index)]"
            if let prompt = menu.prompt { try await self.require(prompt, of: domain, at: "\(place).prompt") }
            let keys = menu.keys.enumerated().map { ("\(place).keys[\($0)].action", $1.action) }
            let rest = [("\(place).otherKeys", menu.otherKeys), ("\(place).timeout", menu.timeout)]
            for (field, action) in keys + rest {
                switch action {
                case .forward(let target):
                    guard TargetBody.exists(target, in: domain, of: configuration) else {
                        throw APIError(.danglingReference, "This leads to somebody who is gone.", field: field)
                    }
                case .message(let prompt): try await self.require(prompt, of: domain, at: field)
                case .menu, .back, .dialExtension, .hangUp, .repeatMenu: break
                }
            }
        }
    }

    private func require(_ prompt: PromptID, of domain: DomainID, at field: String) async throws {
        guard try await self.voice.prompt(prompt)?.domain == domain else {
            throw APIError(.danglingReference, "The sound of this is gone.", field: field)
        }
    }
}
