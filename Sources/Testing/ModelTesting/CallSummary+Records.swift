package import Journal
package import Kernel
package import Model

extension CallSummary {
    /// The sum of calls that are looked at one by one: what every store is compared with.
    package init(of records: [CallRecord], domain: DomainID, days: [Timestamp], most: Int) {
        var sums: [Day] = []
        var talkers: [UserID: Talker] = [:]
        for (from, to) in zip(days, days.dropFirst()) {
            var day = Day()
            for call in records where call.domain == domain && from <= call.startedAt && call.startedAt < to {
                day.add(1, call.direction, isAnswered: call.result == .answered, talkTime: call.talkTime)
                guard call.answeredAt != nil else { continue }
                for user in [call.caller.user, call.callee.user].compactMap({ $0 }) {
                    talkers[user, default: Talker(user)].calls += 1
                    talkers[user]?.talkTime += call.talkTime
                }
            }
            sums.append(day)
        }
        self.init(days: sums, talkers: Array(talkers.values), most: most)
    }
}

extension TrunkTotals {
    /// The sums of calls that are looked at one by one: what every store is compared with.
    package static func sums(
        of records: [CallRecord],
        domain: DomainID,
        by trunks: [TrunkID],
        spans: [Timestamp]
    ) -> [[TrunkID: TrunkTotals]] {
        zip(spans, spans.dropFirst()).map { from, to in
            var sums: [TrunkID: TrunkTotals] = [:]
            for call in records where call.domain == domain && from <= call.startedAt && call.startedAt < to {
                for trunk in trunks {
                    guard let way = TrunkPassage([trunk]).way(of: call) else { continue }
                    let side: WritableKeyPath<TrunkTotals, Calls> = way == .incoming ? \.incoming : \.outgoing
                    sums[trunk, default: TrunkTotals()][keyPath: side]
                        .add(1, answered: call.answeredAt == nil ? 0 : 1, talkTime: call.talkTime)
                }
            }
            return sums
        }
    }
}
