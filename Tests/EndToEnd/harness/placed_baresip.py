"""baresip at any address, over any transport. By TLS it takes every certificate: baresip 1.0 does not check them."""
import os
import shutil
import socket
import subprocess
import tempfile

from harness.baresip import Baresip, write_tone
from harness.transports import text


class PlacedBaresip(Baresip):
    """At 127.0.0.1 or ::1, whatever `server` (host, port) is; driven over IPv4 in either case."""

    def __init__(self, world, user, server, frequency, transport="udp"):
        self.host, self.user, self.control = "127.0.0.1", user, None
        isIPv6 = ":" in server[0]
        place = "::1" if isIPv6 else "127.0.0.1"
        self.folder = os.path.join(world.folder, f"baresip-{user.login}")
        os.makedirs(self.folder)
        self.sounds = tempfile.mkdtemp(prefix="bs")
        world.exit.callback(shutil.rmtree, self.sounds, ignore_errors=True)
        tone = os.path.join(self.sounds, "tone.wav")
        write_tone(tone, frequency)
        with socket.socket() as probe:
            probe.bind((self.host, 0))
            self.controlPort = probe.getsockname()[1]
        lines = [f"sip_listen {text((place, 0))}", "module_path /usr/lib/baresip/modules",
                 f"audio_source aufile,{tone}", "audio_alert none,", "audio_level no", "rtp_ports 30000-31000",
                 f"net_interface {place}", f"ctrl_tcp_listen {self.host}:{self.controlPort}",
                 f"snd_path {self.sounds}", "module g711.so", "module aufile.so", "module sndfile.so",
                 "module_app account.so", "module_app menu.so", "module_app ctrl_tcp.so"]
        self._write("config", lines)
        self._write("accounts", [
            f"<sip:{user.login}@{user.domain}>;auth_user={user.login};auth_pass={user.password};"
            f'outbound="sip:{text(server)};transport={transport}";regint=60;audio_codecs=PCMA,PCMU;answermode=auto'])
        self._write("contacts", [])
        self.log = open(os.path.join(self.folder, "log"), "w")
        self.process = subprocess.Popen(["baresip", "-6" if isIPv6 else "-4", "-v", "-s", "-f", self.folder],
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        world.exit.callback(self.close)
        self._connect()
        world.wait(lambda: "200 OK" in self.said(), f"baresip of {user.login} is registered", 40)

    def _write(self, name, lines):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write("\n".join([*lines, ""]))
