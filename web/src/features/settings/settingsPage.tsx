import { useMemo, useState } from "react";
import { domainFiles } from "../../api/domainFiles";
import { all } from "../../api/scenarios";
import { api } from "../../api/endpoints";
import { settings } from "../../api/settings";
import type { OutgoingLine } from "../../api/settings";
import type { Domain } from "../../api/schema";
import { useTell } from "../../parts/dialog/notices";
import { SelectField, TextField } from "../../parts/form/field";
import { useForm } from "../../parts/form/useForm";
import { shownNumber } from "../../parts/format/phoneNumber";
import { civilTime } from "../../parts/format/zone";
import { Empty, Facts, Page, PanelSkeleton, Section } from "../../parts/page/page";
import { useClock } from "../../parts/page/useClock";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";
import { checkCount, checkEmail } from "../../texts/checks";
import { explainForm } from "../../texts/explain";
import { useSession } from "../session/session";
import { CardForm } from "../shell/cardForm";
import { LoadFailed } from "../shell/loadFailed";
import { useChosenDomain } from "../shell/useChosenDomain";
import { isTollFree, zoneTitles } from "./zones";

/** ADM-01, ADM-03: the domain's time zone, its number outside, and how patient its voice scenarios are. */
export default function SettingsPage(): JSX.Element {
    const texts = useTexts();
    const domain = useChosenDomain();
    return (
        <Page
            title={texts.administration.settings.title}
            actions={
                domain.id !== "" && (
                    <a className="button plain" href={domainFiles.export(domain.id)} download>
                        {texts.sheets.domain.save}
                    </a>
                )
            }
        >
            <div className="page-body">
                {domain.id === "" ? (
                    <Empty icon="building" title={texts.administration.settings.chooseDomain} />
                ) : (
                    <Settings key={domain.id} domain={domain.id} />
                )}
            </div>
        </Page>
    );
}

interface Loaded {
    readonly domain: Domain;
    readonly lines: readonly OutgoingLine[];
}

function Settings({ domain }: { domain: string }): JSX.Element {
    const texts = useTexts();
    const [round, setRound] = useState(0);
    const loaded = useLoad<Loaded>(`settings ${domain}`, async () => {
        const [found, lines] = await Promise.all([
            settings.find(domain),
            all<OutgoingLine>((cursor) => settings.lines(domain, cursor)),
        ]);
        return { domain: found, lines };
    });
    if (loaded.state === "loading") return <PanelSkeleton label={texts.common.loading} />;
    if (loaded.state === "failed") return <LoadFailed problem={loaded.problem} onRetry={loaded.reload} />;
    return (
        <Fields
            key={`${loaded.value.domain.version} ${round}`}
            {...loaded.value}
            onSaved={loaded.set}
            onReset={() => setRound(round + 1)}
        />
    );
}

interface Values {
    readonly timeZone: string;
    readonly noticeEmail: string;
    readonly line: string;
    readonly menuErrors: string;
    readonly menuTimeoutSeconds: string;
}

function Fields({
    domain,
    lines,
    onSaved,
    onReset,
}: Loaded & { onSaved: (saved: Loaded) => void; onReset: () => void }): JSX.Element {
    const texts = useTexts();
    const words = texts.administration.settings;
    const tell = useTell();
    const { me, setMe } = useSession();
    const chosen = useChosenDomain();
    const now = useClock();
    const zones = useMemo(() => zoneTitles(domain.timeZone, new Date()), [domain.timeZone]);
    const formerLine = lines.find((line) => line.isDefaultOutgoing)?.id ?? "";
    const checks = { menuErrors: checkCount(1, 10), menuTimeoutSeconds: checkCount(1, 60) };
    const form = useForm<Values>({
        initial: {
            timeZone: domain.timeZone,
            noticeEmail: domain.noticeEmail ?? "",
            line: formerLine,
            menuErrors: String(domain.menuErrors),
            menuTimeoutSeconds: String(domain.menuTimeoutSeconds),
        },
        check: (values) => ({
            noticeEmail: checkEmail(values.noticeEmail, texts),
            menuErrors: checks.menuErrors(values.menuErrors, texts),
            menuTimeoutSeconds: checks.menuTimeoutSeconds(values.menuTimeoutSeconds, texts),
        }),
        save: async ({ timeZone, noticeEmail, line, menuErrors, menuTimeoutSeconds }) => {
            if (line !== formerLine) {
                await (line === "" ? settings.clearDefaultOutgoing(formerLine) : settings.setDefaultOutgoing(line));
            }
            // The number outside and other settings of the domain have its version as well; whoever has changed one of
            // these in between is noticed.
            const present = await settings.find(domain.id);
            const isSame =
                present.timeZone === domain.timeZone &&
                present.noticeEmail === domain.noticeEmail &&
                present.menuErrors === domain.menuErrors &&
                present.menuTimeoutSeconds === domain.menuTimeoutSeconds;
            const saved = await settings.change(isSame ? present : domain, {
                timeZone,
                noticeEmail: noticeEmail || null,
                menuErrors: Number(menuErrors),
                menuTimeoutSeconds: Number(menuTimeoutSeconds),
            });
            // All times are shown by the domain's clock.
            if (timeZone !== domain.timeZone && domain.id === me.domain) setMe(await api.session.me());
            tell({ text: words.saved });
            // At once: what is chosen while it was read anew would be lost.
            onSaved({
                domain: saved,
                lines: lines.map((each) => ({ ...each, isDefaultOutgoing: each.id === line })),
            });
        },
        explain: (problem) =>
            explainForm<Values>(texts, problem, {
                noticeEmail: texts.checks.email,
                menuErrors: texts.checks.count(1, 10),
                menuTimeoutSeconds: texts.checks.count(1, 60),
            }),
    });
    const query = chosen.isChoosable ? chosen.query : {};
    return (
        <CardForm form={form} submitTitle={texts.common.save} onReset={onReset}>
            <Facts
                facts={[
                    [words.company, domain.shownName || domain.id],
                    [words.domain, domain.id],
                ]}
            />
            <Section title={words.general}>
                <div className="form">
                    <SelectField
                        label={words.timeZone}
                        hint={words.timeZoneHint(civilTime(new Date(now), form.values.timeZone).time)}
                        value={form.values.timeZone}
                        options={zones}
                        onChange={(value) => form.set("timeZone", value)}
                    />
                    <TextField
                        label={words.noticeEmail}
                        hint={words.noticeEmailHint}
                        value={form.values.noticeEmail}
                        error={form.errors.noticeEmail}
                        onChange={(value) => form.set("noticeEmail", value.trim())}
                        inputMode="email"
                    />
                    <SelectField
                        label={words.outgoing}
                        hint={words.outgoingHint}
                        value={form.values.line}
                        options={[
                            { value: "", title: words.noOutgoing },
                            ...lines
                                .filter((line) => !isTollFree(line.number) || line.id === formerLine)
                                .map((line) => ({
                                    value: line.id,
                                    title: [shownNumber(line.number), line.shownName].filter(Boolean).join(" · "),
                                })),
                        ]}
                        onChange={(value) => form.set("line", value)}
                    />
                </div>
            </Section>
            <Section title={words.menus}>
                <div className="form-pair">
                    <TextField
                        label={words.menuErrors}
                        hint={words.menuErrorsHint}
                        value={form.values.menuErrors}
                        error={form.errors.menuErrors}
                        onChange={(value) => form.set("menuErrors", value.trim())}
                        inputMode="numeric"
                    />
                    <TextField
                        label={words.menuTimeout}
                        hint={words.menuTimeoutHint}
                        value={form.values.menuTimeoutSeconds}
                        error={form.errors.menuTimeoutSeconds}
                        onChange={(value) => form.set("menuTimeoutSeconds", value.trim())}
                        inputMode="numeric"
                        after={texts.common.seconds}
                    />
                </div>
            </Section>
            <p>
                <Link to={writeAddress({ path: "/calling", query })}>{words.elsewhere}</Link>
            </p>
        </CardForm>
    );
}
