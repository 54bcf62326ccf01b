import { useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";
import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import { Button } from "../../parts/form/button";
import { useForm } from "../../parts/form/useForm";
import { Link, useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { checkPassword, checkRequired } from "../../texts/checks";
import { explain, explainForm } from "../../texts/explain";
import { PasswordField } from "../users/passwordField";
import { DomainField, LoginField } from "./accountFields";
import { SignInFrame } from "./signInFrame";

/** AUTH-02. The secret of a letter's link stands behind `#`, so that it goes to no server but by the form. */
export function RecoveryPage(): JSX.Element {
    const texts = useTexts();
    const [secret] = useState(() => window.location.hash.slice(1));
    const title = secret === "" ? texts.access.recovery.title : texts.access.recovery.newTitle;

    useEffect(() => {
        document.title = `${title} — Martlet`;
    }, [title]);
    useEffect(() => {
        // Out of the address and of what others see of it.
        if (window.location.hash !== "") window.history.replaceState(window.history.state, "", "/recovery");
    }, []);
    return (
        <SignInFrame>
            <h1>{title}</h1>
            {secret === "" ? <AskForLink /> : <SetPassword secret={secret} />}
            <p className="sign-in-note">
                <Link to="/">{texts.access.back}</Link>
            </p>
        </SignInFrame>
    );
}

function AskForLink(): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const element = useRef<HTMLFormElement>(null);
    const [isSent, setIsSent] = useState(false);
    const form = useForm({
        initial: { login: "", domain: router.address.query["domain"] ?? "" },
        check: (values) => ({
            login: checkRequired(values.login, texts),
            domain: checkRequired(values.domain, texts),
        }),
        save: async (values) => {
            await api.session.askForRecovery({
                login: values.login.trim().toLowerCase(),
                domain: values.domain.trim().toLowerCase(),
            });
            setIsSent(true);
        },
        explain: (problem) => {
            const isImpossible = problem instanceof Problem && problem.code === "conflict";
            return { fields: {}, general: isImpossible ? texts.access.recovery.impossible : explain(texts, problem) };
        },
    });
    if (isSent) {
        return (
            <div role="status">
                <p>
                    <strong>{texts.access.recovery.sentTitle}</strong>
                </p>
                <p>{texts.access.recovery.sent}</p>
                <p className="soft">{texts.access.recovery.notSent}</p>
            </div>
        );
    }
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        void form.submit(element.current);
    };
    return (
        <form className="form" ref={element} onSubmit={onSubmit} noValidate>
            <p>{texts.access.recovery.about}</p>
            <LoginField
                value={form.values.login}
                error={form.errors.login}
                onChange={(value) => form.set("login", value)}
                onDomain={(value) => form.set("domain", value)}
            />
            <DomainField
                value={form.values.domain}
                error={form.errors.domain}
                onChange={(value) => form.set("domain", value)}
            />
            {form.general && (
                <p className="form-failure" role="alert">
                    {form.general}
                </p>
            )}
            <Button kind="primary" type="submit" isBusy={form.isBusy}>
                {texts.access.recovery.submit}
            </Button>
        </form>
    );
}

function SetPassword({ secret }: { secret: string }): JSX.Element {
    const texts = useTexts();
    const element = useRef<HTMLFormElement>(null);
    const [isDone, setIsDone] = useState(false);
    const form = useForm({
        initial: { password: "" },
        check: (values) => ({ password: checkPassword(values.password, texts) }),
        save: async (values) => {
            await api.session.recover(secret, values.password);
            setIsDone(true);
        },
        explain: (problem) =>
            problem instanceof Problem && problem.code === "not-found"
                ? { fields: {}, general: texts.access.recovery.used }
                : explainForm<{ password: string }>(texts, problem, { password: texts.checks.password }),
    });
    if (isDone) return <p role="status">{texts.access.recovery.done}</p>;
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        void form.submit(element.current);
    };
    return (
        <form className="form" ref={element} onSubmit={onSubmit} noValidate>
            <p>{texts.access.recovery.newAbout}</p>
            <PasswordField
                label={texts.users.newPassword}
                hint={texts.checks.password}
                value={form.values.password}
                error={form.errors.password}
                onChange={(value) => form.set("password", value)}
            />
            {form.general && (
                <p className="form-failure" role="alert">
                    {form.general}
                </p>
            )}
            <Button kind="primary" type="submit" isBusy={form.isBusy}>
                {texts.access.recovery.set}
            </Button>
        </form>
    );
}
