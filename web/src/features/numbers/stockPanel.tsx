import { useState } from "react";
import { numberStock } from "../../api/numbers";
import type { StockNumber } from "../../api/numbers";
import { useAsk } from "../../parts/dialog/asking";
import { Menu } from "../../parts/dialog/menu";
import { Button } from "../../parts/form/button";
import { shownNumber } from "../../parts/format/phoneNumber";
import { Facts, Panel, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useSpeech, useTexts } from "../../texts";
import type { CardPlace } from "../shell/listPage";
import { useRemoval, WaitingPanel } from "../shell/objectPanel";
import { useAct, useTellChanged } from "../shell/useAct";
import { BookingDialog } from "./bookingDialog";
import { lastDay } from "./holdEnd";
import { StockForm } from "./stockForm";
import { NumberDot } from "./stockPage";

/** The card of one number of the stock, or of the one to be added (`new`). */
export function StockPanel({ id, back, onSaved, onGone }: CardPlace<StockNumber>): JSX.Element {
    const texts = useTexts();
    const words = texts.numbers.stock;
    const askAndRemove = useRemoval(back, onGone);
    const tellChanged = useTellChanged();
    const loaded = useLoad<StockNumber | null>(`number ${id}`, async () =>
        id === "new" ? null : numberStock.find(id),
    );
    if (loaded.state !== "ready") {
        return <WaitingPanel title={words.title} icon="keypad" back={back} loaded={loaded} />;
    }
    const number = loaded.value;
    const keep = (saved: StockNumber, done?: string): void => {
        if (number) loaded.set(saved);
        const told = done ?? (number ? words.saved : words.added)(shownNumber(saved.number));
        tellChanged(told, "number", () => {
            loaded.reload();
            onGone();
        });
        onSaved(saved);
    };
    const remove = (removed: StockNumber): Promise<void> =>
        askAndRemove({
            title: words.removeTitle(shownNumber(removed.number)),
            text: words.removeText,
            done: words.removed(shownNumber(removed.number)),
            objectKind: "number",
            remove: () => numberStock.remove(removed),
        });
    return (
        <Panel
            title={number ? shownNumber(number.number) : words.addTitle}
            back={back}
            closeLabel={texts.common.close}
            actions={
                number?.state === "free" && (
                    <Menu
                        label={texts.common.more}
                        items={[
                            {
                                title: texts.common.remove,
                                icon: "trash",
                                isDangerous: true,
                                run: () => void remove(number),
                            },
                        ]}
                    />
                )
            }
        >
            {number && <Belonging number={number} onChanged={keep} onReload={loaded.reload} onGone={onGone} />}
            <StockForm key={number?.version ?? "new"} number={number} back={back} onSaved={keep} />
        </Panel>
    );
}

/** Whose the number is, or for whom it is kept, and what can be done about it. */
function Belonging({
    number,
    onChanged,
    onReload,
    onGone,
}: {
    number: StockNumber;
    onChanged: (saved: StockNumber, done: string) => void;
    onReload: () => void;
    onGone: () => void;
}): JSX.Element {
    const texts = useTexts();
    const words = texts.numbers.stock;
    const ask = useAsk();
    const act = useAct();
    const tellChanged = useTellChanged();
    const { language, zone } = useSpeech();
    const [isBooking, setIsBooking] = useState(false);
    const isHeld = number.state === "booked" || number.state === "given-up";
    const release = async (): Promise<void> => {
        const shown = shownNumber(number.number);
        const goesOn = await ask({
            title: words.releaseTitle(shown),
            text: words.releaseText,
            goOn: words.release,
            cancel: texts.common.cancel,
        });
        if (!goesOn || !(await act(() => numberStock.release(number)))) return;
        const changed = (): void => {
            onReload();
            onGone();
        };
        changed();
        tellChanged(words.released(shown), "number", changed);
    };
    return (
        <Section
            title={words.state}
            after={
                <>
                    {number.state === "free" && <Button onClick={() => setIsBooking(true)}>{words.book}</Button>}
                    {isHeld && <Button onClick={() => void release()}>{words.release}</Button>}
                </>
            }
        >
            <Facts
                facts={[
                    [words.state, <NumberDot key="state" number={number} />],
                    number.domain === null ? null : [words.domain, number.domain],
                    number.until === null ? null : [words.untilTitle, lastDay(number.until, language, zone)],
                    number.state === "connected"
                        ? [texts.numbers.shop.kind, number.isAdditional ? words.additional : words.main]
                        : null,
                ]}
            />
            {isBooking && (
                <BookingDialog
                    number={number}
                    onClose={() => setIsBooking(false)}
                    onBooked={(booked) => {
                        setIsBooking(false);
                        onChanged(booked, words.booked(shownNumber(number.number)));
                    }}
                />
            )}
        </Section>
    );
}
