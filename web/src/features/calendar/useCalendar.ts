import { calendars } from "../../api/calendar";
import type { WorkCalendar } from "../../api/calendar";
import { useTell } from "../../parts/dialog/notices";
import type { Loaded } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import { useAct } from "../shell/useAct";

type Body = Pick<WorkCalendar, "days" | "closedUntil">;

/** Resolves to whether it was done. */
export type CalendarChange = (body: Partial<Body>, said: string) => Promise<boolean>;

function isSame(one: Body, other: Body): boolean {
    return JSON.stringify([one.days, one.closedUntil]) === JSON.stringify([other.days, other.closedUntil]);
}

/** Changes a domain's calendar at once, and offers to take it back. */
export function useCalendarChange(
    domain: string,
    loaded: Extract<Loaded<WorkCalendar>, { state: "ready" }> & { set(value: WorkCalendar): void },
): CalendarChange {
    const texts = useTexts();
    const tell = useTell();
    const act = useAct();
    /** `known` is what is changed: whoever has changed the calendar in between is noticed. */
    const put = (known: WorkCalendar, { days, closedUntil }: Body, said: string, canUndo: boolean): Promise<boolean> =>
        act(async () => {
            // Other settings of the domain have its version as well.
            const present = await calendars.find(domain);
            const version = isSame(known, present) ? present.version : known.version;
            const changed = await calendars.set(domain, version, { days, closedUntil });
            loaded.set(changed);
            const undo = { title: texts.common.undo, run: () => void put(changed, known, texts.changes.undone, false) };
            tell(canUndo ? { text: said, action: undo } : { text: said });
        });
    return ({ days, closedUntil }, said) => {
        const present = loaded.value;
        return put(
            present,
            { days: days ?? present.days, closedUntil: closedUntil === undefined ? present.closedUntil : closedUntil },
            said,
            true,
        );
    };
}
