import { useState } from "react";
import { api } from "../../api/endpoints";
import type { TrunkBody } from "../../api/endpoints";
import type { Trunk } from "../../api/schema";
import { SwitchField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { Section } from "../../parts/page/page";
import { useTexts } from "../../texts";
import { checkCount } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { useCreate } from "../shell/useCreate";
import type { Connection } from "./trunkConnection";
import {
    checkConnection,
    connectionBody,
    ConnectionFields,
    connectionOf,
    connectionSentences,
    withFieldOfForm,
} from "./trunkConnection";

interface Values extends Connection {
    readonly channelLimit: string;
    readonly priority: string;
    readonly weight: string;
    readonly probeSeconds: string;
    readonly isActive: boolean;
    readonly isMobileOperators: boolean;
}

interface TrunkFormProps {
    readonly trunk: Trunk | null;
    readonly back: string;
    readonly onSaved: (trunk: Trunk) => void;
}

export function TrunkForm(props: TrunkFormProps): JSX.Element {
    const [round, setRound] = useState(0);
    return <Fields key={round} {...props} onReset={() => setRound(round + 1)} />;
}

function Fields({ trunk, back, onSaved, onReset }: TrunkFormProps & { onReset: () => void }): JSX.Element {
    const texts = useTexts();
    const create = useCreate();
    const hasPassword = Boolean(trunk?.account);
    const form = useForm<Values>({
        initial: valuesOf(trunk),
        check: (values) => ({
            ...checkConnection(values, hasPassword, texts),
            channelLimit: checkCount(1, 100_000)(values.channelLimit, texts),
            priority: checkCount(0, 1_000)(values.priority, texts),
            weight: checkCount(1, 1_000)(values.weight, texts),
            probeSeconds: checkCount(0, 3_600)(values.probeSeconds, texts),
        }),
        save: async (values) => {
            const body = bodyOf(values);
            onSaved(trunk ? await api.trunks.change(trunk, body) : await create((key) => api.trunks.add(body, key)));
        },
        explain: (problem) =>
            explainForm<Values>(texts, withFieldOfForm(problem), {
                ...connectionSentences(texts),
                priority: texts.checks.count(0, 1_000),
                channelLimit: texts.checks.count(1, 100_000),
                weight: texts.checks.count(1, 1_000),
                probeSeconds: texts.problems.invalid,
            }),
    });
    const { values, errors, set } = form;
    const number = (
        name: "channelLimit" | "priority" | "weight" | "probeSeconds",
        label: string,
        hint?: string,
        unit?: string,
    ): JSX.Element => (
        <TextField
            label={label}
            hint={hint}
            value={values[name]}
            error={errors[name]}
            onChange={(value) => set(name, value)}
            inputMode="numeric"
            after={unit}
        />
    );
    return (
        <CardForm
            form={form}
            submitTitle={trunk ? texts.common.save : texts.trunks.create}
            back={back}
            isNew={trunk === null}
            onReset={onReset}
        >
            <Section title={texts.trunks.main}>
                <div className="form">
                    <ConnectionFields form={form} hasPassword={hasPassword} />
                </div>
            </Section>
            <Section title={texts.trunks.limits}>
                <div className="form">
                    <div className="form-pair">
                        {number("channelLimit", texts.trunks.channels, texts.trunks.channelsHint)}
                        {number("probeSeconds", texts.trunks.probe, texts.trunks.probeHint, texts.common.seconds)}
                    </div>
                    <div className="form-pair">
                        {number("priority", texts.trunks.priority, texts.trunks.priorityHint)}
                        {number("weight", texts.trunks.weight)}
                    </div>
                    <SwitchField
                        label={texts.trunks.isActive}
                        value={values.isActive}
                        onChange={(value) => set("isActive", value)}
                    />
                    <SwitchField
                        label={texts.trunks.mobileOperators}
                        hint={texts.trunks.mobileOperatorsHint}
                        value={values.isMobileOperators}
                        onChange={(value) => set("isMobileOperators", value)}
                    />
                </div>
            </Section>
        </CardForm>
    );
}

function valuesOf(trunk: Trunk | null): Values {
    return {
        ...connectionOf(trunk, "registration"),
        channelLimit: String(trunk?.channelLimit ?? 1_000),
        priority: String(trunk?.priority ?? 10),
        weight: String(trunk?.weight ?? 100),
        probeSeconds: String(trunk?.probeSeconds ?? 30),
        isActive: trunk?.isActive ?? true,
        isMobileOperators: trunk?.isMobileOperators ?? false,
    };
}

function bodyOf(values: Values): TrunkBody {
    return {
        ...connectionBody(values),
        channelLimit: Number(values.channelLimit),
        priority: Number(values.priority),
        weight: Number(values.weight),
        probeSeconds: Number(values.probeSeconds),
        isActive: values.isActive,
        isMobileOperators: values.isMobileOperators,
    };
}
