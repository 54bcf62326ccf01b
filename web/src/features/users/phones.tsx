import { useEffect } from "react";
import { api } from "../../api/endpoints";
import { useLiveState } from "../../api/live";
import type { Registration, User } from "../../api/schema";
import { useAsk } from "../../parts/dialog/asking";
import { IconButton } from "../../parts/form/button";
import { Copyable } from "../../parts/page/copyable";
import { Icon } from "../../parts/page/icon";
import { Facts, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import { useAct } from "../shell/useAct";

/** The phones a user has registered, told live. */
export function Phones({ user, title }: { user: string; title?: string }): JSX.Element {
    const texts = useTexts();
    const live = useLiveState("registrations");
    const loaded = useLoad(`phones ${user}`, () => api.registrations.page({ user, limit: 50 }, undefined));
    const isLive = live.sequence !== null;
    const registrations = isLive ? live.registrationsOf(user) : loaded.value?.items ?? [];

    const { reload } = loaded;
    const count = registrations.length;
    useEffect(() => {
        if (!isLive) reload();
    }, [isLive, reload, count]);

    return (
        <Section title={title ?? texts.users.phones}>
            {registrations.length === 0 ? (
                <p className="soft">{texts.users.noPhones}</p>
            ) : (
                <ul className="cards">
                    {registrations.map((registration) => (
                        <Phone key={registration.id} registration={registration} />
                    ))}
                </ul>
            )}
        </Section>
    );
}

function Phone({ registration }: { registration: Registration }): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const ask = useAsk();
    const act = useAct();
    const agent = registration.userAgent || texts.users.unknownPhone;
    const disconnect = async (): Promise<void> => {
        const goesOn = await ask({
            title: texts.users.disconnectTitle(agent),
            text: texts.users.disconnectText,
            goOn: texts.users.disconnectGo,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (goesOn) await act(() => api.registrations.remove(registration.id));
    };
    return (
        <li className="card">
            <Icon name="phone" />
            <div>
                <strong>{agent}</strong>
                <span className="mono soft">{registration.source}</span>
                <span className="soft">{texts.users.until(formats.moment(registration.expiresAt, "seconds"))}</span>
            </div>
            <IconButton icon="close" label={texts.users.disconnect(agent)} onClick={() => void disconnect()} />
        </li>
    );
}

/** What to type into a phone. */
export function PhoneSetup({ user }: { user: User }): JSX.Element {
    const texts = useTexts();
    const copyable = (name: string, text: string): readonly [string, JSX.Element] => [
        name,
        <Copyable key={name} text={text} label={`${texts.common.copy}: ${name}`} />,
    ];
    return (
        <Section title={texts.users.setUpPhone}>
            <Facts
                facts={[
                    copyable(texts.users.sipServer, window.location.hostname),
                    copyable(texts.users.sipDomain, user.domain),
                    copyable(texts.users.sipLogin, user.login),
                    [texts.users.sipPassword, texts.users.sipPasswordText],
                ]}
            />
        </Section>
    );
}
