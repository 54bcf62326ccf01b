import { outgoingLimits } from "../../api/calling";
import { diversionHeaders, identityHeaders, privateRoutes } from "../../api/privateRoutes";
import type { PrivateRoute, PrivateRouteSettings } from "../../api/privateRoutes";
import { Problem } from "../../api/problem";
import { all, groups } from "../../api/scenarios";
import { api } from "../../api/endpoints";
import type { Line } from "../../api/schema";
import { SelectField, SwitchField, TextField } from "../../parts/form/field";
import { RadioList } from "../../parts/form/radioList";
import { useForm } from "../../parts/form/useForm";
import { Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { checkCount, checkName, checkRequired } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { OutgoingNumbers } from "./outgoingNumbers";

interface Values extends Omit<PrivateRouteSettings, "order" | "called" | "strip" | "channelsIn" | "channelsOut"> {
    readonly called: string;
    readonly strip: string;
    readonly channelsIn: string;
    readonly channelsOut: string;
}

const usualExpression = "sip:8(\\d{3}@.*)";

/** TRK-02…TRK-04: what a company decides of a private route. */
export function PrivateRouteForm({
    route,
    onSaved,
    onReset,
}: {
    route: PrivateRoute;
    onSaved: (route: PrivateRoute) => void;
    onReset: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.privateRoutes;
    const { domain } = route;
    const known = useLoad(`for private routes ${domain}`, async () => {
        const [everyGroup, everyLine] = await Promise.all([
            all((cursor) => groups.page(domain, cursor)),
            all<Line>((cursor) => api.lines.page({ domain, cursor }, undefined)),
        ]);
        return { groups: everyGroup, numbers: everyLine.map(({ number }) => number) };
    });
    const form = useForm<Values>({
        initial: valuesOf(route),
        check: (values) => ({
            shownName: checkRequired(values.shownName, texts) ?? checkName(values.shownName, texts),
            called: /^[ -~]{0,250}$/.test(values.called) ? undefined : words.expressionRule,
            strip: checkCount(0, 20)(values.strip, texts),
            channelsIn: checkCount(0, 10_000)(values.channelsIn, texts),
            channelsOut: checkCount(0, 10_000)(values.channelsOut, texts),
        }),
        save: async (values) => onSaved(await privateRoutes.change(route, bodyOf(values))),
        explain: (problem) => {
            // The server says from which character on it could not read the expression.
            if (problem instanceof Problem && problem.code === "conflict" && problem.field === "called") {
                const place = /from character (\d+)/.exec(problem.message)?.[1];
                return { fields: { called: words.notAnExpression(place ?? null) }, general: null };
            }
            return explainForm<Values>(texts, problem, {
                shownName: texts.checks.name,
                called: words.expressionRule,
                group: words.groupGone,
                outgoingNumbers: words.numberGone,
            });
        },
    });
    const { values, errors, set } = form;
    const number = (name: "strip" | "channelsIn" | "channelsOut", label: string, hint?: string): JSX.Element => (
        <TextField
            label={label}
            hint={hint}
            value={values[name]}
            error={errors[name]}
            onChange={(value) => set(name, value.trim())}
            inputMode="numeric"
        />
    );
    return (
        <CardForm form={form} submitTitle={texts.common.save} onReset={onReset}>
            <TextField
                label={words.name}
                value={values.shownName}
                error={errors.shownName}
                onChange={(value) => set("shownName", value)}
            />
            <SwitchField
                label={words.isActive}
                hint={words.isActiveHint}
                value={values.isActive}
                onChange={(value) => set("isActive", value)}
            />
            <Section title={words.toOffice}>
                <div className="form">
                    <TextField
                        label={words.called}
                        hint={
                            <>
                                {words.calledHint} <code className="mono">{usualExpression}</code> — {words.calledExample}
                            </>
                        }
                        className="mono"
                        value={values.called}
                        error={errors.called}
                        onChange={(value) => set("called", value.trim())}
                        maxLength={250}
                    />
                    <SelectField
                        label={words.group}
                        hint={words.groupHint}
                        value={values.group ?? ""}
                        error={errors.group}
                        options={[
                            { value: "", title: words.everybody },
                            ...(known.value?.groups ?? []).map(({ id, name }) => ({ value: id, title: name })),
                            // Until the groups are there the chosen one has no name.
                            ...(values.group !== null && !known.value ? [{ value: values.group, title: "…" }] : []),
                        ]}
                        onChange={(value) => set("group", value === "" ? null : value)}
                    />
                    <div className="field">
                        <span className="label">{words.callerShown}</span>
                        <RadioList
                            label={words.callerShown}
                            value={values.showsExtension ? "extension" : "company"}
                            options={(["extension", "company"] as const).map((value) => ({
                                value,
                                ...words.callers[value],
                            }))}
                            onChange={(value) => set("showsExtension", value === "extension")}
                        />
                    </div>
                    {number("strip", words.strip, words.stripHint)}
                </div>
            </Section>
            <Section title={words.fromOffice}>
                <div className="form">
                    <SelectField
                        label={words.transit}
                        hint={words.transitHint}
                        value={values.transit}
                        options={outgoingLimits.map((value) => ({
                            value,
                            title: value === "internal-only" ? words.internalOnly : texts.features.calling.limits[value],
                        }))}
                        onChange={(value) => set("transit", value)}
                    />
                    <OutgoingNumbers
                        numbers={values.outgoingNumbers}
                        known={known.value?.numbers ?? []}
                        error={errors.outgoingNumbers}
                        onChange={(numbers) => set("outgoingNumbers", numbers)}
                    />
                    <SwitchField
                        label={words.permitsFrom}
                        hint={words.permitsFromHint}
                        value={values.permitsFrom}
                        onChange={(value) => set("permitsFrom", value)}
                    />
                </div>
            </Section>
            <Section title={words.forwarded}>
                <div className="form">
                    <p className="soft">{words.forwardedHint}</p>
                    <div className="form-pair">
                        <SelectField
                            label={words.identity}
                            value={values.identity}
                            options={identityHeaders.map((value) => ({ value, title: words.headers[value] }))}
                            onChange={(value) => set("identity", value)}
                        />
                        <SelectField
                            label={words.diversion}
                            value={values.diversion}
                            options={diversionHeaders.map((value) => ({ value, title: words.headers[value] }))}
                            onChange={(value) => set("diversion", value)}
                        />
                    </div>
                </div>
            </Section>
            <Section title={words.channels}>
                <div className="form">
                    <p className="soft">{words.channelsHint}</p>
                    <div className="form-pair">
                        {number("channelsIn", words.channelsIn)}
                        {number("channelsOut", words.channelsOut)}
                    </div>
                </div>
            </Section>
        </CardForm>
    );
}

function valuesOf(route: PrivateRoute): Values {
    const { id: _id, domain: _domain, version: _version, order: _order, ...rest } = route;
    return {
        ...rest,
        called: route.called ?? "",
        strip: String(route.strip),
        channelsIn: String(route.channelsIn),
        channelsOut: String(route.channelsOut),
    };
}

function bodyOf(values: Values): Omit<PrivateRouteSettings, "order"> {
    return {
        ...values,
        shownName: values.shownName.trim(),
        called: values.called === "" ? null : values.called,
        strip: Number(values.strip),
        channelsIn: Number(values.channelsIn),
        channelsOut: Number(values.channelsOut),
    };
}
