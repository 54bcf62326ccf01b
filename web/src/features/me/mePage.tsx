import { useState } from "react";
import { Page, Section } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { useSession } from "../session/session";
import { Phones } from "../users/phones";
import { OwnPasswordForm } from "./ownPasswordForm";
import { OwnProfileForm } from "./ownProfileForm";
import { OwnSessions } from "./ownSessions";
import { OwnTokens } from "./ownTokens";

/** ME: one's own profile, phones, password, browsers and access keys. */
export default function MePage(): JSX.Element {
    const texts = useTexts();
    const { me } = useSession();
    const [round, setRound] = useState(0);
    return (
        <Page title={texts.me.title}>
            <div className="page-body">
                <p className="soft">
                    {[me.extension, `${me.login}@${me.domain}`, texts.roles[me.role]].filter(Boolean).join(" · ")}
                </p>
                <OwnProfileForm key={`${me.version} ${round}`} onReset={() => setRound(round + 1)} />
                {me.extension && <Phones user={me.id} title={texts.me.phones} />}
                <Section title={texts.me.password}>
                    <OwnPasswordForm />
                </Section>
                <OwnSessions />
                <OwnTokens />
            </div>
        </Page>
    );
}
