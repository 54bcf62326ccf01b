import { useRef, useState } from "react";
import type { FormEvent } from "react";
import { api } from "../../api/endpoints";
import { Problem } from "../../api/problem";
import type { NewSecondFactor } from "../../api/access";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Copyable } from "../../parts/page/copyable";
import { QRCode } from "../../parts/page/qrCode";
import { Facts, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useFormats, useTexts } from "../../texts";
import { checkCode, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";

/** AUTH-07: one's second factor, switched on with the password and a code, off with the password. */
export function OwnSecondFactor(): JSX.Element | null {
    const texts = useTexts();
    const formats = useFormats();
    const tell = useTell();
    const loaded = useLoad("second factor", api.session.secondFactor);
    const [made, setMade] = useState<NewSecondFactor | null>(null);
    const [codes, setCodes] = useState<readonly string[] | null>(null);
    if (loaded.state !== "ready") return null;
    const { isOn, since, recoveryCodes } = loaded.value;

    const content = (): JSX.Element => {
        if (codes !== null) {
            return <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />;
        }
        if (made !== null) {
            return (
                <Confirmation
                    made={made}
                    onConfirmed={(given) => {
                        setMade(null);
                        setCodes(given);
                        tell({ text: texts.access.factor.switchedOn });
                        loaded.reload();
                    }}
                />
            );
        }
        if (isOn) {
            return (
                <>
                    <p className="soft factor-text">
                        {since !== null && texts.access.factor.isOn(formats.moment(since))}{" "}
                        {texts.access.factor.left(recoveryCodes)}
                    </p>
                    <WithPassword
                        key="off"
                        title={texts.access.factor.switchOff}
                        act={async (password) => {
                            await api.session.switchOffSecondFactor(password);
                            tell({ text: texts.access.factor.switchedOff });
                            loaded.reload();
                        }}
                    />
                </>
            );
        }
        return (
            <>
                <p className="soft factor-text">{texts.access.factor.about}</p>
                <WithPassword
                    key="on"
                    title={texts.access.factor.begin}
                    act={async (password) => setMade(await api.session.beginSecondFactor(password))}
                />
            </>
        );
    };
    return <Section title={texts.access.factor.title}>{content()}</Section>;
}

/** A button that asks for the present password first. */
function WithPassword({ title, act }: { title: string; act: (password: string) => Promise<void> }): JSX.Element {
    const texts = useTexts();
    const element = useRef<HTMLFormElement>(null);
    const form = useForm({
        initial: { password: "" },
        check: (values) => ({ password: checkRequired(values.password, texts) }),
        save: (values) => act(values.password),
        explain: (problem) =>
            problem instanceof Problem && problem.field === "currentPassword"
                ? { fields: { password: texts.me.currentWrong }, general: null }
                : explainForm<{ password: string }>(texts, problem, {}),
    });
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        void form.submit(element.current);
    };
    return (
        <form className="form" ref={element} onSubmit={onSubmit} noValidate>
            <div className="form-pair">
                <TextField
                    label={texts.signIn.password}
                    type="password"
                    autoComplete="current-password"
                    value={form.values.password}
                    error={form.errors.password}
                    onChange={(value) => form.set("password", value)}
                />
            </div>
            {form.general && (
                <p className="form-failure" role="alert">
                    {form.general}
                </p>
            )}
            <div>
                <Button type="submit" icon="shield" isBusy={form.isBusy}>
                    {title}
                </Button>
            </div>
        </form>
    );
}

/** The key for the app, and the code that proves that it has it. */
function Confirmation({
    made,
    onConfirmed,
}: {
    made: NewSecondFactor;
    onConfirmed: (codes: readonly string[]) => void;
}): JSX.Element {
    const texts = useTexts();
    const element = useRef<HTMLFormElement>(null);
    const form = useForm({
        initial: { code: "" },
        check: (values) => ({ code: checkCode(values.code.trim(), texts) }),
        save: async (values) => onConfirmed((await api.session.confirmSecondFactor(values.code.trim())).recoveryCodes),
        explain: (problem) =>
            problem instanceof Problem && problem.field === "code"
                ? { fields: { code: texts.access.factor.codeWrong }, general: null }
                : explainForm<{ code: string }>(texts, problem, {}),
    });
    const onSubmit = (event: FormEvent): void => {
        event.preventDefault();
        void form.submit(element.current);
    };
    const copyable = (name: string, text: string): readonly [string, JSX.Element] => [
        name,
        <code key={name} className="mono">
            <Copyable text={text} label={`${texts.common.copy}: ${name}`} />
        </code>,
    ];
    return (
        <form className="form" ref={element} onSubmit={onSubmit} noValidate>
            <p>{texts.access.factor.scan}</p>
            <QRCode text={made.uri} label={texts.access.factor.picture} />
            <Facts facts={[copyable(texts.access.factor.secret, made.secret), copyable(texts.access.factor.uri, made.uri)]} />
            <div className="form-pair">
                <TextField
                    label={texts.access.factor.enterCode}
                    value={form.values.code}
                    error={form.errors.code}
                    onChange={(value) => form.set("code", value)}
                    inputMode="numeric"
                    autoComplete="one-time-code"
                    maxLength={6}
                />
            </div>
            {form.general && (
                <p className="form-failure" role="alert">
                    {form.general}
                </p>
            )}
            <div>
                <Button kind="primary" type="submit" isBusy={form.isBusy}>
                    {texts.access.factor.confirm}
                </Button>
            </div>
        </form>
    );
}

function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }): JSX.Element {
    const texts = useTexts();
    return (
        <div className="secret" role="status">
            <p>
                <strong>{texts.access.factor.codesTitle}</strong>
            </p>
            <p>{texts.access.factor.codesAbout}</p>
            <ul className="recovery-codes mono">
                {codes.map((code) => (
                    <li key={code}>{code}</li>
                ))}
            </ul>
            <div className="recovery-actions">
                <Button onClick={onKept}>{texts.access.factor.codesKept}</Button>
                <Copyable
                    text={codes.join("\n")}
                    shown=""
                    label={`${texts.common.copy}: ${texts.access.factor.codesTitle}`}
                />
            </div>
        </div>
    );
}
