import { useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";
import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import type { SignInFactors } from "../../api/access";
import type { Me } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Icon } from "../../parts/page/icon";
import { checkRequired } from "../../texts/checks";
import { explain } from "../../texts/explain";
import { useTexts } from "../../texts";
import { usePasskey, wasGivenUp } from "../passkeys/authenticator";
import { PasskeySignIn } from "../passkeys/passkeySignIn";
import { ProviderButtons } from "../providers/providerButtons";
import { DomainField, LoginField } from "./accountFields";
import { RecoveryHint } from "./recoveryHint";
import { SignInFrame } from "./signInFrame";

interface SignIn {
    readonly login: string;
    readonly password: string;
    readonly domain: string;
    readonly code: string;
}

const domainKey = "martlet.domain";

/** Where administrators of pools sign in who have their login in one pool only, and the beginning of each pool's own name. */
const anyPool = "group";
const poolPrefix = "pool:";

/**
 * AUTH-01, AUTH-07. `login@domain` in the first field fills the domain too; the domain is kept for the next time. At the
 * address of pools no domain is asked for (TEN-05).
 */
export function SignInPage({
    hasEnded,
    isPool,
    onSignedIn,
}: {
    hasEnded: boolean;
    isPool: boolean;
    onSignedIn: (me: Me) => void;
}): JSX.Element {
    const texts = useTexts();
    const [isShown, setIsShown] = useState(false);
    // Asked for when the password was right and the server wants more.
    const [factors, setFactors] = useState<SignInFactors | null>(null);
    const needsCode = factors !== null && (factors.takesCode || factors.passkey === null);
    const needsPasskey = factors !== null && !needsCode;
    const byPasskey = useRef(false);
    const formElement = useRef<HTMLFormElement>(null);
    const form = useForm<SignIn>({
        initial: {
            login: "",
            password: "",
            domain: isPool ? "" : window.localStorage.getItem(domainKey) ?? "",
            code: "",
        },
        check: (values) => ({
            login: checkRequired(values.login, texts),
            password: checkRequired(values.password, texts),
            domain: isPool ? undefined : checkRequired(values.domain, texts),
            code: needsCode && !byPasskey.current ? checkRequired(values.code, texts) : undefined,
        }),
        save: async (values) => {
            const typed = values.domain.trim().toLowerCase();
            const pool = typed === "" ? anyPool : poolPrefix + typed.replace(poolPrefix, "");
            const domain = isPool ? pool : typed;
            const password = { login: values.login.trim().toLowerCase(), password: values.password, domain };
            const factor = async (): Promise<object> => {
                if (!byPasskey.current && !needsPasskey) return needsCode ? { code: values.code.trim() } : {};
                // A question is good for one answer.
                const { passkey } = await api.session.factors(password);
                return passkey === null ? {} : { passkey: await usePasskey(passkey) };
            };
            try {
                const { me } = await api.session.signIn({ ...password, ...(await factor()) });
                if (!isPool) window.localStorage.setItem(domainKey, domain);
                onSignedIn(me);
            } catch (problem) {
                if (problem instanceof Problem && problem.code === "second-factor-required") {
                    setFactors(await api.session.factors(password));
                }
                throw problem;
            }
        },
        explain: (problem) => {
            if (problem instanceof Problem && problem.code === "second-factor-required") {
                return { fields: {}, general: null };
            }
            if (wasGivenUp(problem)) return { fields: {}, general: texts.passkeys.givenUp };
            if (problem instanceof Problem && problem.field === "passkey") {
                return { fields: {}, general: texts.passkeys.factorRefused };
            }
            if (problem instanceof Problem && (problem.code === "second-factor-refused" || problem.field === "code")) {
                return { fields: { code: texts.access.codeWrong }, general: null };
            }
            const isRefused =
                problem instanceof Problem && (problem.code === "sign-in-refused" || problem.code === "invalid");
            return isRefused
                ? { fields: { password: texts.problems["sign-in-refused"] }, general: null }
                : { fields: {}, general: explain(texts, problem) };
        },
    });

    const title = isPool ? texts.pools.signIn.title : texts.signIn.title;
    useEffect(() => {
        document.title = `${title} — Martlet`;
    }, [title]);

    const submit = (isByPasskey: boolean): void => {
        byPasskey.current = isByPasskey;
        void form.submit(formElement.current);
    };
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        submit(false);
    };
    return (
        <SignInFrame>
            <h1>{title}</h1>
            {hasEnded && <p className="sign-in-note">{texts.signIn.ended}</p>}
            <form className="form" ref={formElement} onSubmit={onSubmit} noValidate>
                <LoginField
                    value={form.values.login}
                    error={form.errors.login}
                    onChange={(value) => form.set("login", value)}
                    onDomain={(value) => form.set("domain", value)}
                />
                <TextField
                    label={texts.signIn.password}
                    type={isShown ? "text" : "password"}
                    value={form.values.password}
                    error={form.errors.password}
                    onChange={(value) => form.set("password", value)}
                    name="password"
                    autoComplete="current-password"
                    after={
                        <Button
                            kind="quiet"
                            aria-pressed={isShown}
                            aria-label={isShown ? texts.signIn.hidePassword : texts.signIn.showPassword}
                            onClick={() => setIsShown(!isShown)}
                        >
                            {isShown ? texts.users.hide : texts.users.show}
                        </Button>
                    }
                />
                {isPool ? (
                    <TextField
                        label={texts.pools.signIn.pool}
                        note={texts.common.optional}
                        hint={texts.pools.signIn.poolHint}
                        value={form.values.domain}
                        error={form.errors.domain}
                        onChange={(value) => form.set("domain", value)}
                        autoCapitalize="none"
                    />
                ) : (
                    <DomainField
                        value={form.values.domain}
                        error={form.errors.domain}
                        onChange={(value) => form.set("domain", value)}
                    />
                )}
                {needsCode && (
                    <TextField
                        label={texts.access.code}
                        hint={texts.access.codeHint}
                        value={form.values.code}
                        error={form.errors.code}
                        onChange={(value) => form.set("code", value)}
                        name="code"
                        autoComplete="one-time-code"
                        autoCapitalize="none"
                        maxLength={20}
                        autoFocus
                    />
                )}
                {needsPasskey && <p role="status">{texts.passkeys.factorAbout}</p>}
                {form.general && (
                    <p className="form-failure" role="alert">
                        <Icon name="alert" /> {form.general}
                    </p>
                )}
                <Button kind="primary" type="submit" isBusy={form.isBusy}>
                    {needsPasskey ? texts.passkeys.confirm : texts.signIn.submit}
                </Button>
                {needsCode && factors.passkey !== null && (
                    <Button icon="shield" onClick={() => submit(true)}>
                        {texts.passkeys.confirm}
                    </Button>
                )}
            </form>
            {factors === null && <PasskeySignIn onSignedIn={onSignedIn} />}
            {factors === null && !isPool && <ProviderButtons domain={form.values.domain} />}
            <RecoveryHint domain={isPool ? anyPool : ""} />
        </SignInFrame>
    );
}
