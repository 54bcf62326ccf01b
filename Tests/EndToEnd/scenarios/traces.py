"""Traces (BYD-06): the capture is held against what the scripted phones sent and received on their own sockets."""
import os
import re
import struct
import subprocess
import time

from harness.scenario import check, scenario
from scenarios.recordings import fetch
from scenarios.storage import accounts, brief_call, end, own_server
from scenarios.transfers import notified


def wire(phone):
    """Everything the phone sends and receives from now on: way and octets."""
    seen, note = [], phone._note

    def noted(direction, data):
        seen.append((direction, data))
        note(direction, data)
    phone._note = noted
    return seen


def packets(data):
    """A capture's datagrams: when, source, target, payload."""
    magic, major, minor, _, _, _, link = struct.unpack_from("<IHHiIII", data)
    check((magic, major, minor, link) == (0xa1b2c3d4, 2, 4, 1), f"head of the capture: {data[:24].hex()}")
    place, found = 24, []
    while place < len(data):
        seconds, fraction, kept, length = struct.unpack_from("<IIII", data, place)
        frame = data[place + 16:place + 16 + kept]
        check(kept == length == len(frame) and frame[12:14] == b"\x08\x00", "an IPv4 packet, whole")
        ports = struct.unpack_from("!HH", frame, 34)
        found.append((seconds + fraction / 1e6, (".".join(map(str, frame[26:30])), ports[0]),
                      (".".join(map(str, frame[30:34])), ports[1]), frame[42:]))
        place += 16 + kept
    return found


def is_masked(masked, raw):
    """The same message, but for secrets."""
    return len(masked) == len(raw) and all(one == other or one == ord("x") for one, other in zip(masked, raw))


def capture(server, record):
    status, headers, data = fetch(server, f"/history/{record['id']}/trace.pcap")
    check(status == 200 and "attachment" in headers["Content-Disposition"], f"capture: {status} {headers}")
    return data


def compare(found, phone, seen, call_id, server):
    """Every message of the phone's dialog is in the capture, in order, with its addresses; gives their octets."""
    own = [(way, data) for way, data in seen if call_id.encode() in data]
    ends = (phone.host, phone.port), tuple(server.address)
    there = [packet for packet in found if set(packet[1:3]) == set(ends)]
    check(len(there) == len(own), f"{phone.login}: {len(own)} messages on its wire, {len(there)} in the capture")
    for (way, data), (_, source, target, payload) in zip(own, there):
        check((source, target) == (ends if way == ">" else ends[::-1]), f"{way} {source} {target}")
        check(is_masked(payload, data), f"differ: {data!r} and {payload!r}")
    return b"".join(data for _, data in own)


def secrets(text):
    return re.findall(rb'(?:response|nonce|cnonce)="?([^",\r]+)', text)


@scenario("BYD-06: the capture of a call has what went over both phones' wires, without secrets and digits")
def whole(world):
    one, other = world.users(2)
    caller = world.phone(one, transport="TCP")
    callee = world.phone(other, register=True)
    wires = wire(caller), wire(callee)
    call = caller.invite(callee.extension)
    incoming = callee.incoming()
    incoming.progress(180)
    incoming.accept()
    call.final(200)
    call.send("INFO", [("Content-Type", "application/dtmf-relay")], "Signal=7\r\nDuration=160\r\n")
    caller.response(call.id, "INFO")
    call.send("BYE")
    incoming.expect("BYE")
    caller.response(call.id, "BYE")
    record = world.record(caller.extension)
    data = capture(world.server, record)
    found = packets(data)
    raw = compare(found, caller, wires[0], call.id, world.server)
    compare(found, callee, wires[1], incoming.id, world.server)
    hidden = secrets(raw)
    check(len(hidden) >= 3, f"secrets on the wire: {hidden}")
    for secret in hidden + [b"Signal=7"]:
        check(secret not in data, f"{secret} is in the capture")
    check(abs(found[-1][0] - time.time()) < 30 and found == sorted(found, key=lambda packet: packet[0]), "times")
    # Debian's tcpdump reads it, where there is one.
    path = os.path.join(world.folder, "trace.pcap")
    with open(path, "wb") as file:
        file.write(data)
    try:
        done = subprocess.run(["tcpdump", "-nr", path], capture_output=True, text=True)
        check(done.returncode == 0 and done.stdout.count("\n") >= len(found), f"tcpdump: {done.stderr}")
    except FileNotFoundError:
        pass
    trace = world.server.api("GET", f"/history/{record['id']}/trace")
    check([each["number"] for each in trace["messages"]] == list(range(len(found))), "numbers")
    check(trace["missing"] == 0 and len({each["leg"] for each in trace["messages"]}) == 2, "legs")
    check({each["transport"] for each in trace["messages"]} == {"tcp", "udp"}, "transports")
    check({"routed", "leg-answered"} <= {step["kind"] for step in trace["steps"]}, "steps")
    check(trace["messages"][0]["startLine"].startswith("INVITE") and "401" in trace["messages"][1]["startLine"],
          f"{trace['messages'][:2]}")


@scenario("BYD-06: a transferred call is one trace of three phones")
def transferred(world):
    first, second, third = world.phones(3)
    seen = wire(third)
    call = first.invite(second.extension)
    incoming = second.incoming()
    incoming.accept()
    call.final(200)
    response = incoming.ask("REFER", [("Refer-To", f"<sip:{third.extension}@{third.domain}>"),
                                      ("Referred-By", f"<{second.record}>")])
    check(response.status == 202, f"REFER: {response}")
    target = third.incoming()
    target.accept()
    notified(incoming, 200)
    incoming.expect("BYE")
    call.send("BYE")
    target.expect("BYE")
    record = world.record(first.extension)
    found = packets(capture(world.server, record))
    compare(found, third, seen, target.id, world.server)
    ports = {address[1] for packet in found for address in packet[1:3]} - {world.server.sip}
    check(ports == {first.port, second.port, third.port}, f"phones: {ports}")
    lines = [packet[3].split(b"\r\n")[0] for packet in found]
    check(any(line.startswith(b"REFER") for line in lines) and any(line.startswith(b"NOTIFY") for line in lines),
          f"{lines}")


@scenario("BYD-06: what is refused is found: a dead number in the history, a wrong password in the list, by its domain only")
def refused(world):
    user, = world.users(1)
    phone = world.phone(user)
    call = phone.invite("7999")
    call.final(404)
    record = world.record("7999")
    lines = [each["startLine"] for each in world.server.api("GET", f"/history/{record['id']}/trace")["messages"]]
    check(any("404" in line for line in lines), f"{lines}")

    liar = world.phone(user, password="wrong-password")
    seen = wire(liar)
    attempt = liar.invite("7998")
    attempt.final()
    administrator = world.server.sign_in("admin", "demo.martlet", world.server.password("admin@demo.martlet"))

    def look():
        items = world.server.api("GET", "/refused-calls?search=7998", token=administrator)["items"]
        return next((item for item in items if item["source"].endswith(f"{liar.host}:{liar.port}")), None)
    item = world.wait(look, "the refused call in the list", 60)
    check(item["caller"] == user.login and item["domain"] == "demo.martlet" and item["status"] in (401, 403), f"{item}")
    trace = world.server.api("GET", f"/refused-calls/{item['id']}/trace", token=administrator)
    text = "".join(each["text"] for each in trace["messages"])
    raw = b"".join(data for _, data in seen if attempt.id.encode() in data)
    check(text.count("INVITE sip:7998") == 2 and len(text.encode()) == len(raw), f"{text}")
    for secret in secrets(raw):
        check(secret.decode() not in text, f"{secret} is in the trace")

    # Neither people nor another domain's administrators see any of it.
    name = f"traces{world.host.split('.')[-1]}.example"
    world.server.change("domain", "add", name)
    world.exit.callback(world.server.command, "domain", "remove", name, check=False)
    stranger, = world.pool.make(1, domain=name)
    world.server.api("PATCH", f"/users/{stranger.id}", {"role": "domain-administrator"})
    token = world.server.sign_in(stranger.login, name, stranger.password)
    check(world.server.api("GET", "/refused-calls", token=token)["items"] == [], "another domain's list")
    for path in (f"/history/{record['id']}/trace", f"/refused-calls/{item['id']}/trace"):
        check(world.server.api_error("GET", path, token=token) == "not-found", path)
    token = world.server.sign_in(user.login, user.domain, user.password)
    for path in (f"/history/{record['id']}/trace", "/refused-calls", f"/refused-calls/{item['id']}/trace"):
        check(world.server.api_error("GET", path, token=token) == "not-allowed", path)
    looks = world.server.api("GET", f"/history/{record['id']}/trace/accesses")["items"]
    check([look["action"] for look in looks] == ["seen"] and looks[0]["author"] == "admin@system", f"{looks}")


@scenario("BYD-06: traces survive kill -9; with traceDays 0 none are made and the old ones go")
def kept(world):
    server = own_server(world, 26).start()
    caller, callee = accounts(world, server)
    call, incoming = brief_call(caller, callee)
    time.sleep(4)
    server.kill()
    server.start()
    record = world.wait(lambda: next(iter(server.history("102")), None), "the call in the history")
    trace = server.api("GET", f"/history/{record['id']}/trace")
    check(any(each["startLine"].startswith("ACK") for each in trace["messages"]), "the talk's beginning survives")
    server.ownsData = False
    server.stop()
    server.environment = {"MARTLET_TRACE_DAYS": "0"}
    server.ownsData = True
    server.start()
    world.wait(lambda: server.request("GET", f"/history/{record['id']}/trace")[0] == 410, "the old trace to go", 20)
    callee.register()
    end(*brief_call(caller, callee))
    world.wait(lambda: len([item for item in server.history("102") if item["endedAt"]]) == 2, "the call")
    newest = server.history("102")[0]
    check(server.api_error("GET", f"/history/{newest['id']}/trace") == "gone", "no trace was made")
