"""Steps through pools of domains: made by the system administrator, kept by a supervisor at /group/, seen by users."""

import re

from clearing import Client


class PoolSteps:
    """Mixed into the walk, which has the page and looks at it."""

    # Made here and used for the rest of the walk.
    chief = ("chief", "Chief0fPool")
    helper = ("helper", "Helper0fPool")

    def make_pool(self) -> None:
        """The system administrator makes a pool, puts domains into it, and makes its first supervisor."""
        page = self.page
        system = Client(self.options.base, *self.options.system)
        for name, shown in (("north.example", "Север"), ("south.example", "Юг")):
            system.ask("POST", "/domains", {"id": name, "shownName": shown})
        page.open(self.options.base + "/system/pools")
        page.find("heading", "Пулов пока нет")
        self.look("90 no pools")
        page.click("button", "Новый пул")
        page.click("button", "Создать пул")
        page.says("Заполните это поле.")
        page.fill("textbox", "Имя пула", "walkers")
        page.fill("textbox", "Название пула", "Группа компаний")
        page.fill("textbox", "Знаки в начале", "9")
        page.click("button", "Создать пул")
        page.says("Не больше четырёх знаков * и #.")
        page.fill("textbox", "Знаки в начале", "*")
        page.says("набирают так: *4444101")
        self.look("90 new pool")
        page.click("button", "Создать пул")
        page.find("heading", "Группа компаний")
        self.put_domain(self.options.domain, "44", "4455")
        self.put_domain("north.example", "4455", "4456")
        self.put_domain("south.example", "", "4457")
        self.make_supervisor()
        self.look("90 pool")
        page.open(self.options.base + "/system/pools")
        page.find("link", "Группа компаний…")
        self.see_narrow("90 pools narrow")

    def put_domain(self, domain: str, wrong: str, number: str) -> None:
        page = self.page
        page.click("button", "Добавить домен")
        page.find("dialog", "Добавить домен")
        page.find("combobox", "Домен")
        page.wait(lambda: page.evaluate(f"""[...document.querySelectorAll('dialog option')]
            .some((option) => option.value === '{domain}')"""), f"{domain} to be offered")
        self.choose_last("Домен", domain)
        if wrong:
            page.fill("textbox", "Маршрутный номер", wrong)
            page.expected_statuses = {409}
            page.click("button", "Сохранить")
            page.says("Ровно 4 цифры." if len(wrong) != 4 else "Такой маршрутный номер уже есть в пуле.")
            page.collect_problems()
            page.expected_statuses = set()
            self.look("90 routing number refused")
        page.fill("textbox", "Маршрутный номер", number)
        page.press("Enter")
        page.is_gone("dialog", "Добавить домен")
        page.says(number)

    def make_supervisor(self) -> None:
        page = self.page
        page.click("button", "Создать администратора")
        page.find("dialog", "Создать администратора")
        self.press_last("Создать администратора")
        page.says("Заполните это поле.")
        login, password = self.chief
        page.fill("textbox", "Логин", login)
        page.fill("textbox", "Отображаемое имя", "Главный по пулу")
        page.fill("textbox", "Электронная почта", "chief@north.example")
        page.fill("textbox", "Пароль", password)
        self.look("90 new supervisor")
        self.press_last("Создать администратора")
        page.is_gone("dialog", "Создать администратора")
        page.says("Главный по пулу")

    def manage_pool(self) -> None:
        """TEN-05…TEN-11: the supervisor's day at /group/."""
        if not self.options.system:
            return
        page = self.page
        page.expected_statuses = {401}
        page.open(self.options.base + "/group/")
        page.find("heading", "Управление пулом доменов")
        self.look("91 pool sign-in")
        self.sign_in_to_pool(self.chief[0], "wrong-password-1")
        page.says("Логин, пароль или домен не подходят.")
        self.sign_in_to_pool(*self.chief)
        page.find("heading", "Список доменов")
        page.collect_problems()
        page.expected_statuses = set()
        page.says("Группа компаний")
        page.find("link", "Север…")
        self.look("91 pool domains")
        self.group_domains()
        self.keep_domain()
        self.make_administrator()
        page.click("link", "История изменений")
        page.find("table", "История изменений")
        page.wait(lambda: len(page.all("rowheader")) > 3, "what was done in the pool")
        page.choose("Действие", "create")
        page.wait(lambda: "action=create" in page.path, "the filter in the address")
        self.settle()
        self.look("91 pool changes")
        page.fill("searchbox", "Объект", "нет такого")
        page.says("Таких изменений нет")
        self.enter_cabinet()
        page.open(self.options.base + "/group/domains")
        page.find("link", "Север…")
        self.see_narrow("91 pool narrow")
        page.click("link", "Мой профиль")
        page.fill("textbox", "Номер телефона", "+7 (916) 111-22-33")
        page.click("button", "Сохранить")
        page.says("Сохранено")
        self.look("91 pool profile")
        page.click("button", "Выйти")
        page.find("heading", "Вход")
        self.see_pool_narrowly()

    def group_domains(self) -> None:
        """Sub-groups are made, filled, renamed and taken away; a search narrows the list."""
        page = self.page
        page.click("button", "Новая группа")
        page.find("dialog", "Новая группа")
        page.fill("textbox", "Название группы", "Филиалы")
        page.press("Enter")
        page.find("button", "Филиалы 0 доменов")
        page.click("checkbox", "Выбрать: Север")
        page.find("toolbar", "Выбрано: 1 домен")
        self.hold(not page.all("button", "Удалить из группы"), "a domain in no group can be taken out of it")
        self.look("91 domain chosen")
        page.click("button", "Перенести в другую группу")
        page.find("dialog", "Перенести в другую группу")
        value = page.evaluate("""[...document.querySelectorAll('dialog option')]
            .find((option) => option.textContent === 'Филиалы').value""")
        page.choose("Группа", str(value))
        self.press_last("Применить")
        page.find("button", "Филиалы 1 домен")
        page.click("checkbox", "Выбрать: Юг")
        page.click("button", "Добавить в новую группу")
        page.fill("textbox", "Название группы", "Юга")
        page.press("Enter")
        page.find("button", "Юга 1 домен")
        page.click("checkbox", "Выбрать: Юг")
        page.click("button", "Удалить из группы")
        page.find("dialog", "Удалить 1 домен из его группы?")
        self.press_last("Удалить из группы")
        page.find("button", "Юга 0 доменов")
        page.click("button", "Действия: Юга")
        page.click("menuitem", "Удалить")
        page.find("dialog", "Удалить группу Юга?")
        self.press_last("Удалить")
        page.is_gone("button", "Юга 0 доменов")
        self.look("91 pool groups")
        page.fill("searchbox", "Название или маршрутный номер", "4456")
        page.wait(lambda: page.all("link", "Север…") and not page.all("link", "Юг…"), "one domain found")
        page.fill("searchbox", "Название или маршрутный номер", "нет такого")
        page.says("Ничего не нашлось")
        page.fill("searchbox", "Название или маршрутный номер", "")
        page.find("link", "Юг…")

    def keep_domain(self) -> None:
        page = self.page
        page.click("link", "Север…")
        page.find("heading", "Счётчики по домену")
        page.says("*4456101")
        page.fill("textbox", "Маршрутный номер", "4457")
        page.expected_statuses = {409}
        page.click("button", "Сохранить")
        page.says("Такой маршрутный номер уже есть в пуле.")
        page.collect_problems()
        page.expected_statuses = set()
        self.look("91 pool domain refused")
        page.fill("textbox", "Маршрутный номер", "4466")
        page.fill("textbox", "Отображаемое имя", "Северный филиал")
        page.click("button", "Сохранить")
        page.find("heading", "Северный филиал")
        page.says("*4466101")
        self.look("91 pool domain")
        page.press("Escape")
        page.wait(lambda: page.path == "/group/domains", "Escape to close the card")

    def make_administrator(self) -> None:
        page = self.page
        page.click("link", "Администраторы")
        page.find("link", "Главный по пулу…")
        page.click("button", "Создать администратора")
        page.find("heading", "Создать администратора")
        login, password = self.helper
        page.fill("textbox", "Логин", login)
        page.fill("textbox", "Отображаемое имя", "Помощник")
        page.fill("textbox", "Электронная почта", "helper@north.example")
        page.fill("textbox", "Пароль", password)
        page.click("checkbox", "Филиалы")
        self.look("91 new pool administrator")
        self.press_last("Создать администратора")
        page.find("heading", "Помощник")
        page.find("link", "Помощник…")
        self.look("91 pool administrators")
        page.press("Escape")

    def enter_cabinet(self) -> None:
        """TEN-09: the domain's cabinet without signing in again; it says who one is, and leads back."""
        page = self.page
        page.open(self.options.base + "/group/domains")
        page.find("link", "Открыть кабинет домена Северный филиал")
        page.open(f"{self.options.base}/in/north.example/dashboard")
        page.find("heading", "Сводные данные")
        page.says("Вы в кабинете домена Северный филиал")
        self.settle()
        self.look("92 cabinet of another domain")
        page.click("link", "Пользователи")
        page.find("heading", "Пользователи")
        page.wait(lambda: page.path == "/in/north.example/users", "the cabinet to keep its address")
        page.click("button", "Добавить")
        page.fill("textbox", "Имя", "Новичок")
        page.fill("textbox", "Логин", "novice")
        page.fill("textbox", "Внутренний номер", "777")
        page.click("button", "Придумать")
        page.click("button", "Новая группа")
        page.fill("textbox", "Название новой группы", "Филиал")
        page.press("Enter")
        page.find("button", "Удалить: Филиал")
        self.press_last("Добавить пользователя")
        page.find("heading", "Новичок")
        page.click("link", "История изменений")
        page.says(f"{self.chief[0]}@pool:walkers")
        self.look("92 cabinet changes")
        self.hold(not page.all("link", "Мой профиль"), "one's own profile is in somebody else's cabinet")
        page.click("link", "К списку доменов")
        page.find("heading", "Список доменов")
        page.wait(lambda: page.path == "/group/domains", "the way back to the pool")

    def see_pool_narrowly(self) -> None:
        """A sub-group administrator manages what is permitted, and only looks at the rest."""
        page = self.page
        page.expected_statuses = {401}
        page.open(self.options.base + "/group/")
        self.sign_in_to_pool(*self.helper)
        page.find("heading", "Список доменов")
        page.collect_problems()
        page.expected_statuses = set()
        page.find("button", "Филиалы 1 домен")
        page.says("только просмотр")
        self.hold(not page.all("button", "Новая группа"), "a sub-group administrator makes sub-groups")
        self.hold(not page.all("link", "Администраторы"), "a sub-group administrator sees the administrators")
        self.hold(not page.all("link", "Открыть кабинет домена Юг"), "a cabinet that is not permitted can be opened")
        page.click("link", "Юг…")
        page.says("Этот домен вам доступен только для просмотра.")
        self.look("93 sub-group administrator")
        page.click("button", "Выйти")
        page.find("heading", "Управление пулом доменов")

    def see_pool_book(self) -> None:
        """ME-05: colleagues of the other domains, and how they are dialled."""
        if not self.options.system:
            return
        page = self.page
        page.expected_statuses = {401}
        page.open(self.options.base + "/contacts")
        self.fill_sign_in(self.options.login, self.options.domain, self.options.password)
        page.find("heading", "Адресная книга")
        page.collect_problems()
        page.expected_statuses = set()
        page.click("radio", "Пользователи пула")
        page.find("rowheader", "Anna Petrova…")
        page.says("маршрутный номер")
        self.look("94 pool book")
        page.choose("Домен", "north.example")
        page.find("rowheader", "Новичок…")
        page.says("*4466777")
        self.hold(re.search("of=north.example", page.path), f"the domain is not in the address: {page.path}")
        self.look("94 pool book of another domain")
        self.see_narrow("94 pool book narrow")
        page.click("button", "Выйти")
        page.find("heading", "Вход")

    def sign_in_to_pool(self, login: str, password: str) -> None:
        self.page.fill("textbox", "Логин", login)
        self.page.fill("textbox", "Пароль", password)
        self.page.click("button", "Войти")

    def choose_last(self, name: str, value: str) -> None:
        """Chooses in the dialog, where the page beneath has a choice of the same name."""
        self.page.evaluate(f"""(() => {{
            const select = [...document.querySelectorAll('dialog select')].pop();
            Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(select, '{value}');
            select.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }})()""")
        self.page.find("combobox", name)
