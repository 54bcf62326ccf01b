"""Steps through numbers: what a company connects, gives up and gets back, and the stock that they come from."""

import time

from clearing import Client


class NumberSteps:
    """Mixed into the walk, which has the page and looks at it."""

    def manage_numbers(self) -> None:
        """NUM-01: free numbers are searched, chosen, connected for a price; given up they are kept, and come back."""
        page = self.page
        page.open(self.options.base + "/lines")
        page.find("heading", "Номера и маршрутизация")
        page.click("link", "Покупка номера")
        page.find("heading", "Управление номерами")
        page.find("rowheader", "+7 (495) 100-20-01…")
        self.look("96 offered numbers")
        page.choose("Категория", "gold")
        page.wait(lambda: len(page.all("rowheader")) == 1, "one golden number")
        page.choose("Категория", "")
        page.choose("Город", "Санкт-Петербург")
        page.wait(lambda: len(page.all("rowheader")) == 2, "two numbers of the city")
        page.choose("Город", "")
        page.fill("searchbox", "Цифры в номере", "нет таких")
        page.says("Свободных номеров с такими условиями нет")
        page.fill("searchbox", "Цифры в номере", "100-20-0")
        page.wait(lambda: len(page.all("rowheader")) == 5, "what holds these digits")
        page.click("checkbox", "Выбрать: +7 (495) 100-20-01")
        page.click("checkbox", "Выбрать: +7 (495) 100-20-02")
        page.find("toolbar", "Выбрано: 2 номера")
        page.says("Стоимость подключения: 3\u00a0500,00 руб. без НДС")
        self.look("96 numbers chosen")
        self.press_last("Подключить")
        page.find("dialog", "+7 (495) 100-20-01, +7 (495) 100-20-02")
        self.look("96 numbers asked about")
        page.click("button", "Отмена")
        page.is_gone("dialog", "+7 (495) 100-20-01, +7 (495) 100-20-02")
        self.press_last("Подключить")
        page.find("dialog", "+7 (495) 100-20-01, +7 (495) 100-20-02")
        self.press_last("Подключить")
        page.says("Подключено: 2 номера")
        page.wait(lambda: len(page.all("rowheader")) == 3, "the rest of the free ones")
        self.lose_number()
        page.click("radio", "Номер 8 800")
        page.find("rowheader", "+7 (800) 100-20-05…")
        self.look("96 numbers free for callers")
        page.click("radio", "Мои номера")
        self.give_number_up()

    def lose_number(self) -> None:
        """Somebody else was quicker: the page says so, and no longer offers the number."""
        page = self.page
        system = Client(self.options.base, *self.options.system)
        page.choose("Категория", "gold")
        page.find("rowheader", "+7 (499) 100-20-00…")
        system.ask("POST", "/domains", {"id": "quicker.example", "shownName": "Быстрее"})
        system.ask("POST", "/lines", {"number": "+74991002000", "domain": "quicker.example"})
        page.expected_statuses = {409}
        page.click("button", "Подключить номер +7 (499) 100-20-00")
        page.find("dialog", "+7 (499) 100-20-00")
        self.press_last("Подключить")
        page.says("Этот номер только что подключили другие.")
        page.is_gone("rowheader", "+7 (499) 100-20-00…")
        page.collect_problems()
        page.expected_statuses = set()
        # With its domain the line goes, and the number is free again.
        system.ask("DELETE", "/domains/quicker.example")
        page.fill("searchbox", "Цифры в номере", "")
        page.choose("Категория", "")

    def give_number_up(self) -> None:
        page = self.page
        page.find("list", "Подключённые номера")
        page.find("link", "+7 (495) 100-20-01")
        page.find("button", "Подключить номер +7 (495) 100-20-07")
        self.look("96 own numbers")
        page.is_gone("button", "Продлить резерв номера +7 (495) 100-20-07")
        page.click("button", "Удалить номер +7 (495) 100-20-01")
        page.find("dialog", "Отключение дополнительного номера")
        self.look("96 number given up")
        self.press_last("Удалить")
        page.says("Номер +7 (495) 100-20-01 отключён и остаётся в резерве")
        page.click("button", "Продлить резерв номера +7 (495) 100-20-01")
        page.says("Номер +7 (495) 100-20-01: в резерве до ")
        page.click("button", "Подключить номер +7 (495) 100-20-01")
        page.find("dialog", "+7 (495) 100-20-01")
        self.press_last("Подключить")
        page.says("Подключено: 1 номер")
        page.find("button", "Удалить номер +7 (495) 100-20-01")
        page.resize(360, 740, is_dark=True)
        page.open(self.options.base + "/numbers")
        page.find("list", "Зарезервированные номера")
        self.settle()
        self.look("96 own numbers narrow")
        page.open(self.options.base + "/numbers?view=offer")
        page.find("rowheader", "+7 (812) 100-20-04…")
        self.look("96 offered numbers narrow")
        page.resize(1280, 800)
        # The rest of the walk begins with the lines that were there.
        system = Client(self.options.base, *self.options.system)
        for line in system.ask("GET", f"/lines?domain={self.options.domain}&limit=200")["items"]:
            if line["isAdditional"]:
                system.ask("DELETE", f"/lines/{line['id']}")

    def keep_stock(self) -> None:
        """NUM-02: the system administrator adds, prices, books, releases and removes numbers, and loads a list."""
        page = self.page
        if not self.options.system:
            return
        self.fill_sign_in(self.options.system[0], "system", self.options.system[1])
        page.find("navigation", "Разделы")
        page.collect_problems()
        page.expected_statuses = set()
        own = f"+7495{int(time.time()) % 10_000_000:07}"
        shown = f"+7 (495) {own[5:8]}-{own[8:10]}-{own[10:]}"
        page.open(self.options.base + "/system/numbers")
        page.find("heading", "Фонд номеров")
        page.find("rowheader", "+7 (495) 100-20-01…")
        self.look("97 stock")
        page.click("button", "Добавить номер")
        page.find("heading", "Новый номер")
        page.fill("textbox", "Номер", own)
        page.click("button", "Добавить")
        page.says("Укажите город.")
        page.fill("textbox", "Город", "Москва")
        page.fill("textbox", "Стоимость подключения, руб. без НДС", "дорого")
        page.click("button", "Добавить")
        page.says("Сумма в рублях, например 1500 или 1500,50.")
        page.fill("textbox", "Стоимость подключения, руб. без НДС", "1 500,5")
        self.look("97 new number")
        page.click("button", "Добавить")
        page.find("heading", shown)
        page.says("Свободен")
        page.click("button", "Забронировать")
        page.find("dialog", f"Забронировать {shown}")
        self.press_last("Забронировать")
        page.says("Выберите домен.")
        page.wait(lambda: page.evaluate(f"""[...document.querySelectorAll('dialog option')]
            .some((option) => option.value === '{self.options.domain}')"""), "the domain to be offered")
        page.choose("Для домена", self.options.domain)
        self.look("97 booking")
        self.press_last("Забронировать")
        page.says(f"Номер {shown}: забронирован")
        page.find("button", "Снять бронь")
        self.look("97 number booked")
        page.click("button", "Снять бронь")
        page.find("dialog", f"Освободить {shown}?")
        self.press_last("Снять бронь")
        page.says(f"Номер {shown}: свободен")
        page.find("button", "Забронировать")
        page.click("button", "Действия")
        page.click("menuitem", "Удалить")
        self.press_last("Удалить")
        page.says("удалён из фонда")
        self.press_last("Отменить")
        page.says("Изменение отменено")
        page.fill("searchbox", "Цифры номера или город", own[5:])
        page.find("rowheader", f"{shown}…")
        page.click("checkbox", f"Выбрать: {shown}")
        page.click("button", "Назначить цену")
        page.fill("textbox", "Стоимость подключения, руб. без НДС", "10")
        self.press_last("Сохранить")
        page.says("Изменено: 1 номер")
        page.says("10,00")
        page.open(self.options.base + "/system/numbers?state=booked")
        page.find("rowheader", "+7 (495) 100-20-07…")
        self.load_numbers()
        page.resize(360, 740, is_dark=True)
        page.open(self.options.base + "/system/numbers")
        page.find("rowheader", "+7 (495) 100-20-01…")
        self.settle()
        self.look("97 stock narrow")
        page.resize(1280, 800)
        page.click("button", "Выйти")
        page.find("heading", "Вход")

    def load_numbers(self) -> None:
        page = self.page
        for form in ("xlsx", "csv"):
            self.fetch_link(f"Сохранить {form}")
        page.click("button", "Загрузить список")
        page.find("dialog", "Загрузка номеров")
        self.fetch_link("Шаблон xlsx")
        self.give_file("numbers.csv", "text/csv",
                       "Номер;Город;Категория;Стоимость подключения, руб. без НДС\\n"
                       "84951002001;Москва;;\\n74950099001;;Золотой;1500\\n=1+1;Москва;;дорого\\n74950099002;Тверь;;15,5\\n")
        page.says("В файле 4 строки: готовы 1, с ошибками 3.")
        page.says("Номер: занято")
        page.says("Город: не заполнено")
        page.says("Стоимость: неверный вид")
        self.look("97 numbers looked at")
        page.press("Escape")
        page.wait(lambda: not page.all("dialog", "Загрузка номеров"), "the dialog to close")
