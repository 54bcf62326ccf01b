import { useState } from "react";
import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import type { Me } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { Icon } from "../../parts/page/icon";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";
import { hasPasskeys, usePasskey, wasGivenUp } from "./authenticator";

/** BYD-22: signs in without login, password and domain: the authenticator knows who it is. */
export function PasskeySignIn({ onSignedIn }: { onSignedIn: (me: Me) => void }): JSX.Element | null {
    const texts = useTexts();
    const options = useLoad("sign-in options", api.session.options);
    const [isBusy, setIsBusy] = useState(false);
    const [failure, setFailure] = useState<string | null>(null);
    if (options.state !== "ready" || !options.value.canUsePasskeys || !hasPasskeys()) return null;

    const signIn = async (): Promise<void> => {
        setIsBusy(true);
        setFailure(null);
        try {
            const passkey = await usePasskey(await api.session.askForPasskey());
            onSignedIn((await api.session.signInByPasskey(passkey)).me);
        } catch (problem) {
            setIsBusy(false);
            if (wasGivenUp(problem)) setFailure(texts.passkeys.givenUp);
            else if (problem instanceof Problem && problem.code === "sign-in-refused") setFailure(texts.passkeys.refused);
            else setFailure(explain(texts, problem));
        }
    };
    return (
        <div className="form sign-in-other">
            {failure !== null && (
                <p className="form-failure" role="alert">
                    <Icon name="alert" /> {failure}
                </p>
            )}
            <Button icon="shield" isBusy={isBusy} onClick={() => void signIn()}>
                {texts.passkeys.signIn}
            </Button>
        </div>
    );
}
