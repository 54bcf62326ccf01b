"""Fills the SQLite file of a server that does not run: quickly, and the same in every run."""
import contextlib
import random
import sqlite3

FIRST = "Анна Борис Вера Глеб Дарья Егор Жанна Захар Инна Кирилл Лидия Марк Нина Олег Полина Роман Софья Тимур Ульяна Фёдор".split()
LAST = ("Абрамов Беляев Воронов Громов Данилов Ершов Жуков Зайцев Иванов Козлов Лебедев Морозов Новиков Орлов Павлов Рыбаков "
        "Соколов Тарасов Уваров Фомин Харитонов Цветков Чернов Шубин Щукин Юдин Яковлев").split()
DAY = 86_400_000_000
NOW = 1_790_000_000_000_000


@contextlib.contextmanager
def database(data):
    connection = sqlite3.connect(f"{data}/martlet.db", timeout=30)
    connection.execute("PRAGMA synchronous = OFF")
    try:
        with connection:
            yield connection
    finally:
        connection.close()


def template(connection, table, condition):
    """A row that is there, by its columns."""
    cursor = connection.execute(f"SELECT * FROM {table} WHERE {condition} LIMIT 1")
    return dict(zip([column[0] for column in cursor.description], cursor.fetchone()))


# The demo company is in a pool, and a routing number is one domain's.
ALONE = {"member_of": None, "routing_number": None, "subgroup": None}


def insert(connection, table, columns, rows):
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def domains(data, count, users):
    """Domains d1.example … as the demo company's, with users as anna of 100 on. Nobody can sign in as one of them."""
    with database(data) as connection:
        domain = template(connection, "domains", "id = 'demo.martlet'")
        user = template(connection, "users", "domain = 'demo.martlet' AND login = 'anna'")
        chance = random.Random(1)
        names = [f"d{number}.example" for number in range(1, count + 1)]
        insert(connection, "domains", list(domain), (tuple((domain | {"id": name, "shown_name": name} | ALONE).values())
                                                     for name in names))
        made = (user | {"id": f"{name}-{number}", "domain": name, "login": f"user{number}", "extension": str(number),
                        "shown_name": f"{chance.choice(LAST)} {chance.choice(FIRST)}", "email": f"user{number}@{name}"}
                for name in names for number in range(100, 100 + users))
        insert(connection, "users", list(user), (tuple(row.values()) for row in made))
        return names


def entries(number, name):
    """What a search finds a party by: the number from each of its characters on, the name from each of its words on
    (SearchText of Journal)."""
    folded = name.lower().replace("ё", "е")
    words = folded.split(" ")
    return [number[place:] for place in range(min(len(number), 24))] + (
        [" ".join(words[place:]) for place in range(len(words))] if name else [])


def history(data, domain, count, outsiders=50_000):
    """Calls of a year of the domain's users, with each other and with numbers outside."""
    with database(data) as connection:
        chance = random.Random(2)
        users = connection.execute("SELECT id, extension, shown_name FROM users WHERE domain = ?", (domain,)).fetchall()
        key = 1 + connection.execute("SELECT COALESCE(MAX(key), 0) FROM journal_domains").fetchone()[0]
        first = 1 + connection.execute("SELECT COALESCE(MAX(key), 0) FROM parties").fetchone()[0]
        insert(connection, "journal_domains", ["key", "domain"], [(key, domain)])
        parties = [*users, *(("", f"+7{chance.choice((495, 812, 916, 921, 903))}{chance.randrange(10**7):07}", "")
                             for _ in range(outsiders))]
        seen, kept = set(), []
        for party in parties:
            if party[1:] not in seen:
                seen.add(party[1:])
                kept.append(party)
        insert(connection, "parties", ["key", "domain", "user_id", "number", "name", "folded_number", "folded_name"],
               ((first + place, key, user, number, name, number, name.lower().replace("ё", "е"))
                for place, (user, number, name) in enumerate(kept)))
        insert(connection, "party_entries", ["domain", "entry", "party"],
               ((key, entry, first + place) for place, (_, number, name) in enumerate(kept)
                for entry in entries(number, name)))
        inside, outside = range(first, first + len(users)), range(first + len(users), first + len(kept))

        def calls():
            for number in range(1, count + 1):
                began = NOW - 365 * DAY + number * (365 * DAY // count)
                direction = chance.choices((0, 1, 2), (5, 3, 2))[0]
                result = chance.choices((0, 1, 2, 3, 4, 5), (700, 200, 50, 30, 15, 5))[0]
                caller = chance.choice(outside if direction == 0 else inside)
                callee = chance.choice(outside if direction == 1 else inside)
                answered = began + 8_000_000 if result == 0 else None
                yield (-number, f"bench-{number}", key, direction * 16 + result, began, answered,
                       began + chance.randrange(10, 300) * 1_000_000, caller, callee, "100", "hung-up", "caller")

        insert(connection, "calls", ["number", "id", "domain", "kind", "started_at", "answered_at", "ended_at", "caller",
                                     "callee", "dialled", "cause", "ended_by"], calls())
