"""What it costs to work on sound: codecs, recordings, conferences, prompts; each beside what the libraries cost alone."""
import time

from harness import relaying
from harness.phone import Phone, dial, stand
from harness.server import free_port
from harness.standing import NUMBER, join, programs, standing
from harness.table import Row, ceiling, note

A_LAW, G722, OPUS = (8, "PCMA"), (9, "G722"), (111, "opus")


def transcoding(binary, calls=50, seconds=6):
    """A-law at one side, another codec at the other, both speaking."""
    with programs() as folder:
        # G.722 and Opus meet A-law at 8 kHz.
        alone = relaying.codecs_alone(folder, 8000)
        note(alone)
        for name, codec in (("G.722", G722), ("Opus", OPUS)):
            key = codec[1].lower()
            with standing(binary) as (server, caller, callee):
                ports = [stand(caller, callee, NUMBER, codec) for _ in range(calls)]
                time.sleep(1)
                result = relaying.measure_voice(folder, server.process.pid, ports, seconds, (key, "alaw"))
                note(result)
            each, library = result["cpuPercentPerCall"], sum(sum(alone[kind].values()) for kind in (key, "alaw"))
            yield Row(f"CPU % of a core per call transcoded {name} ↔ A-law, at {calls} calls",
                      f"{each:.3f} (codecs alone {library:.3f}; {result['sent']} packets in, {result['received']} out)",
                      "–", f"{each / library:.2f} × codecs")


def recording(binary, calls=50, seconds=8):
    """Both sides decoded, mixed by time and written, beside the same calls only relayed."""
    figures = {}
    with programs() as folder:
        for name, isOn, isEncrypted in (("relayed", False, False), ("recorded", True, False), ("encrypted", True, True)):
            with standing(binary) as (server, caller, callee):
                server.api("POST", "/domains/demo.martlet/recording/users", {"recordsCalls": isOn})
                server.api("PATCH", "/domains/demo.martlet/recording", {"areEncrypted": isEncrypted})
                ports = [stand(caller, callee, NUMBER) for _ in range(calls)]
                time.sleep(1)
                result = relaying.measure_voice(folder, server.process.pid, ports, seconds)
                note(f"{name}: {result}")
                figures[name] = result["cpuPercentPerCall"]
                going, lost = server.metric("recordings"), server.metric("recording_frames_lost_total")
                note(f"{going:.0f} recordings, {lost:.0f} frames lost")
    yield Row(f"CPU % of a core per call recorded (A-law, both channels), at {calls} calls",
              f"{figures['recorded']:.3f}, encrypted {figures['encrypted']:.3f} (only relayed {figures['relayed']:.3f})",
              "–", f"{figures['recorded'] / figures['relayed']:.2f} × relayed")


def conference(binary, members=16, seconds=6):
    """All in one talk, all speaking: each packet is decoded, each member's own mix is encoded."""
    with programs() as folder:
        alone = relaying.codecs_alone(folder, 16000)
        for name, codec, key in (("A-law", A_LAW, "alaw"), ("Opus", OPUS, "opus")):
            with standing(binary) as (server, caller, callee):
                ports = list(stand(caller, callee, NUMBER, codec, answer=codec))
                time.sleep(1)
                call, = server.api("GET", "/calls")["items"]
                ports += join(server, callee, call, members - len(ports), codec)
                time.sleep(1)
                pairs = list(zip(ports[::2], ports[1::2]))
                result = relaying.measure_voice(folder, server.process.pid, pairs, seconds, (key, key), 16000)
                note(result)
            each, library = result["cpuPercentPerCall"] / 2, sum(alone[key].values())
            yield ceiling(f"CPU % of a core for a conference of {members} who all talk ({name})", each * members, 10,
                          note=f" ({each:.2f} a member; codecs alone {library:.2f})")


def prompts(binary, streams=50, seconds=6):
    """Callers who talk into the music that the server plays them."""
    with programs() as folder:
        alone = relaying.codecs_alone(folder, 8000)  # Prompts are 8 kHz.
        for name, codec, key in (("A-law", A_LAW, "alaw"), ("Opus", OPUS, "opus")):
            with standing(binary) as (server, *_), Phone(server, free_port(9560)) as phone:
                password = server.password("anna@demo.martlet")
                ports = [dial(phone, "anna", password, "9198", codec) for _ in range(streams)]
                time.sleep(1)
                pairs = list(zip(ports[::2], ports[1::2]))
                result = relaying.measure_voice(folder, server.process.pid, pairs, seconds, (key, key))
                note(result)
            each, library = result["cpuPercentPerCall"] / 2, alone[key]["encode"]
            yield Row(f"CPU % of a core per prompt stream ({name}), at {streams}",
                      f"{each:.3f} (encoder alone {library:.3f}; {result['received']} packets heard)", "–",
                      f"{each / library:.2f} × encoder")
