import { russianPlural } from "../parts/format/plural";

/** Слова сводных данных домена. */
export const dashboardRu = {
    title: "Сводные данные",
    chooseDomain: "Выберите домен",
    attention: "Требует внимания",
    nothingWrong: "Всё в порядке",
    items: {
        recordingStopped: "Разговоры не записываются: на диске нет места",
        recordingQuota: "Разговоры не записываются: записи заняли всё отведённое им место",
        channels: (used: string, limit: string, isFull: boolean) =>
            `${isFull ? "Заняты все каналы: " : "Заняты почти все каналы: "}${used} из ${limit}`,
        users: (used: string, limit: string, isFull: boolean) =>
            `${isFull ? "Пользователей столько, сколько разрешено: " : "Пользователей почти предел: "}${used} из ${limit}`,
        operators: (used: string, limit: string, isFull: boolean) =>
            `${isFull ? "Операторов столько, сколько разрешено: " : "Операторов почти предел: "}${used} из ${limit}`,
        lines: (used: string, limit: string, isFull: boolean) =>
            `${isFull ? "Номеров столько, сколько разрешено: " : "Номеров почти предел: "}${used} из ${limit}`,
        unruledLines: (numbers: string, more: number) =>
            `Нет правил, все вызовы сбрасываются: ${numbers}${more > 0 ? ` и ещё ${more}` : ""}`,
        unreachableRoutes: (names: string) => `Офисная АТС не отвечает: ${names}`,
        unregistered: (count: number, of: number) => `Нет телефона на связи: ${count} из ${of} ${
            russianPlural(of, "пользователя", "пользователей", "пользователей")}`,
        closedUntil: (moment: string) => `Закрыто вручную до ${moment}`,
        countsAs: (like: string) => `Сегодня по календарю: ${like}`,
    },
    now: "Сейчас и сегодня",
    callsNow: "Вызовы сейчас",
    ofChannels: (limit: string) => `из ${limit} каналов`,
    registered: "На связи",
    ofUsers: (count: string) => `из ${count} с внутренним номером`,
    callsToday: "Вызовов сегодня",
    missedToday: "Пропущено сегодня",
    ofIncoming: (count: string) => `из ${count} входящих`,
    month: "Вызовы этого месяца",
    monthChart: "Вызовы этого месяца по дням; те же числа в таблице рядом",
    monthTable: "Вызовы этого месяца по дням",
    noCalls: "В этом месяце вызовов ещё не было.",
    day: "День",
    wholeMonth: "Весь месяц",
    incoming: "Входящие",
    outgoing: "Исходящие",
    internal: "Внутренние",
    missed: "Пропущено",
    talkTime: "Разговор",
    talkers: "Больше всех говорят в этом месяце",
    allUsers: "Полный список",
    noTalkers: "В этом месяце разговоров ещё не было.",
    talked: (time: string, calls: number) =>
        `${time} · ${calls} ${russianPlural(calls, "разговор", "разговора", "разговоров")}`,
    links: "Быстрый переход",
    figures: {
        none: "пока нет",
        off: "выключена",
        on: (on: string, all: string) => `включено: ${on} из ${all}`,
        users: (count: number, blocked: number) =>
            `${count}${blocked > 0 ? `, заблокировано: ${blocked}` : ""}`,
        recorded: (recorded: number, users: number) => `у ${recorded} из ${users}`,
        closed: "закрыто вручную",
        bySchedule: "по расписанию",
        callsOfMonth: (count: number) =>
            `${count} ${russianPlural(count, "вызов", "вызова", "вызовов")} в этом месяце`,
    },
};
