"""The walk through the web app: what a domain's administrator does on a first day, looked at on the way.

Things are found by role and name (never by class), in Russian first, then in English. Run it by run.sh.
"""

import argparse
import base64
import hashlib
import hmac
import os
import re
import socket
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Callable

import checks
from chromium import BrowserFailure, Chromium
from clearing import empty_company
from company import CompanySteps
from files import FileSteps
from numberstock import NumberSteps
from overview import OverviewSteps
from page import NotFound, Page, property_of
from passkeys import PasskeySteps
from pools import PoolSteps
from providers import ProviderSteps
from routing import RoutingSteps
from scenarios import ScenarioSteps
from usercard import UserCardSteps


class Walk(CompanySteps, FileSteps, NumberSteps, OverviewSteps, PasskeySteps, PoolSteps,
           ProviderSteps, RoutingSteps, ScenarioSteps, UserCardSteps):
    def __init__(self, page: Page, options: argparse.Namespace) -> None:
        self.page = page
        self.options = options
        self.faults: list[str] = []
        self.login = f"walk{int(time.time()) % 100_000_000}"
        self.name = f"Проверкин {self.login}"
        self.has_call = False
        self.scenario_path = "/scenarios"
        # Where the server takes calls, when whoever runs the walk says so.
        self.sip = os.environ.get("MARTLET_DEMO_SIP", "")

    # The steps, in order

    def sign_in_wrong(self) -> None:
        page = self.page
        page.expected_statuses = {401}
        page.open(self.options.base)
        page.find("heading", "Вход")
        self.look("01 sign-in")
        page.click("button", "Войти")
        page.says("Заполните это поле.")
        self.fill_sign_in(self.options.login, self.options.domain, self.options.password + "-wrong")
        page.says("Логин, пароль или домен не подходят.")
        field = page.find("textbox", "Пароль")
        self.hold(property_of(field, "invalid") == "true", "the refused password is not marked as wrong")
        self.look("02 sign-in refused")

    def sign_in(self) -> None:
        page = self.page
        self.fill_sign_in(self.options.login, self.options.domain, self.options.password)
        page.find("navigation", "Разделы")
        page.collect_problems()
        page.expected_statuses = set()
        self.be_refused()
        self.hold(page.evaluate("document.cookie") == "", "the session's cookie can be read by scripts")

    def add_user(self) -> None:
        page = self.page
        page.click("link", "Пользователи")
        page.find("heading", "Пользователи")
        page.find("table", "Пользователи")
        self.look("03 users")
        page.click("button", "Добавить")
        page.find("heading", "Новый пользователь")
        page.click("button", "Добавить пользователя")
        page.says("От 1 до 64 символов")
        page.says("Выберите хотя бы одну группу")
        offered = page.find("textbox", "Внутренний номер")
        self.hold(str(offered.get("value", {}).get("value", "")).isdigit(), "no extension is offered")
        page.fill("textbox", "Имя", self.name)
        page.fill("textbox", "Логин", "101")
        page.fill("textbox", "Внутренний номер", "112")
        page.click("button", "Новая группа")
        page.click("button", "Добавить пользователя")
        page.says("112 — вызов экстренных служб")
        page.says("хотя бы одна, цифры")
        page.says("Закончите с новой группой")
        page.fill("textbox", "Название новой группы", "Приёмная")
        page.press("Enter")
        page.find("button", "Удалить: Приёмная")
        page.fill("textbox", "Логин", self.login)
        page.fill("textbox", "Внутренний номер", self.login[-5:])
        page.click("button", "Придумать")
        password = page.find("textbox", "Пароль")
        self.hold(len(str(password.get("value", {}).get("value", ""))) >= 12, "no password was suggested")
        self.look("04 new user")
        page.click("button", "Добавить пользователя")
        page.find("heading", self.name)
        self.hold(re.match("/users/(?!new)", page.path), f"the new user's card has no address: {page.path}")
        page.says("Ни один телефон сейчас не зарегистрирован.")
        self.look("05 user")

    def search_user(self) -> None:
        page = self.page
        page.fill("searchbox", "Имя, логин или номер", self.login)
        page.wait(lambda: f"search={self.login}" in page.path, "the search in the address")
        page.wait(lambda: len(page.all("rowheader")) == 1, "one user found")
        page.fill("searchbox", "Имя, логин или номер", "нет такого имени")
        page.says("Никого не нашлось")
        self.look("06 nobody found")
        page.fill("searchbox", "Имя, логин или номер", self.login)
        page.find("link", f"{self.name}…")

    def change_user(self) -> None:
        page = self.page
        page.click("tab", "Настройки вызовов")
        # Saved by itself, and no obstacle to the form.
        page.find("heading", "Что слышит звонящий")
        page.choose("Мелодия вместо гудков", "melody bright")
        page.says("Сохранено")
        page.click("switch", "Не беспокоить")
        page.click("switch", "Второй вызов")
        page.click("switch", "Скрывать номер")
        page.choose("Куда можно звонить", "internal-only")
        page.fill("textbox", "Звонить не дольше", "500")
        page.click("button", "Сохранить")
        page.says("Целое число от 5 до 120.")
        page.fill("textbox", "Звонить не дольше", "25")
        page.click("button", "Сохранить")
        # The mark in the head of the card.
        page.says("только внутри")
        self.look("07 user changed")
        page.click("tab", "Основное")
        page.fill("textbox", "Имя", f"{self.name} второй")
        page.click("button", "Сохранить")
        page.find("heading", f"{self.name} второй")
        page.find("link", f"{self.name} второй…")
        page.find("button", "Отменить")
        page.says("только внутри")
        page.click("tab", "Настройки вызовов")
        self.hold(page.evaluate("[...document.querySelectorAll('select')].some(each => each.value === 'internal-only')"),
                  "the restriction was not kept")
        page.click("tab", "Основное")

    def make_group_and_reminder(self) -> None:
        page = self.page
        page.click("link", "Группы перехвата")
        page.find("heading", "Групп пока нет")
        page.click("button", "Новая группа")
        page.fill("textbox", "Название", "Соседи")
        page.fill("combobox", "Добавить участника", "anna")
        page.find("option", "Anna Petrova…")
        page.press("Enter")
        page.find("button", "Исключить из группы: Anna…")
        page.click("button", "Создать группу")
        page.find("heading", "Соседи")
        page.says("Участник набирает *8")
        self.look("07 pickup group")
        page.click("link", "Напоминания")
        page.find("heading", "Напоминаний пока нет")
        page.click("button", "Новое напоминание")
        page.click("button", "Создать напоминание")
        page.says("Укажите дату и время")
        self.look("07 reminder")
        page.click("button", "Отмена")

    def set_calling(self) -> None:
        """Restrictions, sounds and codes of the domain; a clash of codes is told at its field."""
        page = self.page
        page.click("link", "Настройки вызовов")
        page.find("heading", "Настройки вызовов")
        page.find("heading", "Коды")
        self.settle()
        page.choose("Для всех, у кого нет своего ограничения", "no-international")
        page.says("Сохранено")
        page.choose("Музыка на удержании", "melody waltz")
        page.wait(lambda: page.evaluate("document.querySelector('audio')?.src.endsWith('/melodies/waltz/sound')"),
                  "the melody to be listened to")
        sound = "document.querySelector('audio')"
        page.evaluate(f"{sound}.muted = true, {sound}.play(), true")
        page.wait(lambda: page.evaluate(f"{sound}.duration") and page.evaluate(f"{sound}.duration") > 5,
                  "the melody to be loaded", 20)
        page.evaluate(f"{sound}.pause(), true")
        self.look("50 call settings")
        page.fill("textbox", "Повторить последний номер", "*8")
        page.press("Enter")
        page.says("Такой же код у другой команды")
        self.look("50 codes clash")
        page.expected_statuses = {409}
        page.fill("textbox", "Повторить последний номер", "*971")
        page.fill("textbox", "Перехватить вызов группы", "*97")
        page.press("Enter")
        page.says("Этот код уже занят")
        self.look("50 codes taken")
        page.fill("textbox", "Повторить последний номер", "*06")
        page.fill("textbox", "Перехватить вызов группы", "*8")
        page.press("Enter")
        page.says("Коды сохранены")
        page.collect_problems()
        page.expected_statuses = set()
        page.fill("textbox", "Повторить последний номер", "*0")
        page.press("Enter")
        page.wait(lambda: not page.all("button", "Сохранить"), "the codes to be saved")
        page.choose("Для всех, у кого нет своего ограничения", "none")
        page.says("Сохранено")

    def keep_sounds(self) -> None:
        """A sound is uploaded, heard, renamed, chosen for the greeting, and deleted."""
        page = self.page
        page.click("link", "Записи и мелодии")
        page.find("heading", "Записи и мелодии")
        page.find("heading", "Записей пока нет")
        self.look("51 no sounds")
        self.give_sound("Мелодия компании")
        page.says("Мелодия компании", 20)
        sound = "document.querySelector('li audio')"
        page.wait(lambda: page.evaluate(f"{sound} !== null"), "the sound to be checked", 20)
        page.evaluate(f"{sound}.muted = true, {sound}.play(), true")
        page.wait(lambda: page.evaluate(f"{sound}.duration") == 2, "the sound to be loaded", 20)
        page.find("link", "Скачать")
        page.click("button", "Переименовать: Мелодия компании")
        page.fill("textbox", "Название", "Наша мелодия")
        page.click("button", "Сохранить")
        page.says("Наша мелодия")
        self.look("51 sounds")
        page.click("link", "Настройки вызовов")
        page.find("heading", "Коды")
        self.settle()
        value = page.evaluate("""[...document.querySelectorAll('option')]
            .find(option => option.textContent === 'Наша мелодия').value""")
        page.choose("Музыка на удержании", str(value))
        page.says("Сохранено")
        page.click("link", "Записи и мелодии")
        page.click("button", "Удалить: Наша мелодия")
        page.find("dialog", "Удалить запись «Наша мелодия»?")
        self.press_last("Удалить")
        page.says("Запись удалена")
        page.click("link", "Настройки вызовов")
        page.find("heading", "Коды")
        page.says("Запись удалена — выберите другую")
        self.look("51 sound gone")
        page.choose("Музыка на удержании", "")
        page.says("Сохранено")

    def keep_contacts(self) -> None:
        """The company's book and one's own; a short number that is a code is refused at its field."""
        page = self.page
        page.click("link", "Адресная книга")
        page.find("heading", "Адресная книга")
        page.find("heading", "Контактов пока нет")
        page.click("button", "Новый контакт")
        page.click("button", "Добавить контакт")
        page.says("Заполните это поле.")
        page.says("Укажите хотя бы один номер")
        page.fill("textbox", "Имя", "Иван Поставщик")
        page.fill("textbox", "Короткий номер", "97")
        page.fill("textbox", "Номер 1", "+7 (495) 123-45-67")
        page.expected_statuses = {409}
        page.click("button", "Добавить контакт")
        page.says("Этот короткий номер занят")
        page.collect_problems()
        page.expected_statuses = set()
        self.look("52 contact refused")
        page.fill("textbox", "Короткий номер", "")
        page.click("button", "Ещё номер")
        page.fill("textbox", "Номер 2", "89161112233")
        page.fill("textbox", "Должность", "Директор")
        page.click("button", "Добавить контакт")
        page.find("heading", "Иван Поставщик")
        page.find("link", "Иван Поставщик…")
        self.look("52 contact")
        page.fill("searchbox", "Имя или номер", "111")
        page.find("link", "Иван Поставщик…")
        page.fill("searchbox", "Имя или номер", "нет такого")
        page.says("Никого не нашлось")
        page.fill("searchbox", "Имя или номер", "")
        page.find("link", "Иван Поставщик…")
        self.group_contacts()
        page.click("radio", "Моя")
        page.find("heading", "Контактов пока нет")
        self.look("52 own book")

    def group_contacts(self) -> None:
        """ADR-01: a group is made, contacts are moved to it, it gets another name and goes."""
        page = self.page
        page.click("link", "Адресная книга")
        page.is_gone("textbox", "Короткий номер")
        page.click("button", "Новая группа")
        page.fill("textbox", "Название группы", "Поставщики")
        page.click("button", "Создать")
        page.find("button", "Поставщики…")
        page.click("checkbox", "Выбрать: Иван Поставщик")
        page.click("button", "В группу")
        page.choose("Группа", "group Поставщики")
        page.click("button", "Применить")
        page.says("Готово: 1")
        self.look("52 contact groups")
        page.click("button", "Действия: Поставщики")
        page.click("menuitem", "Переименовать")
        page.fill("textbox", "Название группы", "Партнёры")
        page.press("Enter")
        page.find("button", "Партнёры…")
        page.click("button", "Действия: Партнёры")
        page.click("menuitem", "Удалить")
        page.click("button", "Удалить")
        page.says("Группа «Партнёры» удалена")
        page.find("link", "Иван Поставщик…")

    def keep_unsaved(self) -> None:
        page = self.page
        page.fill("textbox", "Имя", "Несохранённый")
        page.click("tab", "Настройки вызовов")
        page.find("dialog", "Закрыть без сохранения?")
        page.click("button", "Вернуться к форме")
        page.is_gone("dialog", "Закрыть без сохранения?")
        name = page.find("textbox", "Имя")
        self.hold(name["value"]["value"] == "Несохранённый", "another tab lost unsaved work without a word")
        page.click("link", "Номера и маршрутизация")
        page.find("dialog", "Закрыть без сохранения?")
        self.look("08 unsaved")
        page.click("button", "Вернуться к форме")
        page.is_gone("dialog", "Закрыть без сохранения?")
        self.hold("/users/" in page.path, "unsaved work was left without a word")
        page.click("button", "Отмена")

    def switch_language(self) -> None:
        page = self.page
        page.choose("Язык", "en")
        page.find("heading", "Users")
        self.hold(page.evaluate("document.documentElement.lang") == "en", "the document is not marked as English")
        page.find("switch", "Record calls")
        self.look("09 English")
        page.choose("Language", "ru")
        page.find("heading", "Пользователи")

    def record_everybody(self) -> None:
        page = self.page
        page.click("link", "Запись разговоров")
        page.find("heading", "Кого записывать")
        page.click("button", "Включить для всех")
        page.find("dialog", "Записывать разговоры всех пользователей…")
        self.look("02 record all")
        self.press_last("Включить для всех")
        page.wait(lambda: page.evaluate(
            r"/включена для (\d+) из \1 пользователей/.test(document.body.innerText)"), "everybody to be recorded")
        page.choose("Срок хранения записей", "half-year")
        page.says("Сохранено")
        self.look("02 recording rules")

    def listen(self) -> None:
        """The recording of the call plays, goes to where it is sent, and can be taken away."""
        page = self.page
        page.find("heading", "Запись разговора")
        sound = "document.querySelector('audio')"
        page.wait(lambda: page.evaluate(f"{sound}.duration") and page.evaluate(f"{sound}.duration") > 2,
                  "the length of the recording", 20)
        page.find("link", "Скачать mp3")
        page.evaluate(f"{sound}.muted = true, {sound}.currentTime = 1.5, {sound}.play(), true")
        page.wait(lambda: page.evaluate(f"{sound}.currentTime") > 1.8, "the recording to play from where it was sent", 10)
        page.evaluate(f"{sound}.pause(), true")
        page.click("button", "Временная ссылка")
        page.says("Ссылка для прослушивания до")

    def see_live_call(self) -> None:
        page = self.page
        page.click("link", "Вызовы сейчас")
        page.find("heading", "Вызовы сейчас")
        if not self.options.call:
            self.look("10 calls")
            return
        subprocess.run(self.options.call, shell=True, check=True, stdout=subprocess.DEVNULL, timeout=180)
        row = page.wait(lambda: page.all("rowheader"), "the call on the page", 20)
        assert isinstance(row, list)
        page.wait(lambda: page.evaluate("document.body.innerText.includes('Разговор')"), "the call to be answered", 20)
        self.look("10 calls")
        first = self.duration()
        page.wait(lambda: self.duration() > first, "the duration to run", 5)
        self.hang_up()

    def hang_up(self) -> None:
        page = self.page
        page.evaluate("document.querySelector('table [data-row-focus]').click()")
        page.find("heading", "Стороны")
        page.wait(lambda: self.duration() >= 3, "three seconds of talk", 10)
        page.says("идёт запись")
        page.click("button", "Приостановить")
        page.says("запись приостановлена: в файле тишина")
        self.look("11 recording paused")
        page.click("button", "Продолжить")
        page.says("идёт запись")
        page.fill("textbox", "Номер или логин", "103")
        page.click("button", "Пригласить")
        page.says("Звоним: 103")
        page.evaluate("document.querySelector('.card .menu button').click()")
        page.find("menuitem", "Отключить сторону…")
        self.look("11 call")
        page.press("Escape")
        page.click("button", "Завершить")
        page.find("dialog", "Завершить вызов?")
        self.look("12 hang up")
        self.press_last("Завершить")
        page.says("Вызов завершился")
        self.has_call = True
        page.click("link", "Открыть протокол")

    def see_protocol(self) -> None:
        page = self.page
        if not self.has_call:
            page.click("link", "История вызовов")
            page.find("heading", "История вызовов")
            page.wait(lambda: page.evaluate("!document.querySelector('[aria-busy=true]')"), "the history")
            rows = page.all("rowheader")
            if not rows:
                page.says("Вызовов пока не было")
                self.look("13 history")
                return
            page.evaluate("document.querySelector('table [data-row-focus]').click()")
        page.find("heading", "Протокол")
        if self.has_call:
            page.says("Внутренний номер 102: пользователь boris")
            page.says("Телефоны в сети: 1 телефон")
        page.find("heading", "Качество звука")
        page.wait(lambda: len(page.all("listitem")) >= 3, "steps of the protocol")
        if self.has_call:
            for sentence in ("отвечает", "соединены", "Вызов закончен"):
                page.says(sentence)
            page.says("завершён администратором")
            page.says("103 не присоединится")
            page.says("Запись приостановлена: в файле тишина")
            self.listen()
        self.look("13 protocol")

    def see_trace(self) -> None:
        """The ladder of the call's messages: read by words, opened by keyboard, taken away as a file."""
        page = self.page
        page.click("button", "Показать обмен SIP")
        page.find("group", "Сообщения SIP по времени")
        if not self.has_call:
            return
        page.says("401 Unauthorized")
        page.says("Внутренний номер 102: пользователь boris")
        ring = page.find("button", "+0.000: Anna…")
        self.hold(property_of(ring, "expanded") is False, "a message is open from the start")
        page.on("button", "+0.000: Anna…", lambda node: page.command(
            "DOM.focus", {"backendNodeId": node["backendDOMNodeId"]}))
        page.press("Enter")
        page.says("INVITE sip:102@")
        self.hold(not page.evaluate("/response=\"[^x\"]/.test(document.body.innerText)"), "a secret can be read")
        page.find("link", "Скачать pcap")
        status = page.evaluate(
            "fetch(document.querySelector('a[href$=pcap]').href).then((answer) => answer.headers.get('content-type'))")
        self.hold(status == "application/vnd.tcpdump.pcap", f"the capture is {status}")
        page.evaluate("document.querySelector('.ladder').scrollIntoView({ block: 'nearest' }), true")
        self.look("13 trace")
        # Closed again, the whole ladder fits.
        page.press("Enter")
        address = page.path
        for is_dark in (False, True):
            page.resize(360, 740, is_dark)
            page.evaluate("document.querySelector('.ladder').scrollIntoView({ block: 'end' }), true")
            page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
            self.look(f"13 trace narrow {'dark' if is_dark else 'light'}")
        page.resize(1280, 800)
        self.hold(page.path == address, "the card did not stay open")

    def filter_history(self) -> None:
        page = self.page
        if not page.path.startswith("/history"):
            page.click("link", "История вызовов")
        page.choose("Результат", "busy")
        page.wait(lambda: "result=busy" in page.path, "the filter in the address")
        page.choose("Период", "free")
        page.wait(lambda: re.search(r"from=\d{4}-\d\d-\d\d", page.path), "the days in the address")
        self.look("14 history filtered")
        page.click("button", "Сбросить фильтры")
        page.wait(lambda: "result=" not in page.path, "the filters to be reset")

    def undo_change(self) -> None:
        page = self.page
        page.click("link", "История изменений")
        page.find("heading", "История изменений")
        page.click("link", f"Пользователь {self.login}…")
        page.find("heading", "Что изменилось")
        self.look("15 change")
        page.click("button", "Отменить изменение")
        page.find("dialog", "Отменить это изменение?")
        self.press_last("Отменить изменение")
        page.says("Изменение отменено")
        page.click("link", "Пользователи")
        page.fill("searchbox", "Имя, логин или номер", self.login)
        page.find("link", self.name)
        self.look("16 undone")

    def remove_user(self) -> None:
        page = self.page
        page.click("link", f"{self.name}…")
        page.find("heading", self.name)
        page.click("button", "Действия")
        page.click("menuitem", "Удалить")
        page.find("dialog", f"Удалить пользователя {self.name}?")
        self.look("17 remove")
        # Nobody else is in the group that was made with the user: the way there is in the refusal.
        page.expected_statuses = {409}
        self.press_last("Удалить")
        page.find("dialog", "Удалить нельзя")
        page.says("Единственный участник группы")
        self.look("17 not removed")
        page.collect_problems()
        page.expected_statuses = set()
        page.click("link", "Приёмная")
        page.find("heading", "Приёмная")
        page.click("button", "Действия")
        page.click("menuitem", "Удалить")
        self.press_last("Удалить")
        page.says("удалено")
        page.click("link", "Пользователи")
        page.fill("searchbox", "Имя, логин или номер", self.login)
        page.click("link", f"{self.name}…")
        page.find("heading", self.name)
        page.click("button", "Действия")
        page.click("menuitem", "Удалить")
        self.press_last("Удалить")
        page.says("удалено")
        page.says("Никого не нашлось")

    def see_profile(self) -> None:
        page = self.page
        page.click("link", "Мой профиль")
        page.find("heading", "Открытые сеансы")
        page.says("этот браузер")
        self.look("18 profile")

    def sign_in_by_code(self) -> None:
        """AUTH-07: switched on with a code that is computed as an app does, signed in by, switched off."""
        page = self.page
        page.find("heading", "Вход по коду")
        page.fill("textbox", "Пароль", self.options.password)
        page.click("button", "Включить")
        page.wait(lambda: page.all("image", "QR-код с ключом для приложения")
                  or page.all("img", "QR-код с ключом для приложения"), "the QR code")
        secret = str(page.evaluate("document.querySelector('code.mono .copyable span').textContent"))
        self.hold(re.fullmatch("[A-Z2-7]{32}", secret), f"the key is {secret!r}")
        page.click("button", "Подтвердить")
        page.says("Шесть цифр.")
        self.look("18 second factor")
        used = self.code(secret)
        page.fill("textbox", "Код, который показывает приложение", used)
        page.click("button", "Подтвердить")
        page.says("Коды восстановления")
        codes = page.evaluate("[...document.querySelectorAll('.recovery-codes li')].map(each => each.textContent)")
        self.hold(isinstance(codes, list) and len(set(codes)) == 10, f"recovery codes: {codes}")
        self.look("18 recovery codes")
        page.click("button", "Коды сохранены")
        page.says("Осталось 10 кодов восстановления.")

        page.click("button", "Выйти")
        page.find("heading", "Вход")
        page.expected_statuses = {401}
        self.fill_sign_in(self.options.login, self.options.domain, self.options.password)
        page.fill("textbox", "Код из приложения", used)
        page.click("button", "Войти")
        page.says("Код не подходит или уже использован.")
        self.look("18 code refused")
        page.fill("textbox", "Код из приложения", self.code(secret, later=1))
        page.click("button", "Войти")
        page.find("navigation", "Разделы")
        page.collect_problems()
        page.expected_statuses = set()
        page.open(self.options.base + "/me")
        page.find("heading", "Вход по коду")
        page.fill("textbox", "Пароль", self.options.password)
        page.click("button", "Выключить")
        page.says("Вход по коду выключен")

    def make_key(self) -> None:
        """AUTH-05: a key for programs with what it is good for; it is shown once."""
        page = self.page
        page.fill("textbox", "Для чего ключ", "Витрина")
        page.click("switch", "Читать")
        page.click("button", "Создать ключ")
        page.says("Выберите хотя бы одно.")
        page.click("switch", "Звонить и управлять вызовами")
        page.click("button", "Создать ключ")
        page.says("Скопируйте ключ сейчас")
        page.says("Звонить и управлять вызовами; до")
        self.look("18 key")
        page.click("button", "Отозвать ключ «Витрина»")
        self.press_last("Отозвать")
        page.says("Ключ отозван")

    def forget_password(self) -> None:
        """AUTH-02: the pages for those who cannot sign in; this server may have no mail to send."""
        page = self.page
        page.says("Забыли пароль?")
        page.expected_statuses = {401, 404, 409}
        page.open(self.options.base + "/recovery")
        page.find("heading", "Забыли пароль")
        page.click("button", "Прислать ссылку")
        page.says("Заполните это поле.")
        page.fill("textbox", "Логин", f"nobody@{self.options.domain}")
        self.look("33 forgotten password")
        page.click("button", "Прислать ссылку")
        page.wait(lambda: page.evaluate("/не отправляет таких писем|Проверьте почту/.test(document.body.innerText)"),
                  "an answer")
        self.look("33 forgotten password asked")
        # A page of its own: another secret at the same address would load nothing.
        page.open("about:blank")
        page.open(self.options.base + "/recovery#used-long-ago")
        page.find("heading", "Новый пароль")
        page.wait(lambda: page.evaluate("location.hash") == "", "the secret to leave the address")
        page.fill("textbox", "Новый пароль", "another7")
        page.click("button", "Задать пароль")
        page.says("Ссылка больше не действует")
        self.look("33 new password")
        page.click("link", "Ко входу")
        page.find("heading", "Вход")
        page.collect_problems()

    def see_lines(self) -> None:
        page = self.page
        page.click("link", "Номера и маршрутизация")
        page.find("heading", "Номера и маршрутизация")
        page.wait(lambda: page.evaluate("!document.querySelector('[aria-busy=true]')"), "the lines")
        self.look("19 lines")

    def lose_connection(self) -> None:
        """The bar comes when the connection goes, and goes when it comes back, without a reload."""
        page = self.page
        page.evaluate("window.martletWalk = true")
        page.command("Network.emulateNetworkConditions",
                     {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0})
        page.evaluate("window.dispatchEvent(new Event('offline'))")
        page.says("Нет связи с сервером.", 50)
        self.look("20 connection lost")
        page.command("Network.emulateNetworkConditions",
                     {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
        page.wait(lambda: not page.evaluate("document.body.innerText.includes('Нет связи с сервером.')"),
                  "the bar to go away", 40)
        self.hold(page.evaluate("window.martletWalk") is True, "the page was loaded anew")
        page.collect_problems()
        page.problems = [each for each in page.problems if "ERR_INTERNET_DISCONNECTED" not in each]

    def see_everything_narrow(self) -> None:
        for is_dark in (False, True):
            self.page.resize(360, 740, is_dark)
            for path in ("/dashboard", "/private-routes", "/calls", "/users", "/users/new", "/history", "/lines", "/recording",
                         "/changes", "/me", "/calling",
                         "/prompts", "/contacts", "/contacts/new", "/groups", "/groups/new", "/scenarios", "/settings",
                         "/calendar?year=2026", self.scenario_path):
                self.page.open(self.options.base + path)
                self.page.find("main")
                self.settle()
                shade = "dark" if is_dark else "light"
                self.look(f"30 narrow {shade} {re.sub('[^a-z]+', ' ', path).strip()[:24]}")
        self.page.resize(360, 740)
        self.page.click("button", "Открыть меню")
        self.page.find("link", "История вызовов")
        self.look("31 narrow menu")
        self.page.resize(1280, 800, True)
        for path in ("/dashboard", "/private-routes", "/calls", "/users", "/history", "/changes", "/calling", "/prompts",
                     "/contacts", "/groups", "/settings", "/calendar?year=2026", self.scenario_path):
            self.page.open(self.options.base + path)
            self.settle()
            self.look(f"32 dark {re.sub('[^a-z]+', ' ', path).strip()[:24]}")
        self.page.resize(1280, 800)

    def use_keyboard(self) -> None:
        page = self.page
        page.open(self.options.base + "/users")
        page.find("table", "Пользователи")
        self.settle()
        self.faults += checks.check_focus(page, "users")
        page.press("/")
        page.wait(lambda: page.evaluate("document.activeElement.type") == "search", "'/' to go to the search")
        page.evaluate("document.querySelector('[data-row-focus]').focus()")
        page.press("ArrowDown")
        second = page.wait(lambda: page.evaluate("document.activeElement.closest('tr')?.dataset.row"), "the second row")
        self.hold(second == "1", f"the arrow went to row {second}")
        page.press("Enter")
        page.find("button", "Закрыть")
        page.press("Escape")
        page.wait(lambda: page.path == "/users", "Escape to close the card")

    def sign_out(self) -> None:
        page = self.page
        page.click("button", "Выйти")
        page.find("heading", "Вход")
        page.expected_statuses = {401}
        page.open(self.options.base + "/users")
        page.find("heading", "Вход")
        page.collect_problems()

    def see_system(self) -> None:
        if not self.options.system:
            return
        page = self.page
        login, password = self.options.system
        self.fill_sign_in(login, "system", password)
        page.find("navigation", "Разделы")
        page.collect_problems()
        page.expected_statuses = set()
        pages = {"/system/overview": "Обзор системы", "/system/domains": "Домены", "/system/domains/new": "Домены", "/system/trunks": "Транки",
                 "/system/trunks/new": "Транки", "/blocks": "Блокировки", "/system/health": "Состояние сервера",
                 f"/users?domain={self.options.domain}": "Пользователи", "/history": "История вызовов",
                 "/refused": "Отклонённые запросы"}
        for path, heading in pages.items():
            page.open(self.options.base + path)
            page.find("heading", heading)
            self.settle()
            self.look(f"40 system {re.sub('[^a-z]+', ' ', path).strip()}")
        if self.sip:
            page.open(self.options.base + "/refused")
            page.click("link", "stranger…")
            page.find("heading", "Обмен SIP")
            page.says("403 Forbidden")
            self.look("41 system refused request")
        self.make_private_route()
        self.make_pool()
        self.load_domain()
        page.click("button", "Выйти")
        page.find("heading", "Вход")

    # Helpers

    def be_refused(self) -> None:
        """A stranger calls, so that the list of refused requests has something to show."""
        if not self.sip:
            return
        host, port = self.sip.rsplit(":", 1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            wire.bind((host, 0))
            lines = ["INVITE sip:102@nowhere.example SIP/2.0",
                     f"Via: SIP/2.0/UDP {host}:{wire.getsockname()[1]};branch=z9hG4bKwalk{self.login}",
                     f"From: <sip:stranger@nowhere.example>;tag={self.login}", "To: <sip:102@nowhere.example>",
                     f"Call-ID: {self.login}", "CSeq: 1 INVITE", "Max-Forwards: 70", "Content-Length: 0", "", ""]
            wire.sendto("\r\n".join(lines).encode(), (host, int(port)))

    def fill_sign_in(self, login: str, domain: str, password: str) -> None:
        self.page.fill("textbox", "Логин", login)
        self.page.fill("textbox", "Пароль", password)
        self.page.fill("textbox", "Домен", domain)
        self.page.click("button", "Войти")

    def code(self, secret: str, later: int = 0) -> str:
        """What an app shows (RFC 6238); `later` by so many steps of 30 s."""
        key = base64.b32decode(secret)
        step = (int(time.time()) // 30 + later).to_bytes(8, "big")
        digest = hmac.new(key, step, hashlib.sha1).digest()
        start = digest[-1] & 15
        return f"{(int.from_bytes(digest[start:start + 4], 'big') & 0x7fffffff) % 1_000_000:06d}"

    def press_last(self, name: str) -> None:
        """The last button of a name: the dialog's, which lies above the page's."""
        self.page.on("button", name, lambda node: self.page.command(
            "DOM.focus", {"backendNodeId": node["backendDOMNodeId"]}), is_last=True)
        self.page.press("Enter")

    def duration(self) -> int:
        """The longest running duration on the page, in seconds."""
        shown = re.findall(r"\b(\d+):(\d\d)\b", str(self.page.evaluate("document.querySelector('table').innerText")))
        return max((int(minutes) * 60 + int(seconds) for minutes, seconds in shown), default=-1)

    def settle(self) -> None:
        self.page.wait(lambda: self.page.evaluate(
            "!document.querySelector('[aria-busy=true], .panel-skeleton') && document.fonts.status === 'loaded'"),
            "the page to be loaded")

    def look(self, title: str) -> None:
        """Takes a picture, and checks what has to hold everywhere."""
        self.page.screenshot(self.options.artefacts / f"{title.replace(' ', '-')}.png")
        self.faults += checks.check_page(self.page, title)

    def hold(self, condition: object, fault: str) -> None:
        if not condition:
            self.faults.append(fault)

    @property
    def steps(self) -> list[Callable[[], None]]:
        return [self.sign_in_wrong, self.sign_in, self.record_everybody, self.add_user, self.search_user,
                self.change_user, self.keep_unsaved, self.switch_language, self.see_live_call, self.see_protocol,
                self.see_trace, self.filter_history, self.see_user_card, self.undo_change, self.remove_user, self.see_profile,
                self.sign_in_by_code, self.make_key, self.use_passkey, self.use_provider, self.see_lines,
                self.make_group_and_reminder, self.make_groups, self.keep_calendar, self.set_general, self.cap_calls,
                self.draw_scenario, self.set_rules, self.try_call, self.filter_callers, self.forward_calls,
                self.group_users, self.keep_private_routes, self.see_dashboard,
                self.manage_numbers, self.set_calling, self.keep_sounds, self.speak_in_scenario, self.say_texts, self.see_versions,
                self.keep_contacts,
                self.load_contacts,
                self.load_users, self.save_journal, self.lose_connection,
                self.see_everything_narrow, self.use_keyboard, self.sign_out,
                self.forget_password, self.see_system, self.keep_stock, self.manage_pool, self.see_pool_book]


def main() -> int:
    parser = argparse.ArgumentParser(prog="Tests/Browser/run.sh", description=__doc__)
    parser.add_argument("base", metavar="BASE_URL", type=lambda text: text.rstrip("/"))
    parser.add_argument("login", metavar="LOGIN", help="of an administrator of the domain")
    parser.add_argument("domain", metavar="DOMAIN")
    parser.add_argument("password", metavar="PASSWORD")
    parser.add_argument("--call", metavar="COMMAND", help="starts a call that is answered and lasts; returns at once")
    parser.add_argument("--system", nargs=2, metavar=("LOGIN", "PASSWORD"), help="walks the system pages as well")
    parser.add_argument("--only", metavar="STEP", nargs="+", help="after signing in only these, as make_groups")
    parser.add_argument("--artefacts", type=Path, default=Path("artefacts/browser"))
    options = parser.parse_args()

    if options.system:
        empty_company(options.base, *options.system, options.domain)
    with Chromium() as browser:
        page = Page(browser)
        page.resize(1280, 800)
        walk = Walk(page, options)
        always = ("sign_in_wrong", "sign_in")
        steps = [step for step in walk.steps
                 if not options.only or step.__name__ in always or step.__name__ in options.only]
        for step in steps:
            started = time.monotonic()
            try:
                step()
            except (NotFound, BrowserFailure, AssertionError, subprocess.SubprocessError) as failure:
                page.screenshot(options.artefacts / f"failed-{step.__name__}.png")
                walk.faults.append(f"{step.__name__}: {failure or traceback.format_exc()} (at {page.path})")
                print(f"  {step.__name__}: failed")
                break
            print(f"  {step.__name__.replace('_', ' ')} ({time.monotonic() - started:.1f} s)")
        page.collect_problems()
        faults = walk.faults + page.problems

    print(f"browser: {len(steps)} steps, {len(faults)} faults, pictures in {options.artefacts}")
    # Last, so that the end of a log says what is wrong.
    for fault in dict.fromkeys(faults):
        print(f"FAULT {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
