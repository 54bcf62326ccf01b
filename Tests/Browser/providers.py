"""The walk's step with an identity provider: set up on its page, signed in by in the browser, removed."""

import contextlib
import sys
import tempfile
import types
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "EndToEnd"))
from harness.identity import Provider  # noqa: E402


class ProviderSteps:
    """Mixed into the walk, which has the page and looks at it."""

    def use_provider(self) -> None:
        """BYD-22: a provider's button signs in whom it names; what it refuses is said."""
        page = self.page
        if page.evaluate("location.hostname") != "localhost":
            print("    (no identity provider: the server's webAddress is not known to be this one)")
            return
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            provider = Provider(types.SimpleNamespace(folder=folder, exit=stack))
            provider.claims = {"sub": "walk", "preferred_username": "somebody"}
            self.sign_in_by(provider)

    def sign_in_by(self, provider: Provider) -> None:
        page = self.page
        page.click("link", "Вход через провайдера")
        page.find("heading", "Новый провайдер")
        page.click("button", "Добавить провайдера")
        page.says("Заполните это поле.")
        page.fill("textbox", "Название на кнопке", "Firm ID")
        page.fill("textbox", "Адрес провайдера (issuer)", provider.issuer + "/?no")
        page.fill("textbox", "Идентификатор клиента (client ID)", provider.client)
        page.fill("textbox", "Секрет клиента (client secret)", provider.secret)
        page.collect_problems()
        page.expected_statuses = {422}
        page.click("button", "Добавить провайдера")
        page.says("Адрес вида")
        page.fill("textbox", "Адрес провайдера (issuer)", provider.issuer)
        page.click("button", "Добавить провайдера")
        page.says("Провайдер сохранён")
        page.collect_problems()
        page.says("/sign-in/")
        self.look("34 providers")

        page.open(self.options.base + "/me")
        page.click("button", "Связать «Firm ID»")
        page.fill("textbox", "Ваш пароль", self.options.password)
        self.look("34 linking")
        page.click("button", "Связать «Firm ID»")
        page.says("связан")
        page.find("button", "Забыть связи")
        self.look("34 linked")

        page.click("button", "Выйти")
        page.find("heading", "Вход")
        page.expected_statuses = {401, 503}
        page.fill("textbox", "Домен", self.options.domain)
        page.find("button", "Войти через Firm ID")
        self.look("34 sign-in with provider")
        page.click("button", "Войти через Firm ID")
        page.find("navigation", "Разделы")

        page.click("button", "Выйти")
        page.find("heading", "Вход")
        provider.claims = {"sub": "stranger", "preferred_username": "nobody"}
        page.fill("textbox", "Домен", self.options.domain)
        page.click("button", "Войти через Firm ID")
        page.says("здесь с ним не связана")
        self.hold(page.evaluate("location.search") == "", "the code stays in the address")
        self.look("34 no account")
        page.click("link", "Ко входу")
        page.find("heading", "Вход")
        self.fill_sign_in(self.options.login, self.options.domain, self.options.password)
        page.find("navigation", "Разделы")
        page.collect_problems()
        page.expected_statuses = set()
        page.open(self.options.base + "/sign-in-providers")
        page.click("button", "Удалить «Firm ID»")
        self.press_last("Удалить")
        page.says("Провайдер удалён")
