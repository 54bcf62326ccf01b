/** Слова о том, что звонящие делают в меню. */
export const menuFiguresRu = {
    show: "Статистика",
    title: "Что делают звонящие",
    period: "Период",
    periods: { today: "Сегодня", week: "7 дней", month: "30 дней", longer: "45 дней", free: "Свой период" },
    from: "С",
    until: "По",
    zone: (zone: string) => `Дни считаются по часам компании (${zone}).`,
    onNode: (entered: string, hungUp: string, seconds: string) =>
        `вошли ${entered} · положили трубку ${hungUp} · в среднем ${seconds} с`,
    onSlot: (visits: string, share: string) => `${visits} · ${share} %`,
    menu: "Меню",
    entered: "Вошли",
    keys: "По клавишам",
    otherKeys: "Другая клавиша",
    timeout: "Таймаут",
    limit: "Слишком много ошибок",
    hungUp: "Положили трубку",
    average: "В среднем, с",
    gone: (menu: string) => `${menu} (больше не опубликовано)`,
    nothing: "За эти дни в сценарий никто не заходил.",
    hint: "Каждое прослушивание меню считается отдельно: кто вошёл, тот и вышел одним из способов.",
};
