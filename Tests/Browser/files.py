"""Steps through what comes from files and goes into them: contacts, users, the journal."""


class FileSteps:
    """Mixed into the walk, which has the page and looks at it."""

    def load_contacts(self) -> None:
        """A list of contacts is looked at before it is made; what is wrong says why; a picture is no list."""
        page = self.page
        page.click("link", "Адресная книга")
        page.find("heading", "Адресная книга")
        for form in ("xlsx", "csv"):
            self.fetch_link(f"Сохранить {form}")
        page.click("button", "Загрузить список")
        page.find("dialog", "Загрузка контактов")
        self.fetch_link("Шаблон xlsx")
        self.look("66 contacts from a file")
        page.expected_statuses = {409}
        self.give_file("contacts.xlsx", "text/csv", "\\x89PNG\\x00\\x00")
        page.says("Этот файл не читается как таблица")
        page.collect_problems()
        page.expected_statuses = set()
        self.give_file("contacts.csv", "text/csv",
                       "Имя;Группа;Быстрый набор;Рабочий телефон\\n"
                       f"Клиент Первый;Важные;{self.login[-5:]};+74951112233\\n"
                       "Без номера;;;\\n;;;+74951112244\\nКлиент Второй;;;+74951112255\\n")
        page.says("В файле 4 строки: готовы 2, с ошибками 2.")
        page.says("Строка 3 Без номера")
        page.says("Телефон: не заполнено")
        page.says("Имя: не заполнено")
        self.look("66 contacts looked at")
        page.click("button", "Создать 2")
        page.says("Создано: 2")
        page.find("link", "Клиент Первый…")
        page.find("link", "Клиент Второй…")
        self.look("66 contacts made")

    def load_users(self) -> None:
        """The same for users, from their page; the walk makes none."""
        page = self.page
        page.click("link", "Пользователи")
        page.find("heading", "Пользователи")
        self.fetch_link("Сохранить xlsx")
        page.click("button", "Загрузить список")
        page.find("dialog", "Загрузка пользователей")
        self.give_file("users.csv", "text/csv",
                       "Логин;Пароль;Отображаемое имя;Внутренний номер;Названия групп\\nanna;G7zNo0vHDT;Анна;;Новая\\n"
                       "dave;G7zNo0vHDT;Дейв;;Новая\\n")
        page.says("В файле 2 строки: готовы 1, с ошибками 1.")
        page.says("Логин: занято")
        page.says("Будут созданы группы: Новая.")
        self.look("67 users looked at")
        page.press("Escape")
        page.wait(lambda: not page.all("dialog", "Загрузка пользователей"), "the dialog to close")

    def load_domain(self) -> None:
        """A company comes from its file: what is wrong is told line by line, what is right is made and removed again."""
        page = self.page
        name = f"{self.login}.example"
        page.open(self.options.base + "/system/domains")
        page.find("heading", "Домены")
        page.click("button", "Загрузить из файла")
        page.find("dialog", "Домен из файла")
        self.look("69 domain from a file")
        self.give_file("wrong.yaml", "application/yaml",
                       f"format: 1\\ndomain: {{name: {name}}}\\nusers:\\n  - {{login: anna, colour: red}}\\n")
        page.says("Файл нельзя загрузить, ошибок: 1.")
        page.says("Строка 4 users.1.colour")
        self.look("69 domain refused")
        self.give_file("right.yaml", "application/yaml",
                       f"format: 1\\ndomain: {{name: {name}}}\\nusers:\\n  - {{login: anna, extension: 101}}\\n")
        page.says(f"Будет создан домен {name}: пользователи — 1.")
        page.says("1 пользователь получит новый пароль")
        self.look("69 domain looked at")
        page.click("button", f"Создать {name}")
        page.find("dialog", f"Домен {name} создан")
        page.says("Сохраните их сейчас")
        self.look("69 domain made")
        page.click("button", "Закрыть")
        page.click("link", f"{name}…")
        page.find("heading", name)
        page.click("button", "Действия")
        page.click("menuitem", "Удалить")
        self.press_last("Удалить")
        page.says("удалено")

    def save_journal(self) -> None:
        """ME-03: the journal goes into a file with its filters, and its totals are told."""
        page = self.page
        page.open(self.options.base + "/history?period=month&result=answered")
        page.find("heading", "История вызовов")
        page.says(", отвечено ")
        address = self.fetch_link("Сохранить csv")
        self.hold("result=answered" in address and "from=" in address, f"the filters are not in {address}")
        self.fetch_link("Сохранить xlsx")
        self.look("68 journal")

    def fetch_link(self, name: str) -> str:
        """The address of a link that saves a file, once it was seen to give one."""
        page = self.page
        page.find("link", name)
        found = f"[...document.querySelectorAll('a[download]')].find(each => each.textContent === {name!r}).href"
        address = str(page.evaluate(found))
        status = page.evaluate(f"fetch({address!r}).then(async answer => "
                               "`${answer.status} ${(await answer.arrayBuffer()).byteLength > 100}`)")
        self.hold(status == "200 true", f"{name} answers {status}")
        return address
