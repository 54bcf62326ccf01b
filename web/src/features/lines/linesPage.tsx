import { useEffect, useMemo, useState } from "react";
import { api } from "../../api/endpoints";
import type { LineRule, Trial } from "../../api/routing";
import { scenarios } from "../../api/scenarios";
import type { Line } from "../../api/schema";
import { useAsk } from "../../parts/dialog/asking";
import { Button } from "../../parts/form/button";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Empty, Page, Panel, PanelSkeleton } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { Link, useRouter } from "../../parts/routing/router";
import { moved } from "../../parts/scheme/scheme";
import { usePages } from "../../parts/table/usePages";
import type { PageProps } from "../../pages";
import { useFormats, useTexts } from "../../texts";
import { useSession } from "../session/session";
import { ListSearch, NothingFound, useSearched } from "../shell/listSearch";
import { LoadFailed } from "../shell/loadFailed";
import { useAct, useTellChanged } from "../shell/useAct";
import { useChosenDomain } from "../shell/useChosenDomain";
import { useCountText } from "../shell/useListTexts";
import { useDirectory } from "../targets/directory";
import { CopyDialog, lineTitle } from "./copyDialog";
import { LineCard } from "./lineCard";
import type { LineActions } from "./lineCard";
import { isFound } from "./lineScheme";
import { NumberDialog } from "./numberDialog";
import { RuleDialog } from "./ruleDialog";
import { Tester } from "./tester";
import { useLineRules } from "./useLineRules";

/** What is open over the page. The settings of a number have an address of their own. */
type Opened =
    | { readonly kind: "rule"; readonly line: string; readonly index: number | null }
    | { readonly kind: "copy"; readonly line: string };

/** RTE: the external numbers of the domain and where their calls go, as pictures. */
export default function LinesPage({ parameters }: PageProps): JSX.Element {
    const texts = useTexts();
    const words = texts.lines;
    const formats = useFormats();
    const router = useRouter();
    const ask = useAsk();
    const act = useAct();
    const tellChanged = useTellChanged();
    const { me } = useSession();
    const domain = useChosenDomain();
    const { query } = router.address;
    const search = useSearched();
    const tried = query["trial"];
    const mayAdd = me.role === "system-administrator";
    const [opened, setOpened] = useState<Opened | null>(null);
    const [trial, setTrial] = useState<Trial | null>(null);

    const list = usePages<Line>(domain.query.domain, (cursor, signal) =>
        api.lines.page({ ...domain.query, cursor }, signal),
    );
    const { keep, change } = useLineRules(list);
    const countText = useCountText();
    const chosen = list.rows.find(({ id }) => id === tried) ?? null;
    // Somebody comes from the page of a scenario to try its draft (IVR-07).
    const draftID = query["draft"] ?? "";
    const drafted = useLoad(`draft ${draftID}`, async () => {
        if (draftID === "") return null;
        const scenario = await scenarios.find(draftID).catch(() => null);
        return scenario?.draft ? scenario : null;
    });
    const draft = drafted.value ?? null;
    const shownDomain = domain.id || (chosen?.domain ?? draft?.domain ?? "");
    const ofDomain = useLoad(`domain ${shownDomain}`, async () =>
        shownDomain === "" ? null : api.domains.find(shownDomain).catch(() => null),
    );
    const targets = useMemo(() => list.rows.flatMap(({ rules }) => rules.map(({ target }) => target)), [list.rows]);
    const { directory, reload: reloadDirectory } = useDirectory(domain.query.domain, targets);

    const settings = parameters["line"];
    const settled = list.rows.find(({ id }) => id === settings) ?? null;
    const isUnknown = settings !== undefined && settled === null && (settings !== "new" || !mayAdd);
    // Whoever searches or tries searches all numbers, not those that happen to be there; so does a link to one of them.
    const needsAll = search !== "" || tried !== undefined || isUnknown;
    useEffect(() => {
        if (needsAll && list.state === "more") list.loadMore();
    });

    const link = (line?: string): string =>
        writeAddress({ path: line ? `/lines/${encodeURIComponent(line)}` : "/lines", query });
    const reload = (): void => {
        list.reload();
        reloadDirectory();
    };
    const close = (): void => setOpened(null);
    const tell = (text: string, line: string): void => tellChanged(text, "line", reload, `line ${line}`);

    const store = async (line: Line, rules: readonly LineRule[], done: string): Promise<void> => {
        await change(line, rules);
        tell(done, line.id);
    };
    const removeRule = async (line: Line, index: number): Promise<void> => {
        close();
        await act(() =>
            store(
                line,
                line.rules.filter((_, place) => place !== index),
                words.ruleRemoved,
            ),
        );
    };
    const removeLine = async (line: Line): Promise<void> => {
        const goesOn = await ask({
            title: words.removeTitle(shownNumber(line.number)),
            text: words.removeText,
            goOn: texts.common.remove,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (!goesOn || !(await act(() => api.lines.remove(line)))) return;
        list.reload();
        tell(words.removed(shownNumber(line.number)), line.id);
    };
    const actions: LineActions = {
        openRule: (line, index) => setOpened({ kind: "rule", line: line.id, index }),
        openSettings: (line) => router.go(link(line.id)),
        openTrial: (line) => {
            setTrial(null);
            router.setQuery({ trial: line.id });
        },
        copy: (line) => setOpened({ kind: "copy", line: line.id }),
        move: (line, from, to) => {
            const rules = moved(line.rules, from, to);
            void act(() => store(line, rules, words.moved(from + 1, to + 1))).then((isDone) => {
                if (!isDone) reload();
            });
        },
        remove: mayAdd ? (line) => void removeLine(line) : null,
    };

    const shown = chosen ? [chosen] : list.rows.filter((line) => isFound(line, search, directory, texts));
    const openedLine = list.rows.find(({ id }) => id === opened?.line);
    const active = list.rows.filter(({ isActive }) => isActive).length;
    const limits = ofDomain.value;
    const add = mayAdd && (
        <Button kind="primary" icon="add" onClick={() => router.go(link("new"))}>
            {words.add}
        </Button>
    );
    return (
        <Page
            title={words.title}
            count={
                <>
                    {countText(list, words.count)}
                    {list.rows.length > 0 && limits && (
                        <span className="line-counts">
                            {" · "}
                            {words.counts(
                                formats.count(active),
                                formats.count(Math.min(limits.channelsInLimit, limits.callLimit)),
                                formats.count(Math.min(limits.channelsOutLimit, limits.callLimit)),
                            )}
                        </span>
                    )}
                </>
            }
            actions={
                <>
                    <Link className="button plain" to={writeAddress({ path: "/numbers", query: { ...domain.query, view: "offer" } })}>
                        {texts.numbers.shop.buy}
                    </Link>
                    {add}
                </>
            }
            filters={
                list.rows.length > 0 && (
                    <>
                        <ListSearch label={words.search} />
                        <Button
                            icon="forward"
                            aria-expanded={tried !== undefined}
                            onClick={() => router.setQuery({ trial: tried ? "" : "any" })}
                        >
                            {texts.trial.open}
                        </Button>
                    </>
                )
            }
            panel={
                isUnknown && list.state === "done" && (
                    <Panel title={words.title} back={link()} closeLabel={texts.common.close}>
                        <Empty icon="line" title={texts.problems["not-found"]} />
                    </Panel>
                )
            }
        >
            <div className="page-body line-cards" aria-busy={list.state === "loading"}>
                {tried !== undefined && drafted.state !== "loading" && (list.rows.length > 0 || draft) && (
                    <Tester
                        key={draft?.id ?? ""}
                        lines={list.rows}
                        line={chosen}
                        draft={draft}
                        zone={ofDomain.value?.timeZone ?? "Europe/Moscow"}
                        trial={chosen || draft ? trial : null}
                        onTrial={setTrial}
                        onClose={() => {
                            setTrial(null);
                            router.setQuery({ trial: "", caller: "", keys: "", at: "", draft: "" });
                        }}
                    />
                )}
                {shown.map((line) => (
                    <LineCard
                        key={line.id}
                        line={line}
                        directory={directory}
                        trial={line.id === tried ? trial : null}
                        actions={actions}
                    />
                ))}
                {list.state === "failed" && <LoadFailed problem={list.problem} onRetry={list.retry} />}
                {list.state === "loading" && list.rows.length === 0 && <PanelSkeleton label={texts.common.loading} />}
                {list.state === "more" && <Button onClick={list.loadMore}>{words.more}</Button>}
                {list.state === "done" && shown.length === 0 && (
                    list.rows.length > 0 ? (
                        <NothingFound title={words.nothingFound} />
                    ) : (
                        <Empty
                            icon="line"
                            title={words.emptyTitle}
                            text={mayAdd ? words.emptyText : words.emptyTextUser}
                        >
                            {add}
                        </Empty>
                    )
                )}
            </div>
            {opened?.kind === "rule" && openedLine && (
                <RuleDialog
                    domain={openedLine.domain}
                    rule={opened.index === null ? null : openedLine.rules[opened.index] ?? null}
                    directory={directory}
                    onSave={async (rule) => {
                        const { rules } = openedLine;
                        const { index } = opened;
                        const replaced = rules.map((each, place) => (place === index ? rule : each));
                        const next = index === null ? [...rules, rule] : replaced;
                        await store(openedLine, next, index === null ? words.ruleAdded : words.ruleSaved);
                        close();
                    }}
                    onRemove={() => void removeRule(openedLine, opened.index ?? 0)}
                    onReload={() => {
                        close();
                        reload();
                    }}
                    onClose={close}
                />
            )}
            {opened?.kind === "copy" && openedLine && (
                <CopyDialog
                    line={openedLine}
                    onCopied={(changed) => {
                        close();
                        keep(changed);
                        tell(words.copyDone(lineTitle(openedLine), lineTitle(changed)), changed.id);
                    }}
                    onClose={close}
                />
            )}
            {settings !== undefined && !isUnknown && (
                <NumberDialog
                    key={settings}
                    line={settled}
                    onSaved={(line) => {
                        router.go(link());
                        reload();
                        const told = settings === "new" ? words.added : words.saved;
                        tell(told(shownNumber(line.number)), line.id);
                    }}
                    onReload={() => {
                        router.go(link());
                        reload();
                    }}
                    onClose={() => router.go(link())}
                />
            )}
        </Page>
    );
}
