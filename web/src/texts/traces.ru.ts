import { russianPlural } from "../parts/format/plural";

/** Слова трассировки SIP. */
export const tracesRu = {
    title: "Обмен SIP",
    show: "Показать обмен SIP",
    download: "Скачать pcap",
    server: "Martlet",
    ladder: "Сообщения SIP по времени",
    masked: "Пароли, ключи и набранные цифры скрыты знаками x. Просмотр записывается.",
    gone: "Обмен SIP не хранится: срок хранения прошёл или трассировка была выключена.",
    gap: (count: number) =>
        `${count} ` + russianPlural(count, "сообщение", "сообщения", "сообщений") + " не сохранено",
    message: (time: string, from: string, to: string, line: string) => `${time}: ${from} → ${to}, ${line}`,
    wire: (transport: string, from: string, to: string) => `${transport.toUpperCase()} ${from} → ${to}`,
    refused: {
        title: "Отклонённые запросы",
        one: "Отклонённый запрос",
        count: (count: number) => russianPlural(count, "запрос", "запроса", "запросов"),
        at: "Время",
        caller: "Кто звонил",
        claimed: "назвался сам, не подтверждено",
        nobody: "не назвался",
        dialled: "Набранный номер",
        status: "Ответ",
        unanswered: "без ответа",
        source: "Откуда",
        search: "Номер, логин или адрес",
        refresh: "Обновить",
        emptyTitle: "Отклонённых запросов нет",
        emptyText: "Здесь видны вызовы, которым отказано раньше, чем они попали в историю: неверный пароль, блокировка.",
    },
};
