import { api } from "../../api/endpoints";
import type { ProtocolStep } from "../../api/schema";
import { voice } from "../../api/voice";
import { Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { CallRecordings } from "../recordings/callRecordings";
import { Message } from "../voice/messages";

/** What can be heard of a call: its recordings, and the message that the caller left (ME-03). */
export function CallSounds({ call }: { call: string }): JSX.Element {
    const steps = useLoad(`steps ${call}`, () => api.history.steps(call));
    return (
        <>
            <CallRecordings call={call} />
            {steps.state === "ready" && <CallMessages steps={steps.value.items} />}
        </>
    );
}

/** The messages that were left in a call, as far as they are there and the reader may hear them. */
export function CallMessages({ steps }: { steps: readonly ProtocolStep[] }): JSX.Element | null {
    const texts = useTexts();
    const left = steps.filter(({ kind, parameters }) => kind === "voicemail-left" && parameters["message"]);
    const ids = left.map(({ parameters }) => parameters["message"] ?? "");
    const loaded = useLoad(`messages ${ids.join(" ")}`, () =>
        Promise.all(ids.map((id) => voice.message(id).catch(() => null))),
    );
    const messages = (loaded.value ?? []).flatMap((message) => (message ? [message] : []));
    if (messages.length === 0) return null;
    return (
        <Section title={texts.history.traits.voicemail}>
            <ul className="cards">
                {messages.map((message) => (
                    <Message key={message.id} message={message} onChanged={loaded.reload} />
                ))}
            </ul>
        </Section>
    );
}
