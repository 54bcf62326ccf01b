"""The walk's step with passkeys: an authenticator inside of the browser makes one and signs in by it."""


class PasskeySteps:
    """Mixed into the walk, which has the page and looks at it."""

    def use_passkey(self) -> None:
        """BYD-22: made with the password, named, signed in by alone and after the password, removed."""
        page = self.page
        if not page.evaluate("fetch('/api/v1/sign-in-options').then(answer => answer.json())"
                             ".then(options => options.canUsePasskeys)"):
            print("    (no passkeys: the server's webAddress is not set, or no host that browsers have them for)")
            return
        page.command("WebAuthn.enable")
        authenticator = page.command("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
        }})["authenticatorId"]
        page.open(self.options.base + "/me")
        page.find("heading", "Ключи доступа")
        page.click("button", "Создать ключ доступа")
        page.says("Заполните это поле.")
        page.fill("textbox", "Название ключа", "Ноутбук")
        page.fill("textbox", "Пароль для подтверждения", self.options.password)
        page.click("button", "Создать ключ доступа")
        page.says("Ключ доступа создан")
        kept = page.command("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
        self.hold(len(kept) == 1 and kept[0]["isResidentCredential"] and kept[0]["rpId"] == "localhost",
                  f"the authenticator keeps {len(kept)} keys: {[each.get('rpId') for each in kept]}")
        page.click("button", "Переименовать ключ «Ноутбук»")
        page.fill("textbox", "Название ключа", "Рабочий ноутбук")
        page.click("button", "Переименовать ключ «Ноутбук»")
        page.find("button", "Удалить ключ «Рабочий ноутбук»")
        self.look("18 passkeys")

        page.click("button", "Выйти")
        page.find("heading", "Вход")
        self.look("18 sign-in with passkey")
        page.click("button", "Войти с ключом доступа")
        page.find("navigation", "Разделы")
        page.click("button", "Выйти")
        page.find("heading", "Вход")
        page.expected_statuses = {401}
        self.fill_sign_in(self.options.login, self.options.domain, self.options.password)
        page.says("Пароль подошёл.")
        self.look("18 passkey after password")
        page.click("button", "Подтвердить ключом доступа")
        page.find("navigation", "Разделы")

        # A passkey that its owner does not unlock signs nobody in.
        page.click("button", "Выйти")
        page.find("heading", "Вход")
        page.command("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
        page.click("button", "Войти с ключом доступа")
        page.says("Ключ не использован")
        page.command("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
        page.click("button", "Войти с ключом доступа")
        page.find("navigation", "Разделы")
        page.collect_problems()
        page.expected_statuses = set()

        page.open(self.options.base + "/me")
        page.says("последний вход")
        page.click("button", "Удалить ключ «Рабочий ноутбук»")
        page.fill("textbox", "Пароль для подтверждения", self.options.password)
        page.click("button", "Удалить ключ «Рабочий ноутбук»")
        page.says("Ключ доступа удалён")
        page.command("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator})
        page.command("WebAuthn.disable")
