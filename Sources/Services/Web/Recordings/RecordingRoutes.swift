import Hummingbird
import Kernel
import Model
import Recordings

/// The recordings: listed, played, downloaded, deleted, shared for a while (REC-02, REC-04).
///
/// Who sees what follows role: a user the recordings in which they are heard, an administrator the domain's.
struct RecordingRoutes: EndpointGroup {
    let configuration: any LiveConfiguration
    let library: RecordingLibrary

    static let tag = "Recordings"

    private static let filters = [
        Common.domainParameter,
        Parameter("call", Common.id, note: "Of one call."),
        Parameter("user", Common.id, note: "The user is heard in it."),
        Parameter("from", .timestamp, note: "Started at or after."),
        Parameter("to", .timestamp, note: "Started before."),
        Parameter("direction", .choice(CallDirection.allCases.map(\.rawValue)), note: "One direction."),
        Parameter("state", .choice(Recording.State.allCases.map(\.rawValue)), note: "One state."),
        Common.search("Part of the other party's number or of the user's login."),
    ]

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/recordings",
                "listRecordings",
                "The recordings, newest first",
                tag: Self.tag,
                access: .role(.user),
                query: Self.filters + Paging.parameters,
                success: .json(.ok, Paging.schema(RecordingBody.schema)),
                handle: self.list
            ),
            Endpoint(
                .get,
                "/recordings/{recording}",
                "getRecording",
                "One recording",
                tag: Self.tag,
                access: .role(.user),
                success: .json(.ok, RecordingBody.schema)
            ) { APIAnswer(self.json(try await self.find($0), for: try $0.requireCaller())) },
            Endpoint(
                .get,
                "/recordings/{recording}/sound",
                "playRecording",
                "The sound, by ranges: mp3 when it is ready, else wav",
                tag: Self.tag,
                access: .role(.user),
                query: [
                    Parameter("format", .choice(["wav", "mp3"]), note: "Default: what is there, mp3 first.")
                ],
                success: .file(["audio/mpeg", "audio/wav"]),
                refusals: [.wrongState, .gone]
            ) { request in
                let recording = try await self.find(request)
                let form = request.query["format"]?.text.map { $0 == "mp3" ? RecordingContent.Form.mp3 : .wav }
                let answer = try await self.answer(recording, as: form)
                let caller = try request.requireCaller()
                try await self.library.note(.listened, recording, by: caller.name, from: request.source.text)
                return answer
            },
            Endpoint(
                .get,
                "/recordings/{recording}/download",
                "downloadRecording",
                "The mp3 file by its name",
                tag: Self.tag,
                access: .role(.user),
                success: .file(["audio/mpeg"]),
                refusals: [.wrongState, .gone]
            ) { request in
                let recording = try await self.find(request)
                let caller = try request.requireCaller()
                let answer = try await self.answer(
                    caller.role == .user ? recording.shown(to: caller.user.id) : recording,
                    as: .mp3,
                    isDownload: true
                )
                try await self.library.note(.downloaded, recording, by: caller.name, from: request.source.text)
                return answer
            },
            Endpoint(
                .delete,
                "/recordings/{recording}",
                "deleteRecording",
                "Deletes the sound; the list says that there was one",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                success: .noContent,
                refusals: [.wrongState, .gone],
                handle: self.delete
            ),
            Endpoint(
                .get,
                "/recordings/{recording}/accesses",
                "listRecordingAccesses",
                "Who listened, downloaded, shared or deleted, newest first",
                tag: Self.tag,
                access: .role(.domainAdministrator),
                query: ShortList.parameters,
                success: .json(.ok, ShortList.schema(RecordingAccessBody.schema, atMost: 1_000))
            ) { request in
                let recording = try await self.find(request)
                let accesses = try await self.library.repository.accesses(of: recording.id, limit: 1_000)
                return try ShortList.answer(request, accesses.map { RecordingAccessBody.json($0) })
            },
            Endpoint(
                .post,
                "/recordings/{recording}/links",
                "addRecordingLink",
                "Makes a link by which anybody may listen for a while",
                tag: Self.tag,
                access: .role(.user),
                guarding: .repeats,
                body: RecordingLinkBody.requestSchema,
                success: .json(.created, RecordingLinkBody.schema),
                refusals: [.wrongState, .gone],
                handle: self.share
            ),
            Endpoint(
                .get,
                "/recording-links/{link}",
                "playRecordingLink",
                "The sound that a temporary link leads to",
                tag: Self.tag,
                access: .anyone,
                success: .file(["audio/mpeg", "audio/wav"]),
                refusals: [.wrongState, .gone],
                handle: self.follow
            ),
        ]
    }

    // MARK: - The list

    @Sendable
    private func list(_ request: APIRequest) async throws -> APIAnswer {
        let caller = try request.requireCaller()
        var filter = RecordingFilter(domain: try request.listedDomain(in: self.configuration.current))
        filter.call = request.query["call"]?.text.map { CallID($0) }
        filter.from = request.query["from"]?.text.flatMap { Timestamp($0) }
        filter.to = request.query["to"]?.text.flatMap { Timestamp($0) }
        filter.direction = request.query["direction"]?.text.flatMap { CallDirection(rawValue: $0) }
        filter.state = request.query["state"]?.text.flatMap { Recording.State(rawValue: $0) }
        filter.text = request.search
        filter.user = request.query["user"]?.text.map { UserID($0) }
        if caller.role == .user {
            guard filter.user == nil || filter.user == caller.user.id else {
                throw APIError.notFound("user", field: "user")
            }
            filter.user = caller.user.id
            filter.reader = caller.user.id
        }
        let limit = request.limit
        let found = try await self.library.repository.page(filter, before: Self.cursor(request), limit: limit + 1)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last : nil
        return Paging.answer(
            page.map { self.json($0, for: caller) },
            total: nil,
            next: next.map { Paging.encode("\($0.startedAt.microseconds) \($0.id)") }
        )
    }

    private static func cursor(_ request: APIRequest) throws -> RecordingCursor? {
        guard let text = request.query["cursor"]?.text else { return nil }
        let parts = (Paging.decode(text) ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let microseconds = Int64(parts[0]) else {
            throw APIError.notFound("page", field: "cursor")
        }
        return RecordingCursor(startedAt: Timestamp(microseconds: microseconds), id: RecordingID(String(parts[1])))
    }

    private func json(_ recording: Recording, for caller: Caller) -> JSONValue {
        let reader = caller.role == .user ? caller.user.id : nil
        return RecordingBody.json(recording, for: reader, progress: self.library.progress(of: recording.id))
    }

    private func find(_ request: APIRequest) async throws -> Recording {
        let caller = try request.requireCaller()
        guard let recording = try await self.library.repository.find(RecordingID(request.id("recording"))),
            caller.maySee(recording.domain, users: recording.users)
        else { throw APIError.notFound("recording") }
        return recording
    }

    // MARK: - Sound

    private func answer(
        _ recording: Recording,
        as form: RecordingContent.Form?,
        isDownload: Bool = false
    ) async throws -> APIAnswer {
        do {
            let content = try await self.library.open(recording, as: form)
            return APIAnswer(
                FileAnswer(
                    type: content.form.rawValue,
                    byteCount: content.length,
                    downloadName: isDownload ? recording.fileName + ".mp3" : nil
                ) { try await content.read(at: $0, upTo: $1) }
            )
        } catch let fault as RecordingLibrary.Fault {
            throw APIError(fault)
        }
    }

    @Sendable
    private func delete(_ request: APIRequest) async throws -> APIAnswer {
        let recording = try await self.find(request)
        let caller = try request.requireCaller()
        do {
            try await self.library.delete(recording, by: caller.name, from: request.source.text)
        } catch let fault as RecordingLibrary.Fault {
            throw APIError(fault)
        }
        try await self.configuration.note(.removeNote(HistoryNote(recording)), by: request)
        return .nothing
    }

    // MARK: - Links

    @Sendable
    private func share(_ request: APIRequest) async throws -> APIAnswer {
        let recording = try await self.find(request)
        guard recording.state != .deleted else { throw APIError(RecordingLibrary.Fault.gone) }
        guard recording.state != .recording else { throw APIError(RecordingLibrary.Fault.stillRecording) }
        let caller = try request.requireCaller()
        let lasting = Duration.seconds((request.body["minutes"]?.whole ?? 1_440) * 60)
        let link = try await self.library.makeLink(
            recording,
            by: caller.user.id,
            named: caller.name,
            lasting: lasting
        )
        try await self.library.note(.linked, recording, by: caller.name, from: request.source.text)
        return APIAnswer([
            "path": .string("\(APIResponder.root)/recording-links/\(link.secret)"),
            "expiresAt": .string("\(link.expiresAt)"),
        ])
    }

    @Sendable
    private func follow(_ request: APIRequest) async throws -> APIAnswer {
        let link: RecordingLink
        do {
            link = try await self.library.link(of: request.id("link"))
        } catch let fault as RecordingLink.Fault {
            switch fault {
            case .unknown: throw APIError.notFound("link")
            case .expired: throw APIError(.gone, "The time of this link is over. Ask for another one.")
            }
        }
        guard let recording = try await self.library.repository.find(link.recording) else {
            throw APIError.notFound("link")
        }
        // Who made it must still be here and may still listen: a link gives no more than its author has.
        let configuration = self.configuration.current
        guard let author = configuration.user(link.user), !author.isBlocked,
            configuration.tenants[author.domain]?.domain.isBlocked == false,
            author.maySee(recording.domain, users: recording.users)
                || configuration.mayManage(recording.domain, by: author)
        else {
            throw APIError(.gone, "Who made this link has no access any more. Ask for another one.")
        }
        let answer = try await self.answer(recording, as: nil)
        try await self.library.note(
            .listened,
            recording,
            by: "link of \(link.author)",
            from: request.source.text
        )
        return answer
    }
}

extension APIError {
    /// What a recording that cannot be given out means to a client of the API.
    init(_ fault: RecordingLibrary.Fault) {
        switch fault {
        case .gone: self.init(.gone, "The recording was deleted.")
        case .stillRecording: self.init(.wrongState, "The call is still being recorded.")
        case .notConverted: self.init(.wrongState, "The mp3 file is still being made. Please try again in a moment.")
        case .unreadable: self.init(.storeFailed, "The recording cannot be read now.")
        }
    }
}
