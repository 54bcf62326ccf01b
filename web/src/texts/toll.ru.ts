import { russianPlural } from "../parts/format/plural";

const calls = (count: number): string => `${count} ${russianPlural(count, "вызов", "вызова", "вызовов")}`;
const minutes = (count: number): string => `${count} ${russianPlural(count, "минута", "минуты", "минут")}`;

/** Words about the brake against toll fraud (BYD-18). */
export const tollRu = {
    title: "Защита от мошенничества",
    about:
        "Если пароль телефона узнают посторонние, они звонят по дорогим направлениям за ваш счёт. Лимиты считают "
        + "вызовы наружу, как бы их ни сделали: с телефона, переводом, переадресацией, через API. На экстренные номера "
        + "лимиты не действуют.",
    isOn: "Защита включена",
    switchedOn: "Защита включена",
    switchedOff: "Защита выключена",
    caps: "Лимиты",
    noCaps: "Лимитов нет: вызовы наружу ничем не ограничены.",
    add: "Добавить лимит",
    newCap: "Новый лимит",
    edit: (cap: string) => `Изменить: ${cap}`,
    remove: (cap: string) => `Удалить: ${cap}`,
    added: "Лимит добавлен",
    changed: "Лимит изменён",
    removed: "Лимит удалён",
    same: "Такой лимит уже есть.",
    reach: "Какие вызовы",
    reaches: { outside: "Все вызовы наружу", abroad: "За границу", prefixes: "На номера, которые начинаются с…" },
    prefixes: "Начала номеров",
    prefixesHint: "Цифры с кода страны, через пробел: 7900 882 44.",
    prefixesWrong: "Цифры через пробел, от 1 до 15 в каждом начале.",
    to: (prefixes: string) => `На номера ${prefixes}`,
    counted: "Чьи вызовы считать",
    countedFor: { user: "каждого пользователя отдельно", domain: "всей компании вместе" },
    limits: {
        hourlyCalls: "Вызовов за час",
        dailyCalls: "Вызовов за сутки",
        dailyMinutes: "Минут разговора за сутки",
        simultaneousCalls: "Вызовов одновременно",
    },
    amounts: {
        hourlyCalls: (count: number) => `${calls(count)} за час`,
        dailyCalls: (count: number) => `${calls(count)} за сутки`,
        dailyMinutes: (count: number) => `${minutes(count)} за сутки`,
        simultaneousCalls: (count: number) => `${calls(count)} одновременно`,
    },
    limitWanted: "Задайте хотя бы одно число.",
    measure: "Когда лимит исчерпан",
    measures: { stop: "Остановить такие вызовы и написать администраторам", alarm: "Только написать администраторам" },
    stopsShort: { stop: "остановка", alarm: "предупреждение" },
    hours: "Останавливать на",
    hoursHint: "Остановку можно снять раньше.",
    hoursTitle: (count: number) =>
        count < 24
            ? `${count} ${russianPlural(count, "час", "часа", "часов")}`
            : `${count / 24} ${russianPlural(count / 24, "сутки", "суток", "суток")}`,
    saved: "Сохранено",
    stops: "Остановлено",
    noStops: "Ничего не остановлено.",
    stopUser: (name: string) => `Вызовы пользователя ${name}`,
    stopAll: "Вызовы всей компании",
    stopUntil: (moment: string) => `Остановлено до ${moment}`,
    stopEnded: (moment: string) => `Закончилось ${moment}`,
    lift: "Снять",
    liftOf: (whose: string) => `Снять остановку: ${whose}`,
    liftTitle: "Снять остановку?",
    liftText: "Вызовы пойдут снова, счёт начнётся с нуля. Если звонили не вы, сначала смените пароль пользователя.",
    lifted: "Остановка снята",
};

export type TollTexts = typeof tollRu;
