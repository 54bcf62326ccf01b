import Audio
import Kernel
import Model
import Routing
import Testing

@testable import Exchange

@Suite("Tones of outside parties")
struct CallToneTests {
    static let anna = CallTests.anna
    static let boris = CallTests.boris
    static let clara = CallTests.clara

    private func served() -> CallTests.Story {
        var story = CallTests.Story()
        let facts = CallStarted(direction: .incoming, caller: Party(number: "101"), dialled: "9198")
        _ = story.tell(.started(facts, caller: Self.anna, address: ""))
        _ = story.tell(.routed(CallPlan(.serve(.music), steps: [])))
        return story
    }

    @Test("MED a busy tone ends whoever is served, as if it had hung up")
    func busy() {
        var story = self.served()
        #expect(story.call.aloneWithServer == Self.anna)
        #expect(
            story.tell(.toneHeard(Self.anna, .busy)) == [
                "! anna sounds busy", "hang up anna hung-up 0", "! anna ended hung-up", "cancel ringTime",
                "! call answered hung-up", "end",
            ]
        )
        #expect(story.tell(.toneHeard(Self.anna, .busy)).isEmpty, "crossed messages")
        #expect(story.call.aloneWithServer == nil)
    }

    @Test("the tone of a fax leaves a step and nothing else")
    func fax() {
        var story = self.served()
        #expect(story.tell(.toneHeard(Self.anna, .fax)) == ["! anna is a fax"])
        #expect(story.call.aloneWithServer == Self.anna)
    }

    @Test("in a talk the other party hears the tone, and nothing ends", arguments: [CallTone.busy, .fax])
    func talk(tone: CallTone) {
        var story = CallTests.Story()
        #expect(story.begin([[Self.boris]]).isEmpty == false && story.call.aloneWithServer == nil)
        _ = story.tell(.answered(Self.boris))
        #expect(story.call.aloneWithServer == nil)
        for leg in [Self.anna, Self.boris, Self.clara] { #expect(story.tell(.toneHeard(leg, tone)).isEmpty) }
    }

    @Test("CAL-04 BYD-11 a party that waits while nobody talks with it: parked, transferred, before a consultation")
    func waiting() {
        var (parked, _) = ParkingTests.parked()
        #expect(parked.call.aloneWithServer == Self.anna)
        #expect(parked.tell(.toneHeard(Self.anna, .busy)).last == "end")

        var transferred = CallTests.Story()
        transferred.talk()
        _ = transferred.tell(.transferAsked(Self.boris, Call.TransferWish(target: "103", isAttended: false)))
        #expect(transferred.call.aloneWithServer == Self.anna)
        #expect(transferred.tell(.toneHeard(Self.boris, .busy)).isEmpty, "the transferrer is not alone")
        #expect(transferred.tell(.toneHeard(Self.anna, .busy)).contains("! anna ended hung-up"))

        var consulting = ConsultingTests.talking()
        #expect(consulting.call.aloneWithServer == Self.anna)
        #expect(consulting.tell(.toneHeard(Self.anna, .busy)).contains("! anna ended hung-up"))
        #expect(consulting.call.aloneWithServer == nil, "the two others talk")
    }
}
