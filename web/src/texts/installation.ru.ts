/** Слова обзора установки. */
export const installationRu = {
    title: "Обзор системы",
    now: "Сейчас и за сутки",
    calls: "Вызовы сейчас",
    phones: "Телефонов на связи",
    callsOfDay: "Вызовов за сутки",
    talked: (time: string) => `разговоров на ${time}`,
    counts: "Всего",
    blocked: (count: string) => `заблокировано: ${count}`,
    lines: "Номера",
    allWork: "недоступных нет",
    unavailable: (count: string) => `недоступно: ${count}`,
    busiest: "Больше всех звонят",
    noCalls: "За последние сутки вызовов не было.",
    talkTime: "Разговор",
    channels: "Каналы сейчас",
    ofLimit: (used: string, limit: string) => `${used} из ${limit}`,
};
