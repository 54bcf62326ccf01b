"""The walk through the web app: what a domain's administrator does on a first day, looked at on the way.

Things are found by role and name (never by class), in Russian first, then in English. Run it by run.sh.
"""

import argparse
import re
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Callable

import checks
from chromium import BrowserFailure, Chromium
from page import NotFound, Page, property_of


class Walk:
    def __init__(self, page: Page, options: argparse.Namespace) -> None:
        self.page = page
        self.options = options
        self.faults: list[str] = []
        self.login = f"walk{int(time.time()) % 100_000_000}"
        self.name = f"Проверкин {self.login}"
        self.has_call = False

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
        page.fill("textbox", "Имя", self.name)
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
        page.fill("textbox", "Имя", f"{self.name} второй")
        page.click("switch", "Не беспокоить")
        page.fill("textbox", "Звонить не дольше", "500")
        page.click("button", "Сохранить")
        page.says("Целое число от 5 до 120.")
        page.fill("textbox", "Звонить не дольше", "25")
        page.click("button", "Сохранить")
        page.find("heading", f"{self.name} второй")
        page.find("link", f"{self.name} второй…")
        page.find("button", "Отменить")
        self.look("07 user changed")

    def keep_unsaved(self) -> None:
        page = self.page
        page.fill("textbox", "Имя", "Несохранённый")
        page.click("link", "Линии")
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
        page.find("switch", "Do not disturb")
        self.look("09 English")
        page.choose("Language", "ru")
        page.find("heading", "Пользователи")

    def see_live_call(self) -> None:
        page = self.page
        page.click("link", "Вызовы сейчас")
        page.find("heading", "Вызовы сейчас")
        if not self.options.call:
            self.look("10 calls")
            return
        subprocess.run(self.options.call, shell=True, check=True, stdout=subprocess.DEVNULL, timeout=60)
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
        self.look("11 call")
        page.click("button", "Завершить")
        page.find("dialog", "Завершить вызов?")
        self.look("12 hang up")
        self.press_last(page.all("button", "Завершить"))
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
        page.find("heading", "Качество звука")
        page.wait(lambda: len(page.all("listitem")) >= 3, "steps of the protocol")
        if self.has_call:
            for sentence in ("отвечает", "соединены", "Вызов закончен"):
                page.says(sentence)
            page.says("завершён администратором")
        self.look("13 protocol")

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
        self.press_last(page.all("button", "Отменить изменение"))
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
        self.press_last(page.all("button", "Удалить"))
        page.says("удалено")
        page.says("Никого не нашлось")

    def see_profile(self) -> None:
        page = self.page
        page.click("link", "Мой профиль")
        page.find("heading", "Открытые сеансы")
        page.says("этот браузер")
        self.look("18 profile")

    def see_lines(self) -> None:
        page = self.page
        page.click("link", "Линии")
        page.find("heading", "Линии")
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
            for path in ("/calls", "/users", "/users/new", "/history", "/lines", "/changes", "/me"):
                self.page.open(self.options.base + path)
                self.page.find("main")
                self.settle()
                shade = "dark" if is_dark else "light"
                self.look(f"30 narrow {shade} {path.strip('/').replace('/', ' ')}")
        self.page.resize(360, 740)
        self.page.click("button", "Открыть меню")
        self.page.find("link", "История вызовов")
        self.look("31 narrow menu")
        self.page.resize(1280, 800, True)
        for path in ("/calls", "/users", "/history", "/changes"):
            self.page.open(self.options.base + path)
            self.settle()
            self.look(f"32 dark {path.strip('/')}")
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
        pages = {"/system/domains": "Домены", "/system/domains/new": "Домены", "/system/trunks": "Транки",
                 "/system/trunks/new": "Транки", "/system/blocks": "Блокировки", "/system/health": "Состояние сервера",
                 f"/users?domain={self.options.domain}": "Пользователи", "/history": "История вызовов"}
        for path, heading in pages.items():
            page.open(self.options.base + path)
            page.find("heading", heading)
            self.settle()
            self.look(f"40 system {re.sub('[^a-z]+', ' ', path).strip()}")
        page.click("button", "Выйти")
        page.find("heading", "Вход")

    # Helpers

    def fill_sign_in(self, login: str, domain: str, password: str) -> None:
        self.page.fill("textbox", "Логин", login)
        self.page.fill("textbox", "Пароль", password)
        self.page.fill("textbox", "Домен", domain)
        self.page.click("button", "Войти")

    def press_last(self, buttons: object) -> None:
        """The last button of a name: the dialog's, which lies above the page's."""
        assert isinstance(buttons, list)
        self.page.command("DOM.focus", {"backendNodeId": buttons[-1]["backendDOMNodeId"]})
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
        return [self.sign_in_wrong, self.sign_in, self.add_user, self.search_user, self.change_user, self.keep_unsaved,
                self.switch_language, self.see_live_call, self.see_protocol, self.filter_history, self.undo_change,
                self.remove_user, self.see_profile, self.see_lines, self.lose_connection, self.see_everything_narrow,
                self.use_keyboard, self.sign_out, self.see_system]


def main() -> int:
    parser = argparse.ArgumentParser(prog="Tests/Browser/run.sh", description=__doc__)
    parser.add_argument("base", metavar="BASE_URL", type=lambda text: text.rstrip("/"))
    parser.add_argument("login", metavar="LOGIN", help="of an administrator of the domain")
    parser.add_argument("domain", metavar="DOMAIN")
    parser.add_argument("password", metavar="PASSWORD")
    parser.add_argument("--call", metavar="COMMAND", help="starts a call that is answered and lasts; returns at once")
    parser.add_argument("--system", nargs=2, metavar=("LOGIN", "PASSWORD"), help="walks the system pages as well")
    parser.add_argument("--artefacts", type=Path, default=Path("artefacts/browser"))
    options = parser.parse_args()

    with Chromium() as browser:
        page = Page(browser)
        page.resize(1280, 800)
        walk = Walk(page, options)
        for step in walk.steps:
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

    for fault in dict.fromkeys(faults):
        print(f"FAULT {fault}", file=sys.stderr)
    print(f"browser: {len(walk.steps)} steps, {len(faults)} faults, pictures in {options.artefacts}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
