"""Domains never reach one another (TEN)."""
from harness.scenario import check, scenario
from scenarios.calls import talk


@scenario("TEN: a user of another domain cannot call, message, transfer to, or take over a talk of this one")
def isolation(world):
    name = f"other{world.host.split('.')[-1]}.example"
    world.server.change("domain", "add", name)
    world.exit.callback(world.server.command, "domain", "remove", name, check=False)
    foreign, = world.pool.make(1, domain=name)
    stranger = world.phone(foreign, register=True)
    call, incoming = talk(world)
    victim = incoming.phone
    response = stranger.invite(victim.extension).final()
    check(response.status == 404, f"the same extension in the own domain: {response}")
    response = stranger.invite(victim.extension, domain=victim.domain).final()
    check(response.status in (403, 404), f"INVITE to the other domain: {response}")
    response = stranger.ask("MESSAGE", f"sip:{victim.extension}@{victim.domain}", [], "x")
    check(response.status in (403, 404), f"MESSAGE: {response}")
    tag = lambda text: text.split("tag=")[1].split(";")[0]
    value = f"{incoming.id};to-tag={tag(incoming.remote)};from-tag={tag(incoming.local)}"
    response = stranger.invite(victim.extension, headers=[("Replaces", value)]).final()
    check(response.status in (403, 404, 481), f"Replaces: {response}")
    victim.nothing("BYE", 0.7)
    victim.nothing("INVITE", 0.1)
    # Own credentials do not open the other domain's realm.
    posing = world.phone(foreign, domain=victim.domain)
    posing.register(expect=401)
    response = stranger.register(to=f"sip:{victim.login}@{victim.domain}", expect=None)
    check(response.status in (401, 403), f"REGISTER of the other's record: {response}")
    response = stranger.invite("101", domain="elsewhere.example").final()
    check(response.status in (403, 404), f"foreign domain: {response}")
    call.send("BYE")
    incoming.expect("BYE")


@scenario("TEN: a user removed or given a new password loses its registration")
def removed(world):
    user, other = world.users(2)
    phone, caller = world.phone(user, register=True), world.phone(other)
    password = user.password + "1"
    world.server.api("PUT", f"/users/{user.id}/password", {"password": password})
    user.password = password  # For the next borrower.
    world.wait(lambda: caller.invite(user.extension).final().status == 480, "480 after the password has changed")
    phone.register(expect=401)
    phone.password = password
    phone.register()
