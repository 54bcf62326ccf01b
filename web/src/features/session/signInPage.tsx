import { useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";
import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import type { Me } from "../../api/schema";
import { Button } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Icon } from "../../parts/page/icon";
import { checkRequired } from "../../texts/checks";
import { explain } from "../../texts/explain";
import { useTexts } from "../../texts";
import { LanguageSwitch } from "../shell/languageSwitch";
import { Logo } from "../shell/logo";

interface SignIn {
    readonly login: string;
    readonly password: string;
    readonly domain: string;
}

const domainKey = "martlet.domain";

/** AUTH-01. `login@domain` in the first field fills the domain too; the domain is kept for the next time. */
export function SignInPage({
    hasEnded,
    onSignedIn,
}: {
    hasEnded: boolean;
    onSignedIn: (me: Me) => void;
}): JSX.Element {
    const texts = useTexts();
    const [isShown, setIsShown] = useState(false);
    const formElement = useRef<HTMLFormElement>(null);
    const form = useForm<SignIn>({
        initial: { login: "", password: "", domain: window.localStorage.getItem(domainKey) ?? "" },
        check: (values) => ({
            login: checkRequired(values.login, texts),
            password: checkRequired(values.password, texts),
            domain: checkRequired(values.domain, texts),
        }),
        save: async (values) => {
            const domain = values.domain.trim().toLowerCase();
            const { me } = await api.session.signIn({
                login: values.login.trim().toLowerCase(),
                password: values.password,
                domain,
            });
            window.localStorage.setItem(domainKey, domain);
            onSignedIn(me);
        },
        explain: (problem) => {
            const isRefused =
                problem instanceof Problem && (problem.code === "sign-in-refused" || problem.code === "invalid");
            return isRefused
                ? { fields: { password: texts.problems["sign-in-refused"] }, general: null }
                : { fields: {}, general: explain(texts, problem) };
        },
    });

    useEffect(() => {
        document.title = `${texts.signIn.title} — Martlet`;
    }, [texts]);

    const onLogin = (text: string): void => {
        const mark = text.indexOf("@");
        form.set("login", mark < 0 ? text : text.slice(0, mark));
        if (mark >= 0) form.set("domain", text.slice(mark + 1));
    };
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        void form.submit(formElement.current);
    };
    return (
        <main className="sign-in">
            <div className="sign-in-language">
                <LanguageSwitch />
            </div>
            <div className="sign-in-card">
                <div className="sign-in-brand">
                    <Logo />
                    <div>
                        <strong>Martlet</strong>
                        <span>{texts.signIn.about}</span>
                    </div>
                </div>
                <h1>{texts.signIn.title}</h1>
                {hasEnded && <p className="sign-in-note">{texts.signIn.ended}</p>}
                <form className="form" ref={formElement} onSubmit={onSubmit} noValidate>
                    <TextField
                        label={texts.signIn.login}
                        value={form.values.login}
                        error={form.errors.login}
                        onChange={onLogin}
                        name="username"
                        autoComplete="username"
                        autoCapitalize="none"
                        autoFocus
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
                    <TextField
                        label={texts.signIn.domain}
                        hint={texts.signIn.domainHint}
                        value={form.values.domain}
                        error={form.errors.domain}
                        onChange={(value) => form.set("domain", value)}
                        name="domain"
                        autoComplete="organization"
                        autoCapitalize="none"
                    />
                    {form.general && (
                        <p className="form-failure" role="alert">
                            <Icon name="alert" /> {form.general}
                        </p>
                    )}
                    <Button kind="primary" type="submit" isBusy={form.isBusy}>
                        {texts.signIn.submit}
                    </Button>
                </form>
            </div>
        </main>
    );
}
