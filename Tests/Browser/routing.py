"""Steps through the page of numbers and through a user's forwarding: drawings that are read, edited and tried."""

import re

from clearing import Client


class RoutingSteps:
    """Mixed into the walk, which has the page and looks at it."""

    def set_rules(self) -> None:
        """Rules are made in the dialog, put in order by keyboard, and copied to another number."""
        page = self.page
        if not self.options.system:
            return
        self.give_number("+74950000001", "Отдел продаж")
        self.give_number("+74950000002", "Приёмная")
        page.open(self.options.base + "/lines")
        page.find("heading", "Номера и маршрутизация")
        page.find("tree", "Маршрутизация вызовов на номер +7 (495) 000-00-01")
        page.says("Правил нет: все вызовы сбрасываются.")
        self.look("70 lines without rules")
        page.click("treeitem", "Новое правило")
        page.find("dialog", "Правило перевода вызова")
        page.click("button", "Сохранить")
        page.says("Выберите, куда переводить вызовы.")
        self.choose_target()
        page.click("switch", "Расписание")
        page.says("не действует: это рабочие часы")
        page.fill("textbox", "Период 1: с", "19")
        page.fill("textbox", "Период 1: до", "10")
        page.says("Период не может переходить через полночь: сделайте из него два.")
        self.look("70 rule past midnight")
        page.press("Escape")
        page.find("dialog", "Закрыть без сохранения?")
        page.click("button", "Вернуться к форме")
        page.click("button", "Разделить на два периода")
        page.find("textbox", "Период 2: до")
        page.click("button", "Удалить период 2")
        page.fill("textbox", "Период 1: с", "930")
        page.fill("textbox", "Период 1: до", "18.00")
        page.click("switch", "По префиксам")
        page.click("button", "Сохранить")
        page.says("Укажите хотя бы один префикс")
        page.fill("textbox", "Префикс", "495 499")
        self.look("70 rule")
        page.click("button", "Сохранить")
        page.find("treeitem", "Правило 1, пн–пт 09:30–18:00, 495, 499")
        page.find("treeitem", "Anna Petrova, пользователь · 101")
        page.find("button", "Отменить")

        page.click("treeitem", "Новое правило")
        page.click("tab", "На голосовую почту пользователя или группы")
        page.click("button", "Boris Volkov…")
        page.click("button", "Сохранить")
        page.find("treeitem", "Правило 2, Все вызовы")
        self.look("71 line with rules")
        self.order_by_keyboard()
        self.order_by_mouse()
        self.meet_colleague()
        self.copy_rules()

    def choose_target(self) -> None:
        """A number says where it leads; a group that is missing is made over the rule and chosen at once; then a user."""
        page = self.page
        page.click("tab", "На номер частного маршрута")
        page.fill("textbox", "Номер частного маршрута", "77777")
        page.says("Ни один частный маршрут не принимает этот номер.")
        self.look("70 number of no route")
        page.click("tab", "На другой номер")
        page.fill("textbox", "Номер", "101")
        page.says("Внутренний номер: Anna Petrova.")
        page.click("tab", "На группу обработки вызовов")
        page.click("button", "Новая группа")
        page.find("dialog", "Новая группа")
        page.fill("textbox", "Название", "Дежурные ночи")
        self.look("70 group over a rule")
        page.click("button", "Создать группу")
        page.says("Дежурные ночи")
        page.find("button", "Изменить объект переадресации")
        self.hold(page.path == "/lines", f"making a group led away from the rule: {page.path}")
        page.click("button", "Изменить объект переадресации")
        page.click("tab", "На пользователя")
        self.look("70 users to choose")
        page.click("button", "Anna Petrova…")
        system = Client(self.options.base, *self.options.system)
        for group in system.ask("GET", f"/groups?domain={self.options.domain}")["items"]:
            if group["name"] == "Дежурные ночи":
                system.ask("DELETE", f"/groups/{group['id']}")

    def order_by_keyboard(self) -> None:
        """Alt and the arrow keys move a rule; what stands after one that takes all calls is grey, and says so."""
        page = self.page
        page.on("treeitem", "Правило 2, Все вызовы", lambda node: page.command(
            "DOM.focus", {"backendNodeId": node["backendDOMNodeId"]}))
        page.press("ArrowUp", with_alt=True)
        page.find("treeitem", "Правило 1, Все вызовы")
        page.find("treeitem", "Правило 2, пн–пт 09:30–18:00, 495, 499, сюда вызовы не доходят…")
        focused = "document.activeElement.getAttribute('aria-label')"
        page.wait(lambda: page.evaluate(focused) == "Правило 1, Все вызовы", "the focus to stay on the moved rule")
        page.says("Правило 2 теперь под номером 1")
        self.look("72 rules in another order")
        page.press("ArrowDown", with_alt=True)
        page.find("treeitem", "Правило 2, Все вызовы")
        page.press("ArrowUp")
        page.wait(lambda: str(page.evaluate(focused)).startswith("Anna Petrova"), "the arrow to go from node to node")
        page.press("Enter")
        page.find("dialog", "Правило перевода вызова")
        page.press("Escape")
        page.is_gone("dialog", "Правило перевода вызова")

    def order_by_mouse(self) -> None:
        """A rule that is dragged above another stands there; undone, it is back in its place."""
        page = self.page
        page.drag("treeitem", "Правило 2, Все вызовы", ("treeitem", "+7 (495) 000-00-01"))
        page.find("treeitem", "Правило 1, Все вызовы")
        self.hold(not page.all("dialog"), "what was dragged opened as if it had been pressed")
        page.says("Правило 2 теперь под номером 1")
        self.press_last("Отменить")
        page.says("Изменение отменено")
        page.find("treeitem", "Правило 2, Все вызовы")

    def meet_colleague(self) -> None:
        """Somebody else was quicker: the dialog says so, keeps what was typed, and loads what is there now."""
        page = self.page
        page.click("treeitem", "Правило 2, Все вызовы")
        page.find("dialog", "Правило перевода вызова")
        page.evaluate("""(async () => {
            const headers = {"X-Martlet-Request": "1", "Content-Type": "application/json"};
            const {items} = await (await fetch("/api/v1/lines")).json();
            const line = items.find(({number}) => number === "+74950000001");
            await fetch(`/api/v1/lines/${line.id}`, {method: "PATCH", body: JSON.stringify({shownName: "Продажи и сервис"}),
                headers: {...headers, "If-Match": `"${line.version}"`}});
            return true;
        })()""")
        page.click("switch", "Правило активно")
        page.expected_statuses = {409}
        page.click("button", "Сохранить")
        page.says("Раньше вас это изменили (")
        page.collect_problems()
        page.expected_statuses = set()
        self.look("72 somebody was quicker")
        page.click("button", "Загрузить заново")
        page.find("heading", "Продажи и сервис")
        page.click("treeitem", "Правило 2, Все вызовы")
        page.click("switch", "Правило активно")
        page.click("button", "Сохранить")
        page.find("treeitem", "Правило 2, Все вызовы, выключено")
        self.press_last("Отменить")
        page.find("treeitem", "Правило 2, Все вызовы")

    def copy_rules(self) -> None:
        page = self.page
        page.click("button", "Скопировать правила")
        page.find("dialog", "Копирование правил маршрутизации")
        page.click("button", "Применить")
        page.says("Выберите номер.")
        other = page.evaluate("""[...document.querySelectorAll('dialog option')]
            .find((option) => option.textContent.includes('Приёмная')).value""")
        page.choose("Номер, который получит правила", str(other))
        page.says("Правила номера +7 (495) 000-00-01 · Продажи и сервис заменят правила номера +7 (495) 000-00-02 · Приёмная.")
        self.look("73 copy rules")
        page.click("button", "Применить")
        page.says("скопированы в номер")
        copied = "Правило 1, пн–пт 09:30–18:00, 495, 499"
        page.wait(lambda: len(page.all("treeitem", copied)) == 2, "the rules in both numbers")
        self.press_last("Отменить")
        page.wait(lambda: len(page.all("treeitem", copied)) == 1, "the former rules to be back")

    def try_call(self) -> None:
        """A call that is only thought of lights its path, and is told in words; its address can be sent."""
        page = self.page
        if not self.options.system:
            return
        page.click("button", "Что произойдёт")
        page.find("heading", "Что произойдёт с вызовом")
        line = page.evaluate("""[...document.querySelectorAll('.tester option')]
            .find((option) => option.textContent.includes('Продажи')).value""")
        page.choose("На какой номер звонят", str(line))
        page.fill("textbox", "Кто звонит", "8 (495) 123-45-67")
        page.click("button", "Проверить")
        page.says("Решает правило")
        page.open(f"{self.options.base}/lines?trial={line}&caller=84951234567&at=2026-11-23T12:00")
        page.says("Понедельник, 23.11.2026 12:00 по часам домена. Решает правило 1. Звонит: Anna Petrova.")
        page.find("treeitem", "Правило 1, пн–пт 09:30–18:00, 495, 499, путь пробного вызова")
        self.hold(self.lit() == ["+7 (495) 000-00-01", "Правило 1", "Anna Petrova"], f"lit is {self.lit()}")
        self.look("74 tried call")
        page.open(f"{self.options.base}/lines?trial={line}&caller=88121234567&at=2026-11-23T12:00")
        page.says("Решает правило 2. Звонящий оставит сообщение: Boris Volkov.")
        self.hold(self.lit() == ["+7 (495) 000-00-01", "Правило 2", "Boris Volkov"], f"lit is {self.lit()}")
        page.evaluate("document.querySelector('.tester summary').click()")
        page.says("Правило 1: номер звонящего начинается иначе")
        page.says("Правило 2: голосовая почта: boris")
        for is_dark in (False, True):
            page.resize(360, 740, is_dark)
            self.settle()
            self.look(f"74 tried call narrow {'dark' if is_dark else 'light'}")
        page.resize(1280, 800)
        page.click("button", "Закрыть пробу")

    def lit(self) -> list[str]:
        """The beginnings of what is said of the nodes on the tried path."""
        labels = self.page.evaluate(
            "[...document.querySelectorAll('[aria-current=step]')].map((node) => node.getAttribute('aria-label'))")
        assert isinstance(labels, list)
        return [re.split(",", label)[0] for label in labels]

    def filter_callers(self) -> None:
        """A white list is warned of while it is empty; the number becomes the one shown outside."""
        page = self.page
        if not self.options.system:
            return
        page.click("treeitem", "+7 (495) 000-00-02")
        page.find("dialog", "Номер +7 (495) 000-00-02")
        self.hold(re.match("/lines/.", page.path), f"the settings have no address: {page.path}")
        page.click("radio", "Белый список")
        page.says("Белый список пуст: все входящие вызовы будут отклонены.")
        self.look("75 empty white list")
        page.fill("textbox", "Добавить номер в список", "+7 (916) 111-22-33")
        page.press("Enter")
        page.find("button", "Убрать из списка +7 (916) 111-22-33")
        page.click("switch", "Использовать по умолчанию для исходящих")
        page.click("button", "Сохранить")
        page.find("treeitem", "+7 (495) 000-00-02, номер для исходящих, белый список: 1")
        self.look("75 number settings")
        page.fill("searchbox", "Номер, название или куда ведёт", "продаж")
        page.wait(lambda: len(page.all("article")) == 1, "one number found")
        page.fill("searchbox", "Номер, название или куда ведёт", "")
        page.wait(lambda: len(page.all("article")) == 2, "both numbers")

    def forward_calls(self) -> None:
        """A user's calls go on to a second number, in its time; the voicemail is switched on the drawing."""
        page = self.page
        page.click("link", "Пользователи")
        page.click("link", "Boris Volkov…")
        page.find("heading", "Сценарий вызова для данного пользователя")
        page.find("treeitem", "SIP-номер 102, приоритет 10 · 40 сек.")
        page.find("treeitem", "Завершение вызова")
        page.click("button", "Ещё номер")
        page.find("dialog", "Новый номер")
        page.click("button", "Добавить номер")
        page.says("Заполните это поле.")
        page.fill("textbox", "Номер", "8 (916) 111-22-33")
        page.fill("textbox", "Время дозвона, сек.", "300")
        page.click("button", "Добавить номер")
        page.says("Целое число от 5 до 120.")
        page.fill("textbox", "Время дозвона, сек.", "20")
        page.fill("textbox", "Приоритет", "10")
        self.look("76 forwarding number")
        page.click("button", "Добавить номер")
        page.find("treeitem", "одновременно")
        page.find("treeitem", "+7 (916) 111-22-33, приоритет 10 · 20 сек.")
        page.on("switch", "Голосовая почта", lambda node: page.command(
            "DOM.scrollIntoViewIfNeeded", {"backendNodeId": node["backendDOMNodeId"]}))
        page.click("switch", "Голосовая почта")
        page.find("treeitem", "Голосовая почта")
        self.look("76 forwarding together")
        # The drawing leads to where the voicemail is set: another part of the card.
        page.click("treeitem", "Голосовая почта")
        page.wait(lambda: page.evaluate("document.activeElement.id") == "user-mailbox", "the mailbox to have the focus")
        self.hold("tab=calling" in page.path, f"the part of the card is not in the address: {page.path}")
        self.look("76 voicemail of the drawing")
        page.evaluate("history.back()")
        page.find("tab", "Основное")
        page.find("heading", "Учётные данные")
        self.join_mobile("+7 (916) 111-22-33")
        page.click("treeitem", "+7 (916) 111-22-33…")
        page.find("dialog", "Правило переадресации")
        page.fill("textbox", "Приоритет", "5")
        page.click("switch", "Расписание")
        page.click("button", "Сохранить")
        page.find("treeitem", "По времени…")
        page.find("treeitem", "пн–пт 10:00–19:00: +7 (916) 111-22-33…")
        page.find("treeitem", "в остальное время: SIP-номер 102…")
        self.look("76 forwarding by time")
        for is_dark in (False, True):
            page.resize(360, 740, is_dark)
            page.evaluate("document.querySelector('.scheme').scrollIntoView(), true")
            self.settle()
            self.look(f"76 forwarding narrow {'dark' if is_dark else 'light'}")
        page.resize(1280, 800)
        page.click("treeitem", "По времени…")
        page.find("dialog", "Правила переадресации")
        page.click("button", "Изменить: SIP-номер 102")
        page.says("Основной SIP-номер нельзя изменить или удалить.")
        self.hold(not page.all("button", "Удалить"), "one's own phones can be removed")
        page.press("Escape")
        page.click("treeitem", "пн–пт 10:00–19:00: +7 (916) 111-22-33…")
        page.click("button", "Удалить")
        page.is_gone("treeitem", "По времени…")
        page.click("switch", "Голосовая почта")
        page.find("treeitem", "Завершение вызова")
        page.click("button", "Закрыть")

    def join_mobile(self, number: str) -> None:
        """FWD-04: the mobile number becomes a phone of the extension, where the server has a mobile operator."""
        page = self.page
        page.click("treeitem", f"{number}…")
        page.find("dialog", "Правило переадресации")
        if not page.all("switch", "FMC: мобильный как внутренний номер"):
            print("    (no FMC: the server has no mobile operator)")
            page.press("Escape")
            return
        page.click("switch", "FMC: мобильный как внутренний номер")
        self.look("77 FMC dialog")
        page.click("button", "Сохранить")
        page.find("treeitem", f"{number}, приоритет 10 · 20 сек., FMC")
        self.look("77 FMC scheme")
        page.click("treeitem", f"{number}…")
        page.click("switch", "FMC: мобильный как внутренний номер — включена")
        page.find("dialog", "Отключить FMC?")
        self.look("77 FMC off")
        page.click("button", "Отключить")
        page.click("button", "Сохранить")
        page.find("treeitem", f"{number}, приоритет 10 · 20 сек.")

    def give_number(self, number: str, name: str) -> None:
        """Numbers are the system administrator's to give; the walk is somebody else, so another session gives it."""
        system = Client(self.options.base, *self.options.system)
        system.ask("POST", "/lines", {"number": number, "domain": self.options.domain, "shownName": name})
