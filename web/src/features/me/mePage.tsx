import { useReducer, useState } from "react";
import { api } from "../../api/endpoints";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Page, Section } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { OwnPasskeys } from "../passkeys/ownPasskeys";
import { OwnProviders } from "../providers/ownProviders";
import { useSession } from "../session/session";
import { Phones } from "../users/phones";
import { MailboxSection } from "../voice/mailboxSection";
import { UserSoundsSection } from "../calling/soundFields";
import { ForwardingSection } from "../forwarding/forwardingSection";
import { OwnPasswordForm } from "./ownPasswordForm";
import { OwnProfileForm } from "./ownProfileForm";
import { OwnSecondFactor } from "./ownSecondFactor";
import { OwnSessions } from "./ownSessions";
import { OwnPhonebooks } from "./ownPhonebooks";
import { OwnTokens } from "./ownTokens";
import "./me.css";

/** ME: one's own profile, phones, password, browsers and access keys. */
export default function MePage(): JSX.Element {
    const texts = useTexts();
    const { me, setMe } = useSession();
    const [round, setRound] = useState(0);
    const [news, bump] = useReducer((former: number) => former + 1, 0);
    /** The profile shows how long one's own phones ring: it is read anew when that is another time. */
    const onSchemeChanged = (): void => {
        bump();
        void api.session.me().then(
            (present) => {
                if (present.ringTimeSeconds !== me.ringTimeSeconds) setMe(present);
            },
            () => undefined,
        );
    };
    return (
        <Page title={texts.me.title}>
            <div className="page-body">
                <p className="soft">
                    {[me.extension, `${me.login}@${me.domain}`, texts.roles[me.role]].filter(Boolean).join(" · ")}
                </p>
                {me.position && <p className="soft">{me.position}</p>}
                {me.extension && (
                    <p className="soft">{me.isOperator ? texts.me.isOperator : texts.me.isNoOperator}</p>
                )}
                {me.extension && (
                    <p className="soft">
                        {me.outgoing === "none"
                            ? texts.me.unlimited
                            : texts.me.limited(texts.usersTree.limits[me.outgoing])}
                    </p>
                )}
                {me.extension && (
                    <p className="soft">
                        {me.shownNumber === null
                            ? texts.me.noShownNumber
                            : texts.me.shownNumber(shownNumber(me.shownNumber))}
                    </p>
                )}
                {me.extension && (
                    <p className="soft">{me.recordsCalls ? texts.recordings.own : texts.recordings.notOwn}</p>
                )}
                <OwnProfileForm key={`${me.version} ${round}`} onReset={() => setRound(round + 1)} />
                {me.extension && <Phones user={me.id} title={texts.me.phones} />}
                {me.extension && (
                    <ForwardingSection
                        key={me.ringTimeSeconds}
                        owner={me}
                        isOwn
                        round={news}
                        onChanged={onSchemeChanged}
                    />
                )}
                {me.extension && <UserSoundsSection user={me} onChanged={bump} />}
                {me.extension && <MailboxSection owner={me} round={news} onChanged={bump} />}
                <Section title={texts.me.password}>
                    <OwnPasswordForm />
                </Section>
                <OwnSecondFactor />
                <OwnPasskeys />
                <OwnProviders />
                <OwnSessions />
                <OwnTokens />
                {me.role === "user" || me.extension ? <OwnPhonebooks /> : null}
            </div>
        </Page>
    );
}
