import { useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";
import { Problem } from "../../api/problem";
import { linkMark, providers } from "../../api/providers";
import type { SignInFactors } from "../../api/access";
import { Button } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { checkRequired } from "../../texts/checks";
import { explain } from "../../texts/explain";
import { usePasskey, wasGivenUp } from "../passkeys/authenticator";
import { SignInFrame } from "../session/signInFrame";

/** What an identity provider sent the browser back with, taken out of the address. */
function useReturned(): URLSearchParams {
    const [returned] = useState(() => new URLSearchParams(window.location.search));
    useEffect(() => {
        // A code is good for once, and nobody else's business.
        window.history.replaceState(window.history.state, "", window.location.pathname);
    }, []);
    return returned;
}

/** BYD-22: the page that identity providers send people back to. */
export function ProviderReturnPage({ provider }: { provider: string }): JSX.Element {
    const texts = useTexts();
    const returned = useReturned();
    const hasBegun = useRef(false);
    const [failure, setFailure] = useState<string | null>(null);
    const [factors, setFactors] = useState<SignInFactors | null>(null);

    useEffect(() => {
        document.title = `${texts.signIn.title} — Martlet`;
        if (hasBegun.current) return;
        hasBegun.current = true;
        const [state, code] = [returned.get("state"), returned.get("code")];
        if (state === null || code === null) {
            setFailure(returned.get("error") === "access_denied" ? texts.providers.denied : texts.providers.failed);
            return;
        }
        const finish = async (): Promise<void> => {
            const body = { provider, state, code, issuer: returned.get("iss") };
            try {
                if (state.startsWith(linkMark)) {
                    await providers.finishLink(body);
                    window.location.replace("/me");
                    return;
                }
                await providers.finish(body);
                window.location.replace("/");
            } catch (problem) {
                if (problem instanceof Problem && problem.code === "second-factor-required") {
                    setFactors(await providers.factors());
                } else {
                    const isTaken = problem instanceof Problem && problem.code === "conflict";
                    setFailure(isTaken ? texts.providers.linkTaken : explain(texts, problem));
                }
            }
        };
        finish().catch((problem: unknown) => setFailure(explain(texts, problem)));
    }, [provider, returned, texts]);

    return (
        <SignInFrame>
            <h1>{texts.signIn.title}</h1>
            {failure === null && factors === null && <p role="status">{texts.providers.waiting}</p>}
            {failure !== null && (
                <p className="form-failure" role="alert">
                    {failure}
                </p>
            )}
            {failure === null && factors !== null && <Factor factors={factors} onLate={setFailure} />}
            <p className="sign-in-note">
                <Link to="/">{texts.access.back}</Link>
            </p>
        </SignInFrame>
    );
}

/** AUTH-07: who has a second factor is asked for it after the provider, too. */
function Factor({ factors, onLate }: { factors: SignInFactors; onLate: (failure: string) => void }): JSX.Element {
    const texts = useTexts();
    const element = useRef<HTMLFormElement>(null);
    const needsCode = factors.takesCode || factors.passkey === null;
    const byPasskey = useRef(false);
    const form = useForm({
        initial: { code: "" },
        check: (values) => ({ code: byPasskey.current ? undefined : checkRequired(values.code, texts) }),
        save: async (values) => {
            if (byPasskey.current) {
                // A question is good for one answer.
                const { passkey } = await providers.factors();
                if (passkey !== null) await providers.giveFactor({ passkey: await usePasskey(passkey) });
            } else {
                await providers.giveFactor({ code: values.code.trim() });
            }
            window.location.replace("/");
        },
        explain: (problem) => {
            if (wasGivenUp(problem)) return { fields: {}, general: texts.passkeys.givenUp };
            if (problem instanceof Problem && problem.field === "passkey") {
                return { fields: {}, general: texts.passkeys.factorRefused };
            }
            if (problem instanceof Problem && (problem.code === "second-factor-refused" || problem.field === "code")) {
                return { fields: { code: texts.access.codeWrong }, general: null };
            }
            if (problem instanceof Problem && problem.code === "provider-refused") onLate(explain(texts, problem));
            return { fields: {}, general: explain(texts, problem) };
        },
    });
    const submit = (isByPasskey: boolean): void => {
        byPasskey.current = isByPasskey;
        void form.submit(element.current);
    };
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        submit(!needsCode);
    };
    return (
        <form className="form" ref={element} onSubmit={onSubmit} noValidate>
            {needsCode ? (
                <TextField
                    label={texts.access.code}
                    hint={texts.access.codeHint}
                    value={form.values.code}
                    error={form.errors.code}
                    onChange={(value) => form.set("code", value)}
                    autoComplete="one-time-code"
                    autoCapitalize="none"
                    maxLength={20}
                    autoFocus
                />
            ) : (
                <p role="status">{texts.providers.factorAbout}</p>
            )}
            {form.general && (
                <p className="form-failure" role="alert">
                    {form.general}
                </p>
            )}
            <Button kind="primary" type="submit" isBusy={form.isBusy}>
                {needsCode ? texts.signIn.submit : texts.passkeys.confirm}
            </Button>
            {needsCode && factors.passkey !== null && (
                <Button icon="shield" onClick={() => submit(true)}>
                    {texts.passkeys.confirm}
                </Button>
            )}
        </form>
    );
}
