import { useState } from "react";
import { cabinetAddress } from "../../api/base";
import { api } from "../../api/endpoints";
import type { Domain } from "../../api/schema";
import { Menu } from "../../parts/dialog/menu";
import { SelectField, SwitchField, TextField } from "../../parts/form/field";
import { dialledNumber } from "../../parts/format/phoneNumber";
import { useForm } from "../../parts/form/useForm";
import { Panel } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useRouter } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { checkCount, checkDomain, checkName, checkPhone } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { CardForm } from "../shell/cardForm";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useTellChanged } from "../shell/useAct";
import { useCreate } from "../shell/useCreate";

/** The card of one domain, or of the one to be added (`new`). */
export function DomainPanel({
    id,
    back,
    onSaved,
    onGone,
}: {
    id: string;
    back: string;
    onSaved: (domain: Domain) => void;
    onGone: () => void;
}): JSX.Element {
    const texts = useTexts();
    const router = useRouter();
    const askAndRemove = useRemoval(back, onGone);
    const tellChanged = useTellChanged();
    const [round, setRound] = useState(0);
    const loaded = useLoad<Domain | null>(`domain ${id}`, async () => (id === "new" ? null : api.domains.find(id)));
    if (loaded.state !== "ready") {
        return <WaitingPanel title={texts.domains.title} icon="building" back={back} loaded={loaded} />;
    }

    const domain = loaded.value;
    const keep = (saved: Domain): void => {
        if (domain) loaded.set(saved);
        tellChanged((domain ? texts.domains.saved : texts.domains.added)(saved.id), "domain", () => {
            loaded.reload();
            onGone();
        });
        onSaved(saved);
    };
    const remove = (removed: Domain): Promise<void> =>
        askAndRemove({
            title: texts.domains.removeTitle(removed.id),
            text: texts.domains.removeText,
            done: texts.domains.removed(removed.id),
            objectKind: "domain",
            remove: () => api.domains.remove(removed),
        });
    return (
        <Panel
            title={domain ? domain.shownName || domain.id : texts.domains.addTitle}
            subtitle={domain?.id}
            back={back}
            closeLabel={texts.common.close}
            actions={
                domain && (
                    <Menu
                        label={texts.common.more}
                        items={[
                            {
                                title: texts.domains.open,
                                icon: "people",
                                run: () => router.go(`/dashboard?domain=${encodeURIComponent(domain.id)}`),
                            },
                            {
                                title: texts.pools.enter,
                                icon: "external",
                                run: () => window.open(cabinetAddress(domain.id), "_blank", "noopener"),
                            },
                            {
                                title: texts.common.remove,
                                icon: "trash",
                                isDangerous: true,
                                run: () => void remove(domain),
                            },
                        ]}
                    />
                )
            }
        >
            <DomainForm
                key={`${domain?.version ?? "new"} ${round}`}
                domain={domain}
                back={back}
                onSaved={keep}
                onReset={() => setRound(round + 1)}
            />
        </Panel>
    );
}

/** Of concurrent calls, users and lines. */
const most = 100_000;
const mostMegabytes = 100_000_000;

interface Values {
    readonly id: string;
    readonly shownName: string;
    readonly callLimit: string;
    readonly userLimit: string;
    readonly operatorLimit: string;
    readonly lineLimit: string;
    readonly channelsInLimit: string;
    readonly channelsOutLimit: string;
    readonly recordingQuotaMegabytes: string;
    readonly callerID: string;
    readonly isBlocked: boolean;
    readonly language: Domain["language"];
}

/** What is a number as it is typed. */
type LimitName =
    | "callLimit"
    | "userLimit"
    | "operatorLimit"
    | "lineLimit"
    | "channelsInLimit"
    | "channelsOutLimit"
    | "recordingQuotaMegabytes";

function DomainForm({
    domain,
    back,
    onSaved,
    onReset,
}: {
    domain: Domain | null;
    back: string;
    onSaved: (domain: Domain) => void;
    onReset: () => void;
}): JSX.Element {
    const texts = useTexts();
    const create = useCreate();
    const form = useForm<Values>({
        initial: {
            id: domain?.id ?? "",
            shownName: domain?.shownName ?? "",
            callLimit: String(domain?.callLimit ?? 10_000),
            userLimit: String(domain?.userLimit ?? most),
            operatorLimit: String(domain?.operatorLimit ?? most),
            lineLimit: String(domain?.lineLimit ?? most),
            channelsInLimit: String(domain?.channelsInLimit ?? most),
            channelsOutLimit: String(domain?.channelsOutLimit ?? most),
            recordingQuotaMegabytes: String(domain?.recordingQuotaMegabytes ?? mostMegabytes),
            callerID: domain?.callerID ?? "",
            isBlocked: domain?.isBlocked ?? false,
            language: domain?.language ?? "ru",
        },
        check: (values) => ({
            id: checkDomain(values.id, texts),
            shownName: checkName(values.shownName, texts),
            callLimit: checkCount(1, most)(values.callLimit, texts),
            userLimit: checkCount(1, most)(values.userLimit, texts),
            operatorLimit: checkCount(0, most)(values.operatorLimit, texts),
            lineLimit: checkCount(0, most)(values.lineLimit, texts),
            channelsInLimit: checkCount(0, most)(values.channelsInLimit, texts),
            channelsOutLimit: checkCount(0, most)(values.channelsOutLimit, texts),
            recordingQuotaMegabytes: checkCount(0, mostMegabytes)(values.recordingQuotaMegabytes, texts),
            callerID: checkPhone(values.callerID, texts),
        }),
        save: async ({ id, shownName, callerID, isBlocked, language, ...limits }) => {
            const body = {
                shownName: shownName || id,
                callLimit: Number(limits.callLimit),
                userLimit: Number(limits.userLimit),
                operatorLimit: Number(limits.operatorLimit),
                lineLimit: Number(limits.lineLimit),
                channelsInLimit: Number(limits.channelsInLimit),
                channelsOutLimit: Number(limits.channelsOutLimit),
                recordingQuotaMegabytes: Number(limits.recordingQuotaMegabytes),
                callerID: dialledNumber(callerID) || null,
                isBlocked,
                language,
            };
            onSaved(
                domain
                    ? await api.domains.change(domain, body)
                    : await create((key) => api.domains.add({ id, ...body }, key)),
            );
        },
        explain: (problem) =>
            explainForm<Values>(texts, problem, {
                id: texts.checks.domain,
                shownName: texts.checks.name,
                callLimit: texts.checks.count(1, most),
                userLimit: texts.checks.count(1, most),
                operatorLimit: texts.checks.count(0, most),
                lineLimit: texts.checks.count(0, most),
                channelsInLimit: texts.checks.count(0, most),
                channelsOutLimit: texts.checks.count(0, most),
                recordingQuotaMegabytes: texts.checks.count(0, mostMegabytes),
                callerID: texts.checks.phone,
            }),
    });
    const limit = (name: LimitName, label: string, hint?: string): JSX.Element => (
        <TextField
            label={label}
            hint={hint}
            value={form.values[name]}
            error={form.errors[name]}
            onChange={(value) => form.set(name, value)}
            inputMode="numeric"
        />
    );
    return (
        <CardForm
            form={form}
            submitTitle={domain ? texts.common.save : texts.domains.create}
            back={back}
            isNew={domain === null}
            onReset={onReset}
        >
            {!domain && (
                <TextField
                    label={texts.domains.id}
                    hint={texts.domains.idHint}
                    value={form.values.id}
                    error={form.errors.id}
                    onChange={(value) => form.set("id", value.trim().toLowerCase())}
                    placeholder="company.example"
                />
            )}
            <TextField
                label={texts.domains.name}
                value={form.values.shownName}
                error={form.errors.shownName}
                onChange={(value) => form.set("shownName", value)}
            />
            <div className="form-pair">
                {limit("callLimit", texts.domains.callLimit)}
                <TextField
                    label={texts.domains.callerID}
                    value={form.values.callerID}
                    error={form.errors.callerID}
                    onChange={(value) => form.set("callerID", value)}
                    inputMode="tel"
                />
            </div>
            <div className="form-pair">
                {limit("userLimit", texts.domains.userLimit, texts.domains.limitHint)}
                {limit("operatorLimit", texts.domains.operatorLimit, texts.domains.limitHint)}
            </div>
            {limit("lineLimit", texts.domains.lineLimit, texts.domains.limitHint)}
            <div className="form-pair">
                {limit("channelsInLimit", texts.domains.channelsInLimit, texts.domains.channelsHint)}
                {limit("channelsOutLimit", texts.domains.channelsOutLimit, texts.domains.channelsHint)}
            </div>
            {limit("recordingQuotaMegabytes", texts.domains.recordingQuota, texts.domains.recordingQuotaHint)}
            <SelectField
                label={texts.voice.language}
                hint={texts.voice.languageHint}
                value={form.values.language}
                options={(["ru", "en"] as const).map((value) => ({ value, title: texts.voice.languages[value] }))}
                onChange={(value) => form.set("language", value)}
            />
            <SwitchField
                label={texts.domains.isBlocked}
                hint={texts.domains.isBlockedHint}
                value={form.values.isBlocked}
                onChange={(value) => form.set("isBlocked", value)}
            />
        </CardForm>
    );
}
