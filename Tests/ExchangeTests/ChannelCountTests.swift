import Kernel
import Model
import Testing

@testable import Exchange

@Suite("Channels of a domain")
struct ChannelCountTests {
    @Test("CAL-03 a call takes one channel, each outside leg beyond its first one more; all are given back")
    func legs() {
        let domain = DomainID("acme.example")
        let (one, two) = (CallID("1"), CallID("2"))
        var channels = ChannelCount()
        channels.began(one, in: domain)
        channels.began(two, in: domain)
        #expect(channels.count(of: domain) == 2 && !channels.takesOneMore(one))
        channels.legStarted(LegID("a"), of: one, .toThere)
        #expect(channels.count(of: domain) == 2 && channels.takesOneMore(one))
        channels.legStarted(LegID("b"), of: one, .toThere)
        channels.legStarted(LegID("b"), of: one, .toThere)
        #expect(channels.count(of: domain) == 3)
        channels.moved(LegID("b"), to: two)
        #expect(channels.count(of: domain) == 2)
        channels.legEnded(LegID("a"))
        channels.legStarted(LegID("c"), of: two, .toThere)
        #expect(channels.count(of: domain) == 3)
        channels.ended(two)
        channels.legEnded(LegID("c"))
        #expect(channels.count(of: domain) == 1)
        channels.ended(one)
        #expect(channels.count(of: domain) == 0)
    }

    @Test("TEN-03 legs from outside and to it are counted apart, and go with their call")
    func ways() {
        let domain = DomainID("acme.example")
        let (one, two) = (CallID("1"), CallID("2"))
        var channels = ChannelCount()
        channels.began(one, in: domain)
        channels.began(two, in: domain)
        channels.legStarted(LegID("a"), of: one, .fromThere)
        channels.legStarted(LegID("b"), of: one, .toThere)
        channels.legStarted(LegID("b"), of: one, .toThere)
        #expect(channels.count(of: domain, .fromThere) == 1 && channels.count(of: domain, .toThere) == 1)
        channels.moved(LegID("a"), to: two)
        #expect(channels.count(of: domain, .fromThere) == 1)
        channels.ended(one)
        #expect(channels.count(of: domain, .fromThere) == 1 && channels.count(of: domain, .toThere) == 0)
        channels.legEnded(LegID("a"))
        channels.ended(two)
        #expect(channels.count(of: domain, .fromThere) == 0 && channels.count(of: domain) == 0)
    }

    @Test("a leg that is still being made rings for whoever waits when it is ready, not for who has gone")
    func waiting() {
        var story = CallTests.Story()
        story.talk()
        let target = LegID("target")
        _ = story.tell(.asked(CallTests.boris, .consult("103")))
        _ = story.tell(.routed(CallTests.plan([[target]])))
        #expect(story.call.whoWaits(for: target) == CallTests.boris)
        _ = story.tell(.ended(CallTests.boris, .hungUp))
        #expect(story.call.whoWaits(for: target) == CallTests.anna)
        _ = story.tell(.answered(target))
        #expect(story.call.whoWaits(for: target) == nil, "it talks")
        var inviting = CallTests.Story()
        inviting.talk()
        let invite = Call.Invite(target: "103", by: CallTests.boris)
        _ = inviting.tell(.invited(invite, CallTests.plan([[target]])))
        #expect(inviting.call.whoWaits(for: target) == CallTests.boris)
        _ = inviting.tell(.stopped(.restart))
        #expect(inviting.call.whoWaits(for: target) == nil)
    }
}
