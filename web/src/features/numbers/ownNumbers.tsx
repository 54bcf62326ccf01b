import { numberShop } from "../../api/numbers";
import type { ConnectedNumber, HeldNumber } from "../../api/numbers";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button, IconButton } from "../../parts/form/button";
import { shownNumber } from "../../parts/format/phoneNumber";
import { shownPrice } from "../../parts/format/price";
import { Badge, PanelSkeleton, Section } from "../../parts/page/page";
import { Link } from "../../parts/routing/router";
import { usePages } from "../../parts/table/usePages";
import type { Pages } from "../../parts/table/usePages";
import { useSpeech, useTexts } from "../../texts";
import { LoadFailed } from "../shell/loadFailed";
import { useAct } from "../shell/useAct";
import { useDomainLink } from "../shell/useDomainLink";
import { lastDay } from "./holdEnd";
import { useConnect } from "./useConnect";
import "./numbers.css";

/** The numbers of the domain, and those that are kept for it. */
export function OwnNumbers({ domain }: { domain: string }): JSX.Element {
    const connected = usePages<ConnectedNumber>(`numbers ${domain}`, (cursor, signal) =>
        numberShop.connected(domain, cursor, signal),
    );
    const held = usePages<HeldNumber>(`held ${domain}`, (cursor, signal) => numberShop.held(domain, cursor, signal));
    const reload = (): void => {
        connected.reload();
        held.reload();
    };
    return (
        <>
            <Connected domain={domain} list={connected} onChanged={reload} />
            <Held domain={domain} list={held} onChanged={reload} />
        </>
    );
}

interface ListProps<Row> {
    readonly domain: string;
    readonly list: Pages<Row>;
    readonly onChanged: () => void;
}

function Connected({ domain, list, onChanged }: ListProps<ConnectedNumber>): JSX.Element {
    const texts = useTexts();
    const words = texts.numbers.shop;
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();
    const link = useDomainLink();
    const giveUp = async (number: ConnectedNumber): Promise<void> => {
        const shown = shownNumber(number.number);
        const warnings = [
            words.giveUpText(shown),
            number.isDefaultOutgoing ? words.giveUpDefault : "",
            number.outgoingOf > 0 ? words.giveUpUsers(number.outgoingOf) : "",
        ];
        const goesOn = await ask({
            title: words.giveUpTitle,
            text: warnings.filter(Boolean).join(" "),
            goOn: texts.common.remove,
            cancel: texts.common.cancel,
            isDangerous: true,
        });
        if (!goesOn) return;
        if (await act(() => numberShop.giveUp(domain, number))) tell({ text: words.givenUpDone(shown) });
        onChanged();
    };
    return (
        <Section title={words.connected}>
            <Rows list={list} empty={words.noConnected}>
                <ul className="cards" aria-label={words.connected}>
                    {list.rows.map((number) => {
                        const shown = shownNumber(number.number);
                        const details = [number.shownName, number.isDefaultOutgoing ? words.defaultOutgoing : ""];
                        return (
                            <li key={number.id} className="card">
                                <div>
                                    <strong>
                                        <Link to={link(`/lines/${encodeURIComponent(number.id)}`)}>{shown}</Link>
                                    </strong>
                                    <span className="soft">{details.filter(Boolean).join(" · ")}</span>
                                </div>
                                <Badge tone={number.isAdditional ? "accent" : "neutral"}>
                                    {number.isAdditional ? words.additional : words.main}
                                </Badge>
                                {number.isAdditional && (
                                    <IconButton
                                        icon="trash"
                                        label={words.giveUp(shown)}
                                        onClick={() => void giveUp(number)}
                                    />
                                )}
                            </li>
                        );
                    })}
                </ul>
            </Rows>
        </Section>
    );
}

function Held({ domain, list, onChanged }: ListProps<HeldNumber>): JSX.Element {
    const texts = useTexts();
    const words = texts.numbers.shop;
    const { language, zone } = useSpeech();
    const act = useAct();
    const tell = useTell();
    const connect = useConnect(domain);
    const extend = async (number: HeldNumber): Promise<void> => {
        await act(async () => {
            const { until } = await numberShop.extend(domain, number);
            tell({ text: words.extended(shownNumber(number.number), lastDay(until, language, zone)) });
        });
        onChanged();
    };
    const take = async (number: HeldNumber): Promise<void> => {
        if (await connect([number])) onChanged();
    };
    return (
        <Section title={words.held}>
            <Rows list={list} empty={words.noHeld}>
                <ul className="cards" aria-label={words.held}>
                    {list.rows.map((number) => {
                        const shown = shownNumber(number.number);
                        const until = lastDay(number.until, language, zone);
                        const price = shownPrice(number.priceKopecks, language);
                        return (
                            <li key={number.id} className="card number-card">
                                <div>
                                    <strong>{shown}</strong>
                                    <span className="soft">
                                        {number.reason === "booked" ? words.booked(until) : words.givenUp(until)}
                                        {" · "}
                                        {words.sum(price)}
                                    </span>
                                </div>
                                <Button aria-label={words.connectOf(shown)} onClick={() => void take(number)}>
                                    {words.connect}
                                </Button>
                                {number.reason === "given-up" && (
                                    <Button
                                        kind="quiet"
                                        aria-label={words.extendOf(shown)}
                                        onClick={() => void extend(number)}
                                    >
                                        {words.extend}
                                    </Button>
                                )}
                            </li>
                        );
                    })}
                </ul>
            </Rows>
        </Section>
    );
}

/** A list as it comes: bars, what went wrong, a word that there is nothing, or the rows. */
function Rows<Row>({ list, empty, children }: { list: Pages<Row>; empty: string; children: JSX.Element }): JSX.Element {
    const texts = useTexts();
    if (list.state === "failed") return <LoadFailed problem={list.problem} onRetry={list.retry} />;
    if (list.rows.length === 0) {
        return list.state === "loading" ? <PanelSkeleton label={texts.common.loading} /> : <p className="soft">{empty}</p>;
    }
    return (
        <>
            {children}
            {list.state === "more" && <Button onClick={list.loadMore}>{texts.numbers.shop.more}</Button>}
        </>
    );
}
