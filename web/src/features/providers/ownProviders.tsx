import { useState } from "react";
import { Problem } from "../../api/problem";
import { providers } from "../../api/providers";
import type { OwnProviderLink } from "../../api/providers";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { Badge, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { explainForm } from "../../texts/explain";
import { SmallForm } from "../shell/smallForm";
import { useAct } from "../shell/useAct";
import "../passkeys/passkeys.css";

/** BYD-22: the identity providers of one's domain, to which one links the own account, with the password. */
export function OwnProviders(): JSX.Element | null {
    const texts = useTexts();
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();
    const loaded = useLoad("own providers", providers.own);
    if (loaded.state !== "ready" || loaded.value.items.length === 0) return null;
    const { items } = loaded.value;
    const forget = async (): Promise<void> => {
        const goesOn = await ask({
            title: texts.providers.forgetOwnTitle,
            text: texts.providers.forgetOwnText,
            goOn: texts.providers.forgetOwn,
            cancel: texts.common.cancel,
        });
        if (!goesOn || !(await act(providers.forgetOwn))) return;
        tell({ text: texts.providers.forgotten });
        loaded.reload();
    };
    return (
        <Section title={texts.providers.ownTitle}>
            <p className="soft factor-text">{texts.providers.ownAbout}</p>
            <ul className="cards">
                {items.map((item) => (
                    <Card key={item.provider} item={item} />
                ))}
            </ul>
            {items.some(({ isLinked }) => isLinked) && (
                <div>
                    <Button kind="quiet" onClick={() => void forget()}>
                        {texts.providers.forgetOwn}
                    </Button>
                </div>
            )}
        </Section>
    );
}

function Card({ item }: { item: OwnProviderLink }): JSX.Element {
    const words = useTexts().providers;
    const [isLinking, setIsLinking] = useState(false);
    return (
        <li className="card passkey">
            <div>
                <strong>{item.name}</strong>
            </div>
            <Badge tone={item.isLinked ? "good" : "neutral"}>{item.isLinked ? words.linked : words.notLinked}</Badge>
            {!item.isLinked && !isLinking && (
                <div className="passkey-actions">
                    <Button kind="quiet" onClick={() => setIsLinking(true)}>
                        {words.link(item.name)}
                    </Button>
                </div>
            )}
            {isLinking && <LinkForm item={item} onCancel={() => setIsLinking(false)} />}
        </li>
    );
}

/** Asks for the password and goes to the provider. */
function LinkForm({ item, onCancel }: { item: OwnProviderLink; onCancel: () => void }): JSX.Element {
    const texts = useTexts();
    return (
        <SmallForm
            label={texts.providers.linkPassword}
            isPassword
            submit={texts.providers.link(item.name)}
            explain={(problem) =>
                problem instanceof Problem && problem.field === "currentPassword"
                    ? { fields: { value: texts.me.currentWrong }, general: null }
                    : explainForm<{ value: string }>(texts, problem, {})
            }
            onCancel={onCancel}
            save={async (password) => {
                window.location.assign((await providers.beginLink(item.provider, password)).address);
            }}
        />
    );
}
