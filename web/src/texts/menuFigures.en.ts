import type { menuFiguresRu } from "./menuFigures.ru";

/** Words about what callers do in menus. */
export const menuFiguresEn: typeof menuFiguresRu = {
    show: "Statistics",
    title: "What callers do",
    period: "Period",
    periods: { today: "Today", week: "7 days", month: "30 days", longer: "45 days", free: "Own period" },
    from: "From",
    until: "Until",
    zone: (zone) => `Days are those of the company's clock (${zone}).`,
    onNode: (entered, hungUp, seconds) => `entered ${entered} · hung up ${hungUp} · ${seconds} s on average`,
    onSlot: (visits, share) => `${visits} · ${share} %`,
    menu: "Menu",
    entered: "Entered",
    keys: "By keys",
    otherKeys: "Another key",
    timeout: "Timeout",
    limit: "Too many mistakes",
    hungUp: "Hung up",
    average: "Average, s",
    gone: (menu) => `${menu} (published no more)`,
    nothing: "Nobody came into the scenario on these days.",
    hint: "Each hearing of a menu counts by itself: whoever came in left by one of the ways.",
};
