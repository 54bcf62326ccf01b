import Journal
import Kernel
import Model

/// The journal of calls as a sheet (ME-03, HIS-02): times as the clock of the company shows them.
struct CallSheet {
    /// Calls of one file: the newest. Some 40 MB of memory while it is made.
    static let limit = 20_000

    let language: SpokenLanguage
    let configuration: Configuration
    /// Calls of several domains, each by its own clock.
    let hasDomains: Bool

    var head: [String] {
        let isRussian = self.language == .russian
        let titles =
            isRussian
            ? [
                "Дата и время", "Тип", "Кто звонил", "Номер", "Кому", "Номер", "Набрано", "Результат", "Ожидание",
                "Продолжительность",
            ]
            : [
                "Date and time", "Direction", "Caller", "Number", "Callee", "Number", "Dialled", "Result", "Waiting",
                "Duration",
            ]
        return self.hasDomains ? titles + [isRussian ? "Домен" : "Domain"] : titles
    }

    static let widths = [20, 14, 30, 20, 30, 20, 20, 16, 12, 18, 24]

    func row(_ call: CallRecord) -> [String] {
        let cells = [
            self.time(call), self.kind(of: call), self.title(call.caller), call.caller.number,
            self.title(call.callee), call.callee.number, call.dialled, call.result.map { self.name($0) } ?? "",
            Self.clock(call.ringTime), call.answeredAt == nil ? "" : Self.clock(call.talkTime),
        ]
        return self.hasDomains ? cells + [call.domain?.text ?? ""] : cells
    }

    /// What stands below when there are more.
    var cut: [String] {
        [
            self.language == .russian
                ? "Только последние \(Self.limit) вызовов: выберите период короче"
                : "The last \(Self.limit) calls only: choose a shorter period"
        ]
    }

    private func title(_ party: Party) -> String {
        if party.isWithheld, party.number.isEmpty { return self.language == .russian ? "Скрыт" : "Withheld" }
        return party.name
    }

    /// In the domain's zone, as in 2026-11-21 16:10:05: it sorts, and every program reads it.
    private func time(_ call: CallRecord) -> String {
        let zone = call.domain.map { self.configuration.workingTime(of: $0) } ?? WorkingTime(rules: .utc)
        let civil = zone.civilTime(at: call.startedAt)
        // Zones differ by whole minutes.
        let second = ((call.startedAt.seconds % 60) + 60) % 60
        return "\(civil.date) \(Self.two(civil.minute / 60)):\(Self.two(civil.minute % 60)):\(Self.two(Int(second)))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// As in 0:01:05.
    static func clock(_ duration: Duration) -> String {
        let seconds = Int(duration.components.seconds)
        return "\(seconds / 3_600):\(Self.two(seconds / 60 % 60)):\(Self.two(seconds % 60))"
    }

    /// As in 'Входящий, переведённый': one cell, as the journal has one icon.
    private func kind(of call: CallRecord) -> String {
        ([self.name(call.direction)]
            + CallTraits.named.filter { call.traits.contains($0.trait) }.map { self.name($0.trait) })
            .joined(separator: ", ")
    }

    private func name(_ trait: CallTraits) -> String {
        let isRussian = self.language == .russian
        switch trait {
        case .redirected: return isRussian ? "перенаправленный" : "redirected"
        case .transferred: return isRussian ? "переведённый" : "transferred"
        case .conference: return isRussian ? "конференция" : "conference"
        case .voicemail: return isRussian ? "голосовая почта" : "voicemail"
        default: return isRussian ? "с записью" : "recorded"
        }
    }

    private func name(_ direction: CallDirection) -> String {
        switch (direction, self.language) {
        case (.incoming, .russian): "Входящий"
        case (.outgoing, .russian): "Исходящий"
        case (.internal, .russian): "Внутренний"
        case (.incoming, .english): "Incoming"
        case (.outgoing, .english): "Outgoing"
        case (.internal, .english): "Internal"
        }
    }

    private func name(_ result: CallResult) -> String {
        switch (result, self.language) {
        case (.answered, .russian): "Отвечен"
        case (.notAnswered, .russian): "Не отвечен"
        case (.busy, .russian): "Занято"
        case (.cancelled, .russian): "Отменён"
        case (.failed, .russian): "Не удался"
        case (.refused, .russian): "Отклонён"
        case (.answered, .english): "Answered"
        case (.notAnswered, .english): "Not answered"
        case (.busy, .english): "Busy"
        case (.cancelled, .english): "Cancelled"
        case (.failed, .english): "Failed"
        case (.refused, .english): "Refused"
        }
    }
}
