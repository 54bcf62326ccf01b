extension InviteSession {
    /// Our INVITE is under way.
    struct Calling: Sendable {
        /// As last sent; challenges and 422 change it.
        var invite: SIPMessage
        var sequence: UInt32
        var offer: [UInt8]?
        /// Early dialogs; several when the INVITE was forked.
        var branches: [Conversation] = []
        /// How often it was sent anew after a challenge or 422.
        var attempts = 0
    }

    /// Challenges and 422 answered for one INVITE; a far end that asks more often plays with us.
    private static let maximumAttempts = 4

    mutating func call(_ call: OutgoingInvite, _ effects: inout [Effect]) -> State {
        var invite = SIPMessage(request: .invite, uri: call.target)
        for route in call.routes { invite.append(.route, route.description) }
        invite.append(.maxForwards, String(call.maxForwards))
        invite.append(.from, "\(call.from);tag=\(call.localTag)")
        invite.append(.to, call.to.description)
        invite.append(.callID, call.callID)
        invite.append(.cseq, "1 INVITE")
        invite.append(.contact, call.contact)
        invite.append(.allow, self.settings.allow)
        let offersReliable = self.settings.offersReliableProvisionals
        invite.append(.supported, offersReliable ? self.settings.supported : self.settings.supportedWithoutReliable)
        if let expires = self.sessionTimer.requested { invite.append(.sessionExpires, expires) }
        if let agent = self.settings.agent { invite.append(.userAgent, agent) }
        invite.append(call.headers)
        if let offer = call.offer { invite.attach(offer) }
        self.authentication?.authorize(&invite)
        effects.append(.send(invite))
        return .calling(Calling(invite: invite, sequence: 1, offer: call.offer))
    }

    mutating func whileCalling(_ calling: consuming Calling, _ input: Input, _ effects: inout [Effect]) -> State {
        var calling = calling
        switch input {
        case .received(let message) where message.isRequest:
            self.receive(request: message, during: &calling, &effects)
            return .calling(calling)

        case .received(let response):
            return self.receive(response: response, during: calling, &effects)

        case .transactionFailed(let request, let failure):
            guard request.method == .invite, request.sequence == calling.sequence else {
                self.fail(request, failure, in: &calling, &effects)
                return .calling(calling)
            }
            return self.finish(.unreachable(failure), &effects)

        case .cancel(let reason), .hangUp(let reason):
            effects.append(.cancelInvite(reason: reason))
            effects.append(.ended(.cancelled(nil)))
            self.disarmAll(&effects)
            return .cancelling(calling)

        case .acceptOffer(let description):
            guard let index = calling.branches.firstIndex(where: { $0.negotiation.isReceived }) else {
                return .calling(calling)
            }
            self.accept(description, in: &calling.branches[index], isEarly: true, &effects)
            return .calling(calling)

        case .rejectOffer(let status, let headers):
            guard let index = calling.branches.firstIndex(where: { $0.negotiation.isReceived }) else {
                return .calling(calling)
            }
            if case .provisional = calling.branches[index].incoming {
                // A PRACK cannot refuse; without an agreement there can be no call (RFC 6337 §2.2).
                effects.append(.cancelInvite(reason: nil))
                effects.append(.ended(.cancelled(nil)))
                return .cancelling(calling)
            }
            self.reject(status: status, headers, in: &calling.branches[index], &effects)
            return .calling(calling)

        case .offer(let description, _, let headers):
            // Only UPDATE is possible before the answer, and only while it is clear with whom.
            guard let description, calling.branches.count == 1 else {
                effects.append(.offerRefused(status: 491, response: nil))
                return .calling(calling)
            }
            self.offerEarly(description, headers, in: &calling.branches[0], &effects)
            return .calling(calling)

        case .sendInformation, .refer, .progress, .accept, .reject, .acceptTransfer, .rejectTransfer, .reportTransfer,
            .fired, .start:
            // Commands of the other role or of a later state; a shell that gives them loses nothing.
            return .calling(calling)
        }
    }

    // MARK: Responses

    private mutating func receive(
        response: SIPMessage,
        during calling: consuming Calling,
        _ effects: inout [Effect]
    ) -> State {
        var calling = calling
        guard let status = response.status else { return .calling(calling) }
        guard response.method == .invite, response.sequence == calling.sequence else {
            self.receiveEarly(response, in: &calling, &effects)
            return .calling(calling)
        }
        switch status {
        case ..<101:
            return .calling(calling)
        case ..<200:
            self.progress(response, status, &calling, &effects)
            return .calling(calling)
        case ..<300:
            return self.answer(response, calling, &effects)
        default:
            return self.refuse(response, status, calling, &effects)
        }
    }

    private mutating func progress(
        _ response: SIPMessage,
        _ status: Int,
        _ calling: inout Calling,
        _ effects: inout [Effect]
    ) {
        guard let index = self.branch(of: response, in: &calling) else {
            // No dialog comes of it (no tag or Contact, too many branches): it still says how the call goes.
            effects.append(
                .progressed(Progress(response: response, status: status, sdp: nil, isReliable: false))
            )
            return
        }
        let reliable = response.reliableSequence
        if let reliable {
            // Only the next in order may be handled; repetitions are answered by the PRACK's own transaction (§4).
            if let last = calling.branches[index].lastReliable, reliable != last &+ 1 { return }
            calling.branches[index].lastReliable = reliable
        }
        let description = response.sessionDescription
        let mustAnswer = self.note(
            description,
            isReliable: reliable != nil,
            hasOffered: calling.offer != nil,
            in: &calling.branches[index]
        )
        if mustAnswer {
            calling.branches[index].incoming = .provisional(response)
        } else if reliable != nil {
            self.acknowledge(provisional: response, with: nil, in: &calling.branches[index], &effects)
        }
        effects.append(
            .progressed(
                Progress(
                    response: response,
                    status: status,
                    sdp: mustAnswer || calling.offer == nil && reliable == nil ? nil : description,
                    isReliable: reliable != nil
                )
            )
        )
        if mustAnswer, let description { effects.append(.offerReceived(description, in: response)) }
    }

    /// Takes the description of a provisional response in. `true` when it is an offer that needs our answer.
    private func note(
        _ description: [UInt8]?,
        isReliable: Bool,
        hasOffered: Bool,
        in branch: inout Conversation
    ) -> Bool {
        guard let description else { return false }
        switch branch.negotiation.phase {
        case .offered where isReliable:
            branch.negotiation.answerRemotely(description)
        case .offered:
            branch.preview = description
        case .stable where isReliable && !hasOffered && !branch.negotiation.isAgreed:
            branch.negotiation.offerRemotely(description)
            return true
        case .stable, .received:
            // A second description in the same dialog: the owner may hear it, the agreement stays (§13.2.1).
            break
        }
        return false
    }

    /// The early dialog of a provisional response, made when it is new.
    private func branch(of response: SIPMessage, in calling: inout Calling) -> Int? {
        guard let tag = response.toTag, !tag.isEmpty else { return nil }
        if let index = calling.branches.firstIndex(where: { $0.dialog.id.remoteTag == tag }) {
            if !calling.branches[index].allowsUpdate { calling.branches[index].allowsUpdate = response.allowsUpdate }
            return index
        }
        // A provisional response that makes no proper dialog is only news.
        guard calling.branches.count < max(1, self.settings.maximumBranches),
            let dialog = try? Dialog(answeredBy: response, localSequence: calling.sequence)
        else { return nil }
        var branch = Conversation(dialog)
        if let offer = calling.offer { branch.negotiation.offerLocally(offer) }
        branch.allowsUpdate = response.allowsUpdate
        calling.branches.append(branch)
        return calling.branches.count - 1
    }

    private mutating func answer(_ response: SIPMessage, _ calling: consuming Calling, _ effects: inout [Effect])
        -> State
    {
        let early = calling.branches.first { $0.dialog.id.remoteTag == response.toTag ?? "" }
        let dialog: Dialog
        do throws(SIPParseError) {
            dialog = try Dialog(
                answeredBy: response,
                localSequence: calling.sequence,
                fallbackTarget: calling.invite.requestURI
            )
        } catch {
            // Without a dialog it can neither be acknowledged nor ended.
            return self.finish(.faulty(error.detail), &effects)
        }
        var conversation = early ?? Conversation(dialog)
        conversation.dialog = dialog
        if let early {
            conversation.dialog.continueSequences(of: early.dialog)
        } else if let offer = calling.offer {
            conversation.negotiation.offerLocally(offer)
        }
        if !conversation.allowsUpdate { conversation.allowsUpdate = response.allowsUpdate }
        let credentials = calling.invite.credentials
        let description = response.sessionDescription
        switch conversation.negotiation.phase {
        case .stable where calling.offer == nil && !conversation.negotiation.isAgreed:
            guard let description else { break }
            self.takeSessionTimer(from: response, &effects)
            conversation.negotiation.offerRemotely(description)
            conversation.incoming = .answer(sequence: calling.sequence, credentials: credentials)
            effects.append(.answered(response, sdp: nil))
            effects.append(.offerReceived(description, in: response))
            return .established(Established(conversation))

        case .offered where conversation.outgoing.isNone:
            guard let answer = description ?? conversation.preview else { break }
            conversation.negotiation.answerRemotely(answer)
            return self.establish(conversation, response, answer, credentials, calling.sequence, &effects)

        case .stable, .offered:
            // Agreed by a reliable provisional response (an UPDATE of ours may be open on top of it).
            if let description, conversation.negotiation.isStable {
                conversation.negotiation.answerRemotely(description)
            }
            let agreed = description ?? conversation.negotiation.remote ?? []
            return self.establish(conversation, response, agreed, credentials, calling.sequence, &effects)

        case .received:
            guard case .update = conversation.incoming else { break }
            let agreed = conversation.negotiation.remote ?? []
            return self.establish(conversation, response, agreed, credentials, calling.sequence, &effects)
        }
        self.acknowledge(sequence: calling.sequence, with: nil, credentials, in: &conversation, &effects)
        let ending = Ending.faulty("The answer to the INVITE has no session description")
        return self.leave(conversation, ending, reason: nil, &effects)
    }

    private mutating func establish(
        _ conversation: consuming Conversation,
        _ response: SIPMessage,
        _ answer: [UInt8],
        _ credentials: [ExtraHeader],
        _ sequence: UInt32,
        _ effects: inout [Effect]
    ) -> State {
        var session = Established(conversation)
        self.acknowledge(sequence: sequence, with: nil, credentials, in: &session.conversation, &effects)
        effects.append(.answered(response, sdp: answer))
        self.takeSessionTimer(from: response, &effects)
        return .established(session)
    }

    /// A final response from 300: another try, or the end.
    private mutating func refuse(
        _ response: SIPMessage,
        _ status: Int,
        _ calling: consuming Calling,
        _ effects: inout [Effect]
    ) -> State {
        var calling = calling
        guard calling.attempts < Self.maximumAttempts, self.correct(&calling.invite, after: response, status) else {
            return self.finish(.refused(response), &effects)
        }
        calling.attempts += 1
        calling.sequence += 1
        calling.branches.removeAll()
        calling.invite.set(.cseq, "\(calling.sequence) INVITE")
        effects.append(.send(calling.invite))
        return .calling(calling)
    }
}
