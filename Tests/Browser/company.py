"""Steps through the pages by which a company says who takes its calls, and when: groups, calendar, voice scenarios."""

import re

from page import property_of


class CompanySteps:
    """Mixed into the walk, which has the page and looks at it."""

    def make_groups(self) -> None:
        """A group is made, refused a taken extension, given members; it can be found again and removed."""
        page = self.page
        page.click("link", "Группы обработки вызовов")
        page.find("heading", "Групп обработки вызовов пока нет")
        self.look("60 no groups")
        page.click("button", "Новая группа")
        page.click("button", "Создать группу")
        page.says("Заполните это поле.")
        page.fill("textbox", "Название", "Продажи")
        page.fill("textbox", "Внутренний номер", "101")
        page.fill("textbox", "Звонить не дольше", "700")
        page.click("button", "Создать группу")
        page.says("Целое число от 5 до 600.")
        page.fill("textbox", "Звонить не дольше", "25")
        for login, name in (("anna", "Anna Petrova"), ("boris", "Boris Volkov")):
            page.fill("combobox", "Добавить участника", login)
            page.find("option", f"{name}…")
            page.press("Enter")
            page.find("button", f"Исключить из группы: {name}…")
        page.click("switch", "Голосовая почта")
        page.find("combobox", "Приветствие голосовой почты")
        page.expected_statuses = {409}
        page.click("button", "Создать группу")
        page.says("Уже занято. Выберите другое.")
        page.collect_problems()
        page.expected_statuses = set()
        self.look("60 group refused")
        page.fill("textbox", "Внутренний номер", "600")
        page.click("button", "Создать группу")
        page.find("heading", "Продажи")
        self.hold(page.path.startswith("/groups/") and not page.path.endswith("/new"), f"no address: {page.path}")
        page.says("Пока никто")
        self.look("60 group")
        page.fill("textbox", "Название", "Отдел продаж")
        page.press("Enter")
        page.find("link", "Отдел продаж…")
        voicemail = page.find("switch", "Голосовая почта")
        self.hold(property_of(voicemail, "checked") == "true", "the voicemail was not kept")
        page.press("Escape")
        page.wait(lambda: page.path == "/groups", "Escape to close the card")
        self.search_groups()

    def search_groups(self) -> None:
        """A list is searched as one types; a name that is cut is read by pointing at it."""
        page = self.page
        page.fill("searchbox", "Поиск: название, номер", "нет такой")
        page.says("Ничего не нашлось")
        self.look("60 no group found")
        page.fill("searchbox", "Поиск: название, номер", "ОТДЕЛ")
        page.find("link", "Отдел продаж…")
        page.wait(lambda: page.path.startswith("/groups?search="), "the search to stand in the address")
        title = page.evaluate(
            "(() => { const row = document.querySelector('tbody [data-row]');"
            " const link = row.querySelector('.row-link');"
            " const point = () => { const clientX = link.getBoundingClientRect().left + 1;"
            " link.dispatchEvent(new MouseEvent('mousemove', { clientX, bubbles: true })); return row.title; };"
            " const whole = point(); document.querySelector('thead th').style.width = '90px';"
            " return [whole, point()].join('|'); })()"
        )
        self.hold(re.match(r"\|Отдел продаж", str(title)), f"pointing at a name says '{title}'")
        page.open(self.options.base + "/groups")
        page.find("link", "Отдел продаж…")

    def keep_calendar(self) -> None:
        """The company closes with one tap and opens again; days are marked, taken from elsewhere, and taken back."""
        page = self.page
        page.click("link", "Рабочий календарь")
        page.find("heading", "Рабочий календарь")
        page.click("button", "Закрыть сейчас: на час")
        page.says("Закрыто до")
        self.look("61 closed now")
        page.click("button", "Открыть сейчас")
        page.says("Снова открыто")
        page.open(self.options.base + "/calendar?year=2026")
        page.find("heading", "Дни 2026 года")
        page.says("Особых дней в этом году нет")
        page.click("button", "среда, 6 мая 2026 г.")
        page.find("dialog", "ср, 6 мая 2026 г.")
        page.choose("Считать этот день", "mon")
        self.look("61 one day")
        page.click("button", "Сохранить")
        page.says("Календарь сохранён")
        page.find("button", "среда, 6 мая 2026 г.: как в понедельник")
        page.click("button", "Производственный календарь на 2026 год · Россия")
        page.find("dialog", "Проверьте дни")
        self.look("61 production calendar")
        page.on("button", "Добавить …", lambda node: page.command(
            "DOM.focus", {"backendNodeId": node["backendDOMNodeId"]}))
        page.press("Enter")
        page.find("button", "четверг, 1 января 2026 г.: выходной…")
        self.look("61 calendar")
        page.on("button", "четверг, 1 января 2026 г.…", lambda node: page.command(
            "DOM.focus", {"backendNodeId": node["backendDOMNodeId"]}))
        page.press("ArrowDown")
        page.wait(lambda: page.evaluate("document.activeElement.dataset.date") == "2026-01-08", "the arrow to go a week on")
        self.press_last("Отменить")
        page.wait(lambda: not page.all("button", "четверг, 1 января 2026 г.: выходной…"), "the days to be taken back")
        page.find("button", "среда, 6 мая 2026 г.: как в понедельник")
        self.give_file("Отпуск.ics", "text/calendar",
                       "BEGIN:VCALENDAR\\r\\nVERSION:2.0\\r\\nBEGIN:VEVENT\\r\\nUID:1\\r\\nDTSTART;VALUE=DATE:20260803\\r\\n"
                       "DTEND;VALUE=DATE:20260805\\r\\nSUMMARY:Отпуск\\r\\nEND:VEVENT\\r\\nBEGIN:VEVENT\\r\\nUID:2\\r\\n"
                       "DTSTART:20260901T100000Z\\r\\nSUMMARY:Встреча\\r\\nEND:VEVENT\\r\\nEND:VCALENDAR\\r\\n")
        page.find("dialog", "Проверьте дни")
        page.says("Новых: 2")
        page.says("1 событие не на целый день")
        self.press_last("Добавить 2 дня")
        page.find("button", "понедельник, 3 августа 2026 г.: выходной, Отпуск")

    def set_general(self) -> None:
        """The time zone, and how patient voice scenarios are; a wrong figure is told at its field."""
        page = self.page
        page.click("link", "Общие настройки")
        page.find("heading", "Общие настройки")
        page.find("combobox", "Часовой пояс")
        page.choose("Часовой пояс", "Asia/Vladivostok")
        page.fill("textbox", "Количество ошибок ввода", "0")
        page.fill("textbox", "Таймаут", "7")
        page.click("button", "Сохранить")
        page.says("Целое число от 1 до 10.")
        self.look("62 general settings refused")
        page.fill("textbox", "Количество ошибок ввода", "4")
        page.click("button", "Сохранить")
        page.says("Настройки сохранены")
        page.wait(lambda: not page.all("button", "Сохранить"), "the settings to be saved")
        page.choose("Часовой пояс", "Europe/Moscow")
        page.click("button", "Сохранить")
        page.wait(lambda: not page.all("button", "Сохранить"), "the time zone to be set back")
        self.look("62 general settings")

    def cap_calls(self) -> None:
        """Caps on calls outside: the two that every company begins with, a third, refused and made, taken back."""
        page = self.page
        page.click("link", "Защита от мошенничества")
        page.find("heading", "Защита от мошенничества")
        page.says("Ничего не остановлено.")
        page.says("20 вызовов за час, 120 минут за сутки → остановка")
        page.click("button", "Добавить лимит")
        page.find("dialog", "Новый лимит")
        page.choose("Какие вызовы", "prefixes")
        page.fill("textbox", "Начала номеров", "+7900, восемь")
        page.click("button", "Сохранить")
        page.says("Цифры через пробел, от 1 до 15 в каждом начале.")
        page.says("Задайте хотя бы одно число.")
        self.look("62 cap refused")
        page.fill("textbox", "Начала номеров", "+7900, 882")
        page.fill("textbox", "Вызовов одновременно", "2")
        page.choose("Когда лимит исчерпан", "alarm")
        page.click("button", "Сохранить")
        page.says("На номера +7900, +882, каждого пользователя отдельно")
        self.look("62 caps")
        page.click("button", "Удалить: На номера +7900, +882, каждого пользователя отдельно")
        page.is_gone("button", "Удалить: На номера +7900, +882, каждого пользователя отдельно")
        self.press_last("Отменить")
        page.find("button", "Удалить: На номера +7900, +882, каждого пользователя отдельно")

    def draw_scenario(self) -> None:
        """A scenario is made, drawn, given menus and keys by mouse and keyboard, and refuses to go while it is in use."""
        page = self.page
        page.click("link", "Голосовые сценарии")
        page.find("heading", "Голосовых сценариев пока нет")
        self.look("63 no scenarios")
        page.click("button", "Добавить сценарий")
        page.find("dialog", "Новый голосовой сценарий")
        name = page.find("textbox", "Название сценария")
        self.hold(name["value"]["value"] == "Голосовой сценарий 1", f"the name offered is {name.get('value')}")
        page.press("Enter")
        page.find("heading", "Голосовой сценарий 1")
        page.find("tree", "Схема сценария «Голосовой сценарий 1»")
        self.scenario_path = page.path
        page.find("treeitem", "По умолчанию, другая клавиша")
        page.says("Сюда пока не ведёт ни одна линия.")
        self.look("63 new scenario")
        # A key that forwards to the group made before.
        self.press_node("Добавить клавишу в «Основное меню»")
        page.find("dialog", "Выбор цифры")
        self.look("63 digits")
        page.press("1")
        page.find("dialog", "Клавиша 1: «Основное меню»")
        page.click("radio", "Переадресация")
        page.click("button", "Сохранить")
        page.says("Выберите, куда перевести вызов.")
        page.click("tab", "На группу обработки вызовов")
        page.click("button", "Отдел продаж…")
        page.find("button", "Изменить объект переадресации")
        self.look("63 action")
        page.click("button", "Сохранить")
        page.find("treeitem", "Отдел продаж, группа · 600")
        # A key that leads to a new menu, with a key of its own that leads back to it: drawn once.
        self.press_node("Добавить клавишу в «Основное меню»")
        page.press("2")
        page.find("dialog", "Клавиша 2: «Основное меню»")
        page.click("radio", "Другое меню")
        page.fill("textbox", "Название меню", "Поддержка")
        page.find("combobox", "Сообщение меню")
        self.look("63 new menu of a key")
        page.click("button", "Сохранить")
        page.find("treeitem", "Поддержка, сообщения нет")
        self.press_node("Добавить клавишу в «Поддержка»")
        page.press("9")
        page.click("radio", "Другое меню")
        self.choose_titled("Меню", "Поддержка")
        page.click("button", "Сохранить")
        page.find("treeitem", "В меню «Поддержка», оно уже нарисовано")
        self.look("63 scenario")
        # The digit is changed; one that is taken is not offered; the branch goes after a question.
        self.press_node("Клавиша 9")
        page.find("dialog", "Клавиша 9: «Поддержка»")
        page.press("5")
        page.find("treeitem", "Клавиша 5")
        self.press_node("Клавиша 1")
        taken = page.find("button", "2")
        self.hold(property_of(taken, "disabled") is True, "a key that is taken is offered")
        page.press("Escape")
        self.press_node("Клавиша 5")
        page.click("button", "Удалить ветку")
        page.find("dialog", "Удалить ветку «5» из меню «Поддержка»?")
        self.press_last("Удалить ветку")
        page.wait(lambda: not page.all("treeitem", "Клавиша 5"), "the branch to go")
        self.try_draft()
        self.publish("Первая версия")
        self.use_menus()

    def use_menus(self) -> None:
        """The list of menus, used and unused; a menu that is in use is removed and its branches repeat."""
        page = self.page
        page.click("button", "Список меню: 2")
        page.find("list", "Используемые")
        page.click("button", "Новое меню")
        page.fill("textbox", "Название меню", "Поддержка")
        page.press("Enter")
        page.says("Меню с таким названием уже есть.")
        page.fill("textbox", "Название меню", "Архив")
        page.press("Enter")
        page.find("button", "Удалить меню «Архив»")
        self.look("63 menus")
        page.click("button", "Удалить меню «Поддержка»")
        page.find("dialog", "Удалить меню «Поддержка»?")
        page.says("Сюда ведёт 1 ветка: там станет «Повтор меню».")
        self.press_last("Удалить")
        page.says("Меню «Поддержка» удалено")
        page.wait(lambda: not page.all("button", "Удалить меню «Поддержка»"), "the menu to go")
        page.press("Escape")
        page.click("link", "← Все сценарии")
        page.find("link", "Голосовой сценарий 1…")
        page.fill("searchbox", "Поиск: название сценария", "нет такого")
        page.says("Ничего не нашлось")
        page.fill("searchbox", "Поиск: название сценария", "")
        page.find("link", "Голосовой сценарий 1…")
        self.look("63 scenarios")
        # The group is used now: removing it says so.
        page.click("link", "Группы обработки вызовов")
        page.click("link", "Отдел продаж…")
        page.find("link", "Голосовой сценарий 1")
        page.expected_statuses = {409}
        page.click("button", "Действия")
        page.click("menuitem", "Удалить")
        self.press_last("Удалить")
        page.find("dialog", "Удалить нельзя")
        page.says("Сначала измените то, что на это опирается:")
        page.collect_problems()
        page.expected_statuses = set()
        page.press("Escape")
        page.click("link", "Голосовые сценарии")
        page.click("button", "Удалить Голосовой сценарий 1")
        page.find("dialog", "Удалить «Голосовой сценарий 1»?")
        page.press("Escape")

    def speak_in_scenario(self) -> None:
        """A menu's message is uploaded in its dialog, heard, and stands in the drawing; the sound is not removed while used."""
        page = self.page
        page.open(self.options.base + self.scenario_path)
        self.press_node("Основное меню, сообщения нет")
        page.find("dialog", "Основное меню")
        page.find("button", "Позвонить и записать")
        self.give_sound("Здравствуйте")
        sound = "document.querySelector('dialog audio')"
        page.wait(lambda: page.evaluate(f"{sound} !== null"), "the sound to be checked", 20)
        page.evaluate(f"{sound}.muted = true, {sound}.play(), true")
        page.wait(lambda: page.evaluate(f"{sound}.duration") == 2, "the sound to be loaded", 20)
        self.look("65 message of a menu")
        page.click("button", "Сохранить")
        page.find("treeitem", "Основное меню, Здравствуйте")
        self.publish("Приветствие")
        page.click("link", "Записи и мелодии")
        page.click("button", "Удалить: Здравствуйте")
        page.says("Эта запись звучит: сценарий «Голосовой сценарий 1». Сначала выберите там другую.")

    def group_users(self) -> None:
        """Users stand under their pickup groups, which close; many are moved at once, and who is refused is told why."""
        page = self.page
        page.click("link", "Пользователи")
        page.find("heading", "Пользователи")
        page.find("navigation", "Группы обработки вызовов")
        page.find("link", "Отдел продаж")
        page.click("button", "Соседи…")
        page.wait(lambda: not page.all("link", "Anna Petrova…"), "the users of the closed group to go")
        page.find("button", "Без группы перехвата")
        page.click("button", "Соседи…")
        page.find("link", "Anna Petrova…")
        for name in ("Boris Volkov", "Clara Orlova"):
            page.click("checkbox", f"Выбрать: {name}")
        page.find("toolbar", "Выбрано 2 из 4")
        self.look("64 users chosen")
        page.click("button", "В группу перехвата")
        page.find("dialog", "В какую группу перехвата")
        page.click("button", "Применить")
        page.says("Выберите группу")
        self.choose_titled("Группа", "Соседи")
        page.click("button", "Применить")
        page.says("Готово: 2")
        page.find("button", "Соседи 3 пользователя")
        page.click("checkbox", "Выбрать: Clara Orlova")
        page.click("button", "В группу")
        page.find("dialog", "В какую группу обработки вызовов")
        page.click("radio", "Отдел продаж")
        page.click("radio", "Перенести")
        self.look("64 to a group")
        page.click("button", "Применить")
        page.is_gone("toolbar", "Выбран 1 из 4")
        self.keep_pickup_groups()
        self.look("64 users")
        page.click("checkbox", "Выбрать: Administrator")
        page.click("button", "Удалить")
        self.press_last("Удалить")
        page.find("dialog", "Не удалось: 1 пользователь")
        page.says("Administrator")
        self.look("64 users refused")
        self.press_last("Закрыть")
        page.click("button", "Снять выбор")
        self.copy_user()
        page.fill("searchbox", "Имя, логин или номер", "ан")
        page.says("Введите три символа или больше.")
        page.fill("searchbox", "Имя, логин или номер", "anna")
        page.wait(lambda: not page.all("link", "Boris Volkov…"), "the others to go")
        page.find("link", "Anna Petrova…")
        page.fill("searchbox", "Имя, логин или номер", "")
        page.find("link", "Boris Volkov…")

    def keep_pickup_groups(self) -> None:
        """A pickup group without members stands in the tree, is renamed and removed there; who would leave which is told."""
        page = self.page
        page.click("link", "+ Новая группа перехвата")
        page.fill("textbox", "Название", "Склад")
        page.fill("combobox", "Добавить участника", "anna")
        page.find("option", "Anna Petrova…")
        page.press("Enter")
        page.says("перейдёт из группы «Соседи»")
        self.look("64 who leaves which pickup group")
        page.click("button", "Исключить из группы: Anna…")
        page.click("button", "Создать группу")
        page.find("heading", "Склад")
        page.find("link", "Изменить номер")
        page.click("link", "Пользователи")
        page.find("button", "Склад 0 пользователей")
        page.click("button", "Действия: Склад")
        page.click("menuitem", "Переименовать")
        page.find("dialog", "Переименовать группу перехвата")
        page.fill("textbox", "Название", "Архив")
        self.press_last("Переименовать")
        page.find("button", "Архив 0 пользователей")
        self.look("64 empty pickup group")
        page.click("button", "Действия: Архив")
        page.click("menuitem", "Удалить")
        self.press_last("Удалить")
        page.is_gone("button", "Архив 0 пользователей")

    def copy_user(self) -> None:
        """A user's groups are changed on the card; a copy has the groups of its model, and goes again."""
        page = self.page
        page.click("link", "Clara Orlova…")
        page.find("button", "Исключить из группы: Отдел продаж")
        self.look("64 user groups")
        page.click("button", "Исключить из группы: Отдел продаж")
        page.is_gone("button", "Исключить из группы: Отдел продаж")
        page.click("button", "Добавить в группу")
        page.find("dialog", "Добавить в группу")
        self.hold(property_of(page.all("button", "Сохранить")[-1], "disabled") is True, "no group can be saved")
        page.click("checkbox", "Отдел продаж")
        self.look("64 add to groups")
        page.click("button", "Сохранить")
        page.find("button", "Исключить из группы: Отдел продаж")
        page.click("button", "Действия")
        page.click("menuitem", "Дублировать")
        page.says("Настройки вызовов и группы возьмутся у пользователя Clara Orlova.")
        page.fill("textbox", "Логин", "claracopy")
        page.click("button", "Придумать")
        page.click("button", "Добавить пользователя")
        page.find("heading", "Копия Clara Orlova")
        page.find("button", "Исключить из группы: Отдел продаж")
        page.find("button", "Соседи 4 пользователя")
        page.click("button", "Действия")
        page.click("menuitem", "Удалить")
        self.press_last("Удалить")
        page.wait(lambda: not page.all("link", "Копия Clara Orlova…"), "the copy to go")

    # Helpers

    def press_node(self, name: str) -> None:
        """Opens a node of a drawing by keyboard."""
        page = self.page
        page.on("treeitem", name, lambda node: page.command(
            "DOM.focus", {"backendNodeId": node["backendDOMNodeId"]}))
        page.press("Enter")
        page.find("dialog")

    def give_sound(self, name: str) -> None:
        """Hands two seconds of a tone to the page's own picker."""
        self.page.evaluate(f"""(() => {{
            const rate = 8000, count = rate * 2, bytes = new DataView(new ArrayBuffer(44 + count * 2));
            const text = (at, word) => [...word].forEach((letter, index) => bytes.setUint8(at + index, letter.charCodeAt(0)));
            text(0, "RIFF"); bytes.setUint32(4, 36 + count * 2, true); text(8, "WAVEfmt ");
            bytes.setUint32(16, 16, true); bytes.setUint16(20, 1, true); bytes.setUint16(22, 1, true);
            bytes.setUint32(24, rate, true); bytes.setUint32(28, rate * 2, true); bytes.setUint16(32, 2, true);
            bytes.setUint16(34, 16, true); text(36, "data"); bytes.setUint32(40, count * 2, true);
            for (let index = 0; index < count; index++)
                bytes.setInt16(44 + index * 2, 8000 * Math.sin(index * 2 * Math.PI * 700 / rate), true);
            const files = new DataTransfer();
            files.items.add(new File([bytes.buffer], "{name}.wav", {{type: "audio/wav"}}));
            const picker = document.querySelector("dialog input[type=file]") ?? document.querySelector("input[type=file]");
            picker.files = files.files;
            picker.dispatchEvent(new Event("change", {{bubbles: true}}));
            return true;
        }})()""")

    def give_file(self, name: str, kind: str, text: str) -> None:
        """Hands a file to the page's own picker. The text is written as in JavaScript."""
        page = self.page
        page.evaluate(f"""(() => {{
            const files = new DataTransfer();
            files.items.add(new File(["{text}"], "{name}", {{type: "{kind}"}}));
            const picker = document.querySelector("input[type=file]");
            picker.files = files.files;
            picker.dispatchEvent(new Event("change", {{bubbles: true}}));
            return true;
        }})()""")

    def choose_titled(self, name: str, title: str) -> None:
        """Chooses an option by what it says."""
        page = self.page
        value = page.wait(lambda: page.evaluate(
            f"[...document.querySelectorAll('option')].find(each => each.textContent === '{title}')?.value"), title)
        page.choose(name, str(value))
