import Hummingbird
import Journal
import Kernel
import Model

/// The recording of a call in progress: started, stopped, paused, by right (REC-01, BYD-08).
struct CallRecordingRoutes: EndpointGroup {
    let calls: CallRoutes

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post,
                "/calls/{call}/recording",
                "recordCall",
                "Starts, stops, pauses or resumes the recording of a talk",
                tag: "Calls",
                access: .role(.user),
                guarding: .repeats,
                body: CallRecordingBody.schema,
                success: .noContent,
                refusals: [.notAllowed, .wrongState, .unavailable],
                handle: self.carryOut
            )
        ]
    }

    @Sendable
    private func carryOut(_ request: APIRequest) async throws -> APIAnswer {
        let call = try self.calls.find(request)
        let caller = try request.requireCaller()
        let isOwn = call.legs.contains { $0.party.user == caller.user.id } && caller.user.controlsRecording
        guard isOwn || call.domain.map(caller.mayManage) == true || caller.role == .systemAdministrator else {
            throw APIError(.notAllowed, "You may not control the recording of this call.")
        }
        let wish = request.body["wish"]?.text.flatMap { RecordingWish(rawValue: $0) } ?? .start
        do {
            try await self.calls.control.carryOut(.record(wish), in: call.id)
        } catch let refusal as CallRefusal {
            throw APIError(refusal)
        }
        return .nothing
    }
}
