"""Steps through the dashboard and the private routes: what a company looks at first, and how its office PBX is joined."""

import re

from clearing import Client
from page import property_of


class OverviewSteps:
    """Mixed into the walk, which has the page and looks at it."""

    def see_dashboard(self) -> None:
        """The figures of the moment, the month as a chart with its table, and the ways to everything."""
        page = self.page
        page.click("link", "Сводные данные")
        page.find("heading", "Сводные данные")
        page.find("heading", "Требует внимания")
        page.find("image", "Вызовы этого месяца по дням; те же числа в таблице рядом")
        page.find("link", "Напоминания пока нет")
        self.settle()
        self.look("80 dashboard")
        page.choose("Язык", "en")
        page.find("heading", "Wants attention")
        self.look("80 dashboard English")
        page.choose("Language", "ru")
        self.see_narrow("80 dashboard narrow")
        page.click("link", "Рабочий календарь…")
        page.find("heading", "Рабочий календарь")
        page.click("button", "Закрыть сейчас: на час")
        page.says("Закрыто до")
        page.click("link", "Сводные данные")
        page.says("Закрыто вручную до")
        page.find("link", "Рабочий календарь закрыто вручную")
        self.look("80 dashboard closed")
        page.click("link", "Закрыто вручную…")
        page.click("button", "Открыть сейчас")
        page.says("Снова открыто")

    def keep_private_routes(self) -> None:
        """The system administrator makes two routes; the company orders, switches and sets them, and is told what is wrong."""
        page = self.page
        if not self.options.system:
            return
        page.click("link", "Частные маршруты")
        page.find("heading", "Частных маршрутов пока нет")
        page.says("обратитесь к администратору системы")
        self.look("81 no private routes")
        system = Client(self.options.base, *self.options.system)
        for name, shown in (("branch-one", "Филиал в Туле"), ("branch-two", "Филиал в Твери")):
            system.ask("POST", "/private-routes",
                       {"domain": self.options.domain, "name": name, "host": "192.0.2.1", "shownName": shown})
        page.open(self.options.base + "/private-routes")
        page.find("link", "Филиал в Туле…")
        page.says("Каналов: из офиса 20, в офис 20.")
        self.hold(not page.all("button", "Новый маршрут"), "a company makes routes itself")
        self.look("81 private routes")
        page.find("switch", "Маршрут Филиал в Туле включён")
        first = self.first_route()
        other = "Филиал в Твери" if first == "Филиал в Туле" else "Филиал в Туле"
        page.on("button", f"Переместить маршрут {other}", lambda node: page.command(
            "DOM.focus", {"backendNodeId": node["backendDOMNodeId"]}))
        page.press("ArrowUp", with_alt=True)
        page.wait(lambda: self.first_route() == other, "Alt and the arrow to move a route up")
        focused = "document.activeElement.getAttribute('aria-label')"
        page.wait(lambda: page.evaluate(focused) == f"Переместить маршрут {other}", "the focus to stay on what was moved")
        page.drag("button", f"Переместить маршрут {first}", ("button", f"Переместить маршрут {other}"))
        page.wait(lambda: self.first_route() == first, "the mouse to move a route up")
        page.open(self.options.base + "/private-routes")
        page.find("link", "Филиал в Туле…")
        self.hold(self.first_route() == first, "the order was not kept")
        page.click("switch", f"Маршрут {first} включён")
        page.find("dialog", f"Выключить маршрут {first}?")
        self.look("81 switch a route off")
        self.press_last("Выключить")
        page.says(f"Маршрут {first} выключен")
        switch = page.find("switch", f"Маршрут {first} включён")
        self.hold(property_of(switch, "checked") == "false", "the route is still on")
        self.set_private_route(first)
        page.open(self.options.base + "/private-routes")
        page.find("link", "Тула…")
        self.see_narrow("81 private routes narrow")
        self.see_route_report("Тула")

    def see_route_report(self, name: str) -> None:
        """TRK-05: what went by the routes; a number leads to its calls."""
        page = self.page
        page.click("link", "Отчёт по маршрутам")
        page.find("heading", "По маршрутам")
        page.find("link", f"{name}, из офиса: показать вызовы")
        self.look("82 report on routes")
        self.see_narrow("82 report on routes narrow")
        page.click("link", f"{name}, в офис: показать вызовы")
        page.find("heading", "История вызовов")
        page.says("в офис")
        self.look("82 calls by a route")

    def set_private_route(self, name: str) -> None:
        page = self.page
        page.click("link", f"{name}…")
        page.find("heading", "Вызовы в офисную АТС")
        page.fill("textbox", "Название", "Тула")
        page.fill("textbox", "Выражение для вызываемого номера", "sip:8(\\d{3}@.*")
        page.fill("textbox", "Сколько первых символов отрезать", "50")
        page.click("button", "Сохранить")
        page.says("Целое число от 0 до 20.")
        page.fill("textbox", "Сколько первых символов отрезать", "1")
        page.expected_statuses = {409}
        page.click("button", "Сохранить")
        page.says("Это не регулярное выражение")
        page.collect_problems()
        page.expected_statuses = set()
        self.look("81 route refused")
        page.fill("textbox", "Выражение для вызываемого номера", "sip:8(\\d{3}@.*)")
        page.click("radio", "Номер компании")
        page.choose("Куда офис может звонить через домен", "no-international")
        numbers = page.evaluate("""[...document.querySelectorAll('option')].map(option => option.value)
            .filter(value => value.startsWith('+7495000000'))""")
        assert isinstance(numbers, list)
        for number in numbers:
            page.choose("Номера для исходящих вызовов", str(number))
        page.fill("textbox", "Из офиса", "7")
        page.click("button", "Сохранить")
        page.find("heading", "Тула")
        page.find("link", "Тула…")
        self.look("81 route set")
        page.press("Escape")
        page.wait(lambda: page.path == "/private-routes", "Escape to close the card")
        if len(numbers) > 1:
            page.says("Случайный из нескольких номеров")
        page.says("Каналов: из офиса 17, в офис 20.")

    def make_private_route(self) -> None:
        """The system administrator's part: the connection with the office, from the domain's page."""
        page = self.page
        page.open(f"{self.options.base}/private-routes?domain={self.options.domain}")
        page.click("button", "Новый маршрут")
        page.find("heading", "Соединение с офисной АТС")
        page.click("button", "Создать маршрут")
        page.says("Заполните это поле.")
        self.look("42 system new route")
        page.fill("textbox", "Название", "Склад")
        page.fill("textbox", "Адрес офисной АТС", "pbx.example.net")
        page.click("button", "Создать маршрут")
        page.find("heading", "Вызовы в офисную АТС")
        page.click("button", "Действия")
        self.look("42 system route")
        page.click("menuitem", "Соединение с офисной АТС")
        page.find("heading", f"sklad-{self.options.domain}")
        self.hold(re.match("/system/trunks/.", page.path), f"the connection is not at its trunk: {page.path}")
        page.open(f"{self.options.base}/private-routes?domain={self.options.domain}")
        page.click("link", "Склад…")
        page.click("button", "Действия")
        page.click("menuitem", "Удалить")
        page.find("dialog", "Удалить маршрут Склад?")
        self.press_last("Удалить")
        page.is_gone("link", "Склад…")

    def first_route(self) -> str:
        text = self.page.evaluate("document.querySelector('tr[data-row=\"0\"] th .two-lines')?.firstChild.textContent")
        return str(text)

    def see_narrow(self, title: str) -> None:
        """The page as it is, on a phone in both shades."""
        for is_dark in (False, True):
            self.page.resize(360, 740, is_dark)
            self.settle()
            self.look(f"{title} {'dark' if is_dark else 'light'}")
        self.page.resize(1280, 800)
