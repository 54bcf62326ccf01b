"""baresip from Debian as a phone: its own folder, a tone as its microphone, its ears written to a file.

It is driven over its control port (netstrings with JSON, module ctrl_tcp).
"""
import json
import math
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import wave

from harness.rtp import power
from harness.message import Mismatch, text

RATE = 8000


def write_tone(path, frequency, seconds=120):
    second = b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * frequency * index / RATE)))
                      for index in range(RATE))
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(second * seconds)


class Baresip:
    """At `host`, registered at `server` (host, port), or else at the world's. Over IPv4 it sends its sound from 127.0.0.1
    whatever its signalling is bound to. By TLS it takes every certificate: baresip 1.0 does not check them.
    `encryption`: srtp (wished), srtp-mand (demanded), dtls_srtp. `modules`: more applications, for instance mwi."""

    def __init__(self, world, user, host, frequency, answers=True, transport="udp", codecs="PCMA,PCMU", server=None,
                 encryption=None, modules=()):
        # Of its own: a scenario may start the same user's phone anew.
        self.folder = tempfile.mkdtemp(prefix=f"baresip-{user.login}-", dir=world.folder)
        # baresip cuts long names off.
        self.sounds = tempfile.mkdtemp(prefix="bs")
        world.exit.callback(shutil.rmtree, self.sounds, ignore_errors=True)
        tone = os.path.join(self.sounds, "tone.wav")
        write_tone(tone, frequency)
        isIPv6 = ":" in host
        # It is driven over IPv4 in either case.
        self.host, self.user, self.control = "127.0.0.1" if isIPv6 else host, user, None
        with socket.socket() as probe:
            probe.bind((self.host, 0))
            self.controlPort = probe.getsockname()[1]
        with open(os.path.join(self.folder, "config"), "w") as file:
            file.write("\n".join([
                f"sip_listen {text((host, 0))}", "module_path /usr/lib/baresip/modules", f"audio_source aufile,{tone}",
                "audio_alert none,", "audio_level no", "rtp_ports 30000-31000", f"net_interface {host}",
                f"ctrl_tcp_listen {self.host}:{self.controlPort}", f"snd_path {self.sounds}",
                "module g711.so", "module g722.so", "module gsm.so", "module opus.so",
                *(["module srtp.so", "module dtls_srtp.so", "rtcp_mux yes"] if encryption else []),
                f"ausrc_srate {RATE}", "ausrc_channels 1", "module aufile.so", "module sndfile.so", "module_app account.so",
                "module_app menu.so", "module_app ctrl_tcp.so", *(f"module_app {name}.so" for name in modules), ""]))
        server = text(server or (world.server.host, world.server.sip)) + f";transport={transport}"
        with open(os.path.join(self.folder, "accounts"), "w") as file:
            file.write(f"<sip:{user.login}@{user.domain}>;auth_user={user.login};auth_pass={user.password};"
                       f'outbound="sip:{server}";regint=60;audio_codecs={codecs};'
                       + (f"mediaenc={encryption};" if encryption else "") +
                       f"answermode={'auto' if answers else 'manual'}\n")
        open(os.path.join(self.folder, "contacts"), "w").close()
        self.log = open(os.path.join(self.folder, "log"), "w")
        self.process = subprocess.Popen(["baresip", "-6" if isIPv6 else "-4", "-v", "-s", "-f", self.folder],
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        world.exit.callback(self.close)
        self._connect()
        world.wait(lambda: "200 OK" in self.said(), f"baresip of {user.login} is registered", 40)

    def close(self):
        if self.control:
            self.control.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def said(self):
        with open(os.path.join(self.folder, "log"), errors="replace") as file:
            return file.read()

    def _connect(self):
        end = time.monotonic() + 40
        while True:
            try:
                self.control = socket.create_connection((self.host, self.controlPort), 20)
                return
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise Mismatch(f"baresip does not start: {self.said()[-300:]}")
                time.sleep(0.2)

    def command(self, name, parameters=""):
        order = json.dumps({"command": name, "params": parameters, "token": "t"})
        self.control.sendall(f"{len(order)}:{order},".encode())

    def recordings(self, end="dec"):
        """What it heard (dec) or said (enc), one list of samples for each recording, oldest first."""
        names = sorted(name for name in os.listdir(self.sounds) if name.endswith(f"-{end}.wav"))
        result = []
        for name in names:
            with open(os.path.join(self.sounds, name), "rb") as file:
                data = file.read()
            if len(data) < 44:
                result.append(())
                continue
            channels, rate = struct.unpack_from("<HI", data, 22)
            data = data[44:]  # The lengths in the header are complete only when the call is over.
            data = data[:len(data) // 2 * 2]
            # The first channel, and of a higher rate one sample in so many: a tone stays what it is.
            result.append(struct.unpack(f"<{len(data) // 2}h", data)[::channels * max(1, rate // RATE)])
        return result

    def hears(self, frequency, patience=25.0, share=0.7):
        """Whether the last half second of the newest recording is that tone."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            samples = (self.recordings() or [()])[-1]
            # Whole seconds may come late to the file: any half second at its end will do.
            if len(samples) >= 4000 and power(samples[-4000:], frequency) > share:
                return True
            time.sleep(0.25)
        return False
