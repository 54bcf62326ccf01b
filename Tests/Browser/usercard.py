"""A user's card: its parts by mouse, keyboard and address, and the journal in it (USR-05, ME-03)."""

import json
import re

from page import property_of

TABS = ("Основное", "Настройки вызовов", "Вызовы и голосовая почта")


class UserCardSteps:
    """Mixed into the walk, which has the page and looks at it."""

    def see_user_card(self) -> None:
        page = self.page
        page.click("link", "Пользователи")
        page.click("link", "Anna Petrova…")
        page.find("heading", "Anna Petrova")
        self.hold(self.chosen_tab() == TABS[0] and "tab=" not in page.path, f"the card opens with {self.chosen_tab()}")
        page.find("heading", "Учётные данные")
        page.find("heading", "Как подключить телефон")
        page.find("heading", "Сценарий вызова для данного пользователя")
        self.settle()
        self.look("21 user main")
        self.go_by_arrows()
        self.be_late()
        self.read_user_journal()
        self.see_user_card_narrow()

    def go_by_arrows(self) -> None:
        """Arrows go round, Home and End to the ends; the focus goes with them, and the address."""
        page = self.page
        page.on("tab", TABS[0], lambda node: page.command(
            "DOM.focus", {"backendNodeId": node["backendDOMNodeId"]}))
        for key, tab, part in (("ArrowRight", 1, "calling"), ("ArrowRight", 2, "journal"), ("ArrowRight", 0, None),
                               ("ArrowLeft", 2, "journal"), ("Home", 0, None), ("End", 2, "journal"),
                               ("ArrowLeft", 1, "calling")):
            page.press(key)
            page.wait(lambda: self.chosen_tab() == TABS[tab], f"{key} to go to {TABS[tab]}")
            self.hold(page.evaluate("document.activeElement.textContent") == TABS[tab], f"{key} left the focus behind")
            found = re.search(r"tab=(\w+)", page.path)
            self.hold((found and found[1]) == part, f"{TABS[tab]} is {page.path}")
        page.find("heading", "Что слышит звонящий")
        page.find("heading", "Исходящие вызовы")
        page.find("heading", "Сценарий вызова для данного пользователя")
        self.hold(not page.all("heading", "Сообщения"), "the messages stand beside the settings of the mailbox")
        self.settle()
        self.look("21 user call settings")

    def be_late(self) -> None:
        """Two change the same user: the later one is told what the earlier one did, and loses nothing that was stored."""
        page = self.page
        page.click("tab", TABS[0])
        page.fill("textbox", "Должность", "Директор")
        user = re.search(r"/users/(\w+)", page.path)[1]
        self.hold(self.change_beside(user, {"ringTimeSeconds": 33}) == 200, "the other one could not change the user")
        page.expected_statuses = {409}
        page.click("button", "Сохранить")
        page.says("Раньше вас это изменили")
        page.says("Звонить не дольше: 40 → 33")
        self.look("21 user late")
        page.collect_problems()
        page.expected_statuses = set()
        self.change_beside(user, {"ringTimeSeconds": 40})
        page.click("button", "Отмена")

    def change_beside(self, user: str, body: dict) -> object:
        """As another window of the same administrator does; the status of the answer."""
        return self.page.evaluate(f"""(() => {{
            const request = new XMLHttpRequest();
            request.open("PATCH", "/api/v1/users/{user}", false);
            request.setRequestHeader("Content-Type", "application/json");
            request.setRequestHeader("X-Martlet-Request", "1");
            request.send({json.dumps(json.dumps(body))});
            return request.status;
        }})()""")

    def read_user_journal(self) -> None:
        """The user's calls: filtered in the address, kept by a reload, heard, and each leads to its call."""
        page = self.page
        page.click("tab", TABS[2])
        page.find("table", "История вызовов")
        page.find("heading", "Сообщения")
        page.find("link", "Сохранить xlsx")
        self.settle()
        if self.has_call:
            page.find("link", "Исходящий, отвечен Boris Volkov…")
        self.look("21 user journal")
        page.choose("Период", "week")
        page.wait(lambda: "journal-period=week" in page.path, "the period in the address")
        page.choose("Направление", "internal")
        page.wait(lambda: "journal-direction=internal" in page.path, "the direction in the address")
        page.open(self.options.base + page.path)
        page.find("table", "История вызовов")
        self.hold(self.chosen_tab() == TABS[2], f"a reload opens {self.chosen_tab()}")
        self.settle()
        rows = len(page.all("rowheader", None))
        self.hold(rows > 0, "the journal is empty after a reload")
        address = page.path
        page.evaluate("document.querySelector('.panel table [data-row-focus]').click()")
        page.find("heading", "Протокол")
        self.hold(re.match(r"/history/[^?]+\?.*user=", page.path), f"a row of the journal leads to {page.path}")
        page.evaluate("history.back()")
        page.find("table", "История вызовов")
        self.hold(page.path == address and self.chosen_tab() == TABS[2], f"Back leads to {page.path}")
        if self.has_call:
            page.click("button", "Прослушать")
            page.find("dialog", "Запись")
            page.find("heading", "Запись разговора")
            self.look("21 user journal heard")
            page.press("Escape")
        page.click("button", "Сбросить фильтры")
        page.wait(lambda: "journal-" not in page.path, "the filters to be reset")
        page.fill("searchbox", "Номер или имя", "нет такого имени")
        page.says("Под такие фильтры вызовов нет")
        self.hold(page.all("link", "Boris Volkov…"), "the search of the journal narrows the list of users")
        self.look("21 user journal searched")
        page.fill("searchbox", "Номер или имя", "")
        page.wait(lambda: "journal-" not in page.path, "the search to be taken back")

    def see_user_card_narrow(self) -> None:
        page = self.page
        path = page.path.split("?")[0]
        for is_dark in (False, True):
            for width, height in ((360, 740), (1280, 800)):
                page.resize(width, height, is_dark)
                for part in ("main", "calling", "journal"):
                    if (width, is_dark) == (1280, False):
                        continue
                    page.open(f"{self.options.base}{path}?tab={part}")
                    page.find("tablist", "Части карточки")
                    self.settle()
                    self.look(f"21 user {part} {width} {'dark' if is_dark else 'light'}")
        page.resize(1280, 800)
        page.choose("Язык", "en")
        page.find("tab", "Calls and voicemail")
        self.settle()
        self.look("21 user journal English")
        page.choose("Language", "ru")
        page.find("tab", TABS[2])

    def chosen_tab(self) -> str:
        chosen = [each["name"]["value"] for each in self.page.all("tab") if property_of(each, "selected") is True]
        return str(chosen[0]) if len(chosen) == 1 else f"{len(chosen)} tabs"
