"""The table of scenarios and what each one is given."""
import contextlib
import itertools
import os
import random
import re
import threading
import time

from harness.message import Mismatch
from harness.phone import Phone

SCENARIOS = []
_addresses = itertools.count(1)
# Numbers of servers that scenarios start for themselves, each with who has it.
_numbers, _guard = {}, threading.Lock()


def scenario(name, alone=False):
    """Registers a scenario. `name` begins with the requirement or RFC section; `alone`: it changes trunks, which all
    outside calls share, and so runs in turn with others of its kind."""
    def add(body):
        SCENARIOS.append((name, body, alone))
        return body
    return add


class User:
    def __init__(self, record, password):
        self.id, self.login, self.extension = record["id"], record["login"], record["extension"]
        self.domain, self.password = record["domain"], password


class UserPool:
    """Users are costly to make (their passwords are hashed), so scenarios borrow them."""

    def __init__(self, server):
        self.server, self.free, self.lock, self.numbers = server, [], threading.Condition(), itertools.count(201)

    def make(self, count, domain="demo.martlet"):
        made = [self.make_one(domain) for _ in range(count)]
        with self.lock:
            self.free += [user for user in made if domain == "demo.martlet"]
            self.lock.notify_all()
        return made

    def make_one(self, domain="demo.martlet"):
        """A user whom nobody borrows."""
        number = next(self.numbers)
        password = f"Secret{random.randrange(10**8):08d}x"
        record = self.server.api("POST", f"/users?domain={domain}", {
            "login": f"user{number}", "password": password, "extension": str(number), "shownName": f"User {number}"})
        return User(record, password)

    def borrow(self, count):
        with self.lock:
            while len(self.free) < count:
                self.lock.wait()
            users, self.free = self.free[:count], self.free[count:]  # The one that rested longest.
            return users

    def give_back(self, users):
        with self.lock:
            self.free += users
            self.lock.notify_all()


class World:
    """What a scenario works with. Everything it opens is closed after it."""

    def __init__(self, server, pool, name, artefacts):
        self.server, self.pool, self.name = server, pool, name
        number = next(_addresses)
        self.host = f"127.1.{number // 250}.{number % 250 + 1}"
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80]
        self.folder = os.path.join(artefacts, slug)
        os.makedirs(self.folder, exist_ok=True)
        self.log = open(os.path.join(self.folder, "sip.log"), "w")
        self.exit = contextlib.ExitStack()
        self.exit.callback(self.log.close)
        self.artefacts = artefacts
        self.startedAt, self.hasUsers, self.borrowed, self.reserved = self.now(), False, [], set()

    @staticmethod
    def now():
        moment = time.time()
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment * 1000) % 1000:03d}Z"

    def reserve(self, number):
        """The ports and the folder of servers of the scenario's own: whoever else has that number is waited for."""
        if number in self.reserved:
            return
        with _guard:
            lock = _numbers.setdefault(number, threading.Lock())
        if not lock.acquire(timeout=240):
            raise Mismatch(f"the server {number} of another scenario does not end")
        self.reserved.add(number)
        self.exit.callback(lock.release)

    def users(self, count):
        users = self.pool.borrow(count)
        if not self.hasUsers:  # What they did before is another scenario's.
            self.startedAt, self.hasUsers = self.now(), True
        self.borrowed += users
        self.exit.callback(self.pool.give_back, users)
        self.exit.callback(self.sign_off, users)
        return users

    def own_user(self):
        """One that is made for the scenario and goes with it: for what a user may do so often only in a while."""
        user = self.pool.make_one()
        self.exit.callback(self.server.api, "DELETE", f"/users/{user.id}")
        return user

    def sign_off(self, users):
        """Nothing of them stays registered. By SIP: the list in the API is a moment behind."""
        for user in users:
            phone = Phone(self.server.address, self.host, user.login, user.password, user.domain, log=self.log)
            try:
                phone.register(contact="*", expires=0)
            finally:
                phone.close()

    def phone(self, user=None, server=None, register=False, host=None, **more):
        if user is not None:
            more = dict(login=user.login, password=user.password, domain=user.domain, extension=user.extension) | more
        phone = Phone((server or self.server).address, host or self.host, log=self.log, **more)
        self.exit.callback(phone.close)
        if register:
            phone.register()
        return phone

    def phones(self, count, register=True, **more):
        return [self.phone(user, register=register, **more) for user in self.users(count)]

    def change(self, user, **fields):
        """Settings of a borrowed user, put back afterwards."""
        former = self.server.api("GET", f"/users/{user.id}")
        self.server.api("PATCH", f"/users/{user.id}", fields)
        self.exit.callback(self.server.api, "PATCH", f"/users/{user.id}", {name: former[name] for name in fields})

    def wait(self, condition, what, patience=15.0):
        end = time.monotonic() + patience
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > end:
                raise Mismatch(f"not within {patience:g} s: {what}")
            time.sleep(0.15)

    def record(self, number, accept=lambda record: record["endedAt"], what="the call in the history"):
        """The newest history record where `number` took part, as soon as it is as wanted."""
        def look():
            found = [item for item in self.server.history(number) if item["startedAt"] >= self.startedAt and accept(item)]
            # The search finds parts of numbers, too, of calls of the other scenarios.
            own = [item for item in found
                   if number in (item["caller"]["number"], item["callee"]["number"], item["dialled"])]
            return next(iter(own + found), None)
        return self.wait(look, what)


def check(condition, what):
    if not condition:
        raise Mismatch(what)
