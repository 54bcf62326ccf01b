import Kernel

/// Offers and answers of one leg about its one audio stream (RFC 3264): a value that remembers what both sides said.
///
/// It keeps the number and order of `m=` sections for the life of the session, refuses what is not ours with port 0,
/// raises the version in `o=` when and only when our description changed, and never lets a payload type change its
/// meaning. A failed exchange leaves the agreement as it was. Forked calls copy it: each early dialog answers the same
/// offer for itself.
public struct Negotiation: Equatable, Sendable {
    /// One `m=` section as both sides know it.
    private struct Section: Equatable, Sendable {
        let kind: MediaKind
        let profile: TransportProfile
        let formats: [String]
        let mid: String?

        init(_ description: MediaDescription) {
            self.kind = description.kind
            self.profile = description.profile
            self.formats = description.formats
            self.mid = description.attributes.mid
        }

        /// The section switched off. It keeps its formats, of which the grammar wants at least one.
        var refusal: MediaDescription {
            MediaDescription(
                kind: self.kind,
                port: 0,
                profile: self.profile,
                formats: self.formats,
                attributes: AttributeList(self.mid.map { [Attribute("mid", $0)] } ?? [])
            )
        }
    }

    private struct PendingOffer: Equatable, Sendable {
        let local: LocalMedia
        let codecs: [Codec]
        let section: Int
        let sectionCount: Int
        let profile: TransportProfile
        /// What to fall back to when the offer is refused.
        let former: SessionDescription?
    }

    private let username: String
    private let sessionID: UInt64
    private let sessionName: String
    private var version: UInt64 = 0
    private var lastSent: SessionDescription?
    private var sections: [Section] = []
    private var audioSection: Int?
    private var payloadTypes = PayloadTypeTable()
    private var pending: PendingOffer?

    /// What is agreed; `nil` before the first answer, and while the audio is switched off.
    public private(set) var media: NegotiatedMedia?
    /// Our description as the other side knows it or is about to; `nil` before the first.
    public private(set) var localDescription: SessionDescription?
    /// Theirs, as last agreed.
    public private(set) var remoteDescription: SessionDescription?

    /// - Parameters:
    ///   - sessionID: unique for this user and host, from a random source or the time (RFC 8866 §5.2).
    ///   - sessionName: the `s=` line.
    public init(username: String = "-", sessionID: UInt64, sessionName: String = "-") {
        self.username = username
        // Some phones read it as a signed number of 64 bits.
        self.sessionID = sessionID & 0x7fff_ffff_ffff_ffff
        self.sessionName = sessionName
    }

    /// Whether an offer of ours waits for its answer.
    public var isOfferPending: Bool { self.pending != nil }

    // MARK: Our offer

    /// Our offer: the first one, or a new one in the session, to hold or to move for instance.
    ///
    /// - Throws: ``NegotiationError/Code/offerPending``; ``NegotiationError/Code/noCommonCodec`` when `local` names no
    ///   voice codec.
    public mutating func offer(_ local: LocalMedia) throws(NegotiationError) -> SessionDescription {
        guard self.pending == nil else {
            throw NegotiationError(.offerPending, "an offer waits for its answer")
        }
        var payloadTypes = self.payloadTypes
        let codecs = payloadTypes.assign(local.codecs)
        guard codecs.contains(where: \.isVoice) else {
            throw NegotiationError(.noCommonCodec, "there is no voice codec to offer")
        }
        self.payloadTypes = payloadTypes
        let index = self.audioSection ?? self.sections.count
        let profile = self.media?.profile ?? local.profiles.first ?? .rtpAVP
        var audio = local.section(
            codecs: codecs,
            profile: profile,
            direction: local.direction,
            multiplexesControl: local.allowsControlMultiplexing
        )
        // The identifier stays for the life of the section, whoever gave it (RFC 8843 §7.1.3).
        let former = index < self.sections.count ? self.sections[index].mid : nil
        let mid = former ?? (local.isBundled ? String(index) : nil)
        if let mid { audio.attributes.set("mid", mid) }
        var media = self.sections.map(\.refusal)
        if index < media.count { media[index] = audio } else { media.append(audio) }
        let lines = local.sessionAttributes + Self.bundle(local.isBundled ? mid : nil)
        let formerDescription = self.localDescription
        let description = self.describe(media, lines, address: local.address, timings: [.unbounded])
        self.pending = PendingOffer(
            local: local,
            codecs: codecs,
            section: index,
            sectionCount: media.count,
            profile: profile,
            former: formerDescription
        )
        return description
    }

    /// Takes the answer to our offer.
    ///
    /// - Parameter isFinal: `false` for the description in an unreliable provisional response, which only previews the
    ///   answer: the offer stays pending.
    /// - Parameter secure: asked whether the answer's keys or certificates will do, for its section.
    /// - Throws: what is wrong with the answer. The offer stays pending then: ``withdrawOffer()`` or hang up.
    @discardableResult
    public mutating func accept(
        _ answer: SessionDescription,
        isFinal: Bool = true,
        securing secure: (MediaDescription) -> Bool = { _ in true }
    ) throws(NegotiationError) -> NegotiatedMedia {
        guard let pending = self.pending else { throw NegotiationError(.noOffer, "there is no offer to answer") }
        // Sections that we switched off may be missing at the end: a sloppy answer, but one that cannot be misread.
        guard answer.media.count > pending.section, answer.media.count <= pending.sectionCount,
            answer.media[pending.section].kind == .audio
        else {
            throw NegotiationError(.answerDoesNotFit, "the answer's sections are not those of the offer")
        }
        let theirs = answer.media[pending.section]
        guard theirs.port != 0 else { throw NegotiationError(.mediaRefused, "the answer refuses the audio") }
        guard theirs.profile == pending.profile || pending.local.profiles.contains(theirs.profile) else {
            throw NegotiationError(.unsupportedTransport, "the answer's transport is not the offer's")
        }
        guard let connection = answer.connection(of: theirs) else {
            throw NegotiationError(.noAddress, "the answer has no c= line")
        }
        let selection = CodecSelection(accepting: theirs, offered: pending.codecs)
        guard !selection.codecs.isEmpty else {
            throw NegotiationError(.noCommonCodec, "the answer has no codec of the offer")
        }
        guard secure(theirs) else {
            throw NegotiationError(.unsupportedTransport, "the answer's keys do not fit the offer's")
        }
        let media = NegotiatedMedia(
            theirs,
            in: answer,
            connection: connection,
            section: pending.section,
            codecs: selection.codecs,
            localDirection: pending.local.direction,
            multiplexesControl: pending.local.allowsControlMultiplexing
        )
        self.media = media
        self.remoteDescription = answer
        self.audioSection = pending.section
        if let description = self.localDescription { self.remember(description.media) }
        if isFinal { self.pending = nil }
        return media
    }

    /// Forgets our offer, which was refused or lost a race: what was agreed before stays.
    public mutating func withdrawOffer() {
        guard let pending = self.pending else { return }
        self.localDescription = pending.former
        self.pending = nil
    }

    // MARK: Their offer

    /// What an answer to the other side's offer says: the description to send, and what it settles.
    public struct Answer: Equatable, Sendable {
        /// What to send to the other side.
        public let description: SessionDescription
        /// `nil` when the offer switches the audio off.
        public let media: NegotiatedMedia?
    }

    /// Answers an offer: takes the audio, refuses the rest with port 0, section by section (RFC 3264 §6).
    ///
    /// - Parameter secure: gives the lines by which the answer protects a section that would do otherwise (keys,
    ///   fingerprints, ICE); `nil` when it cannot be protected as its offer wants: the next section is tried then.
    /// - Throws: what is wrong with the offer; the session is as before.
    public mutating func answer(
        _ offer: SessionDescription,
        with local: LocalMedia,
        securing secure: (MediaDescription) -> SecurityLines? = { _ in SecurityLines() }
    ) throws(NegotiationError) -> Answer {
        guard self.pending == nil else {
            throw NegotiationError(.offerPending, "an offer of ours waits for its answer")
        }
        var descriptions = offer.media.map { Section($0).refusal }
        guard let found = try self.findAudio(in: offer, with: local, securing: secure) else {
            self.media = nil
            self.remoteDescription = offer
            self.remember(descriptions)
            let lines = local.sessionAttributes
            let description = self.describe(descriptions, lines, address: local.address, timings: offer.timings)
            return Answer(description: description, media: nil)
        }
        let theirs = offer.media[found.index]
        let offered = offer.statedDirection(of: theirs, at: found.connection)
        let direction = offered.reversed.intersection(local.direction)
        let multiplexes = local.allowsControlMultiplexing && theirs.attributes.multiplexesControl
        var audio = local.section(
            codecs: found.codecs.map(\.ours),
            profile: theirs.profile,
            direction: direction,
            multiplexesControl: multiplexes
        )
        let mid = theirs.attributes.mid
        if let mid { audio.attributes.set("mid", mid) }
        audio.attributes.append(contentsOf: found.security.section)
        descriptions[found.index] = audio
        let media = NegotiatedMedia(
            theirs,
            in: offer,
            connection: found.connection,
            section: found.index,
            codecs: found.codecs,
            localDirection: direction,
            multiplexesControl: multiplexes
        )
        for codec in found.codecs { self.payloadTypes.note(codec.ours) }
        self.media = media
        self.remoteDescription = offer
        self.audioSection = found.index
        self.remember(descriptions)
        let isBundled = offer.attributes.groups.contains { group in
            group.semantics == "BUNDLE" && mid.map(group.mids.contains) == true
        }
        let lines = local.sessionAttributes + found.security.session + Self.bundle(isBundled ? mid : nil)
        let description = self.describe(descriptions, lines, address: local.address, timings: offer.timings)
        return Answer(description: description, media: media)
    }

    private struct FoundAudio {
        let index: Int
        let connection: Connection
        let codecs: [NegotiatedCodec]
        let security: SecurityLines
    }

    /// The audio section to take: the one that we have already, else the first that fits; `nil` when the offer switches
    /// the audio of the session off.
    private func findAudio(
        in offer: SessionDescription,
        with local: LocalMedia,
        securing secure: (MediaDescription) -> SecurityLines?
    ) throws(NegotiationError) -> FoundAudio? {
        var indexes = offer.media.indices.filter { offer.media[$0].kind == .audio && offer.media[$0].port != 0 }
        if let known = self.audioSection, let position = indexes.firstIndex(of: known) {
            indexes.remove(at: position)
            indexes.insert(known, at: 0)
        }
        guard !indexes.isEmpty else {
            guard self.audioSection == nil else { return nil }
            throw NegotiationError(.noAudio, "the offer has no audio")
        }
        var failure: NegotiationError?
        for index in indexes {
            let section = offer.media[index]
            guard local.profiles.contains(section.profile) else {
                failure = failure ?? NegotiationError(.unsupportedTransport, "the offer's transport is not allowed")
                continue
            }
            guard let connection = offer.connection(of: section) else {
                failure = NegotiationError(.noAddress, "the offer has no c= line")
                continue
            }
            let selection = CodecSelection(answering: section.codecs, with: local)
            guard !selection.codecs.isEmpty else {
                failure = NegotiationError(.noCommonCodec, "the offer has no codec that is allowed")
                continue
            }
            guard let security = secure(section) else {
                failure = NegotiationError(.unsupportedTransport, "the offer's keys or certificates cannot be used")
                continue
            }
            return FoundAudio(index: index, connection: connection, codecs: selection.codecs, security: security)
        }
        throw failure ?? NegotiationError(.noAudio, "the offer has no audio")
    }

    /// The one section that shares its transport, with nobody else as there is no other (RFC 8843).
    private static func bundle(_ mid: String?) -> [Attribute] {
        mid.map { [Attribute("group", MediaGroup(semantics: "BUNDLE", mids: [$0]).value)] } ?? []
    }

    private mutating func remember(_ descriptions: [MediaDescription]) {
        self.sections = descriptions.map(Section.init)
    }

    /// Our description with these sections. Its version is the last one's when nothing changed (RFC 3264 §8).
    private mutating func describe(
        _ media: [MediaDescription],
        _ attributes: [Attribute],
        address: String,
        timings: [Timing]
    ) -> SessionDescription {
        var description = SessionDescription(
            origin: Origin(
                username: self.username,
                sessionID: self.sessionID,
                sessionVersion: self.version,
                address: address
            ),
            name: self.sessionName,
            connection: Connection(address: address),
            timings: timings,
            attributes: AttributeList(attributes),
            media: media
        )
        if description != self.lastSent {
            self.version += 1
            description.origin.sessionVersion = String(self.version)
            self.lastSent = description
        }
        self.localDescription = description
        return description
    }
}
