"""Steps through what a voice scenario is besides its drawing: texts that are said, drafts, versions, statistics."""


class ScenarioSteps:
    def publish(self, comment: str) -> None:
        """Callers hear the draft from now on."""
        page = self.page
        page.find("region", "Черновик")
        self.look(f"63 draft {comment[:7]}")
        page.click("button", "Опубликовать")
        page.find("dialog", "Опубликовать сценарий")
        page.fill("textbox", "Что изменилось", comment)
        self.press_last("Опубликовать")
        page.wait(lambda: not page.all("region", "Черновик"), "the draft to be published")

    def try_draft(self) -> None:
        """RTE-10: the draft is gone through before it is published, without a line that leads to it; the address can be sent."""
        page = self.page
        page.click("link", "Попробовать черновик")
        page.find("heading", "Что произойдёт с вызовом")
        page.says("Голосовой сценарий «Голосовой сценарий 1» берётся из черновика")
        page.fill("textbox", "Что нажмёт звонящий", "два")
        page.click("button", "Проверить")
        page.says("Только цифры, * и #, и запятая; не больше 32.")
        page.fill("textbox", "Что нажмёт звонящий", "2")
        page.click("button", "Проверить")
        page.says("Звонящий в меню «Поддержка» голосового сценария «Голосовой сценарий 1».")
        page.evaluate("document.querySelector('.tester details').open = true")
        page.says("Сценарий «Голосовой сценарий 1»: по черновику")
        page.says("клавиша 2")
        self.look("63 tried draft")
        page.open(f"{self.options.base}{page.path}")
        page.says("Звонящий в меню «Поддержка» голосового сценария «Голосовой сценарий 1».")
        for is_dark in (False, True):
            page.resize(360, 740, is_dark)
            self.settle()
            self.look(f"63 tried draft narrow {'dark' if is_dark else 'light'}")
        page.resize(1280, 800)
        page.click("link", "К сценарию")
        page.find("region", "Черновик")

    def see_versions(self) -> None:
        """Versions are listed, looked at and brought back; figures stand on the drawing and in a table."""
        page = self.page
        page.open(self.options.base + self.scenario_path)
        page.click("button", "Версии")
        page.find("dialog", "Опубликованные версии")
        page.says("Первая версия")
        page.says("действует")
        self.settle()
        self.look("67 versions")
        page.press("Escape")
        self.press_node("По умолчанию, другая клавиша")
        page.click("radio", "Повтор меню")
        page.click("button", "Сохранить")
        page.find("region", "Черновик")
        page.click("button", "Отменить черновик")
        page.find("dialog", "Отменить черновик?")
        self.press_last("Отменить черновик")
        page.wait(lambda: not page.all("region", "Черновик"), "the draft to go")
        page.click("button", "Статистика")
        page.find("combobox", "Период")
        self.settle()
        self.look("67 statistics")
        page.choose("Период", "free")
        page.find("button", "Статистика")
        self.look("67 statistics of days")

    def say_texts(self) -> None:
        """A text is written, heard before it is kept, kept as a sound, changed, and chosen in the dialog of a menu."""
        page = self.page
        page.click("link", "Записи и мелодии")
        page.find("heading", "Записи и мелодии")
        page.click("button", "Произнести текст")
        page.find("dialog", "Текст, который прозвучит")
        self.press_last("Сохранить")
        page.says("Напишите текст: хотя бы одно слово или число.")
        page.fill("textbox", "Текст", "Здравствуйте! Нажмите один, чтобы поговорить с отделом продаж.")
        page.choose("Голос", "ru-female")
        page.click("button", "Прослушать")
        sound = "document.querySelector('dialog audio')"
        page.wait(lambda: page.evaluate(f"{sound} !== null && {sound}.duration > 2"), "the text to be said", 20)
        page.evaluate(f"{sound}.muted = true, true")
        self.look("66 text to be said")
        page.choose("Скорость", "230")
        page.find("button", "Прослушать с изменениями")
        self.press_last("Сохранить")
        page.says("Текст: «Здравствуйте! Нажмите один, чтобы поговорить с отделом…»", 20)
        self.settle()
        self.look("66 text as a sound")
        page.click("button", "Изменить текст")
        page.fill("textbox", "Текст", "Оставайтесь на линии.")
        self.press_last("Сохранить")
        page.says("Текст: «Оставайтесь на линии.»", 20)
        page.open(self.options.base + self.scenario_path)
        self.press_node("Основное меню, Здравствуйте")
        self.press_last("Произнести текст")
        page.find("dialog", "Текст, который прозвучит")
        page.fill("textbox", "Текст", "Добро пожаловать в компанию.")
        self.look("66 text of a menu")
        self.press_last("Сохранить")
        page.wait(lambda: page.evaluate("document.querySelectorAll('dialog').length === 1"), "the text's dialog to close", 20)
        self.press_last("Сохранить")
        page.find("treeitem", "Основное меню, Добро пожаловать в компанию.")
        self.publish("Синтезированная речь")
