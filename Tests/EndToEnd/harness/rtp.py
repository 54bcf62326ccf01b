"""Sound of a scripted phone: a tone out, the dominant frequency of what comes in. G.711 A-law, 8 kHz, 20 ms."""
import math
import os
import socket
import struct
import threading
import time


def _expand(code):
    """A-law to linear (ITU-T G.711)."""
    code ^= 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    value = (mantissa << 4) + 8 if exponent == 0 else ((mantissa << 4) + 0x108) << (exponent - 1)
    return value if code & 0x80 else -value


def _expand_mu(code):
    code = ~code & 0xFF
    value = (((code & 15) << 3) + 0x84) << ((code >> 4) & 7)
    return (0x84 - value) if code & 0x80 else (value - 0x84)


EXPANDED = {8: [_expand(code) for code in range(256)], 0: [_expand_mu(code) for code in range(256)]}
_COMPRESSED = {}


def compress(sample):
    """The nearest A-law code; by search, and remembered."""
    sample = max(-32000, min(32000, int(sample))) // 16 * 16
    if sample not in _COMPRESSED:
        table = EXPANDED[8]
        _COMPRESSED[sample] = min(range(256), key=lambda code: abs(table[code] - sample))
    return _COMPRESSED[sample]


def power(samples, frequency, rate=8000):
    """Goertzel: the share of the signal's energy at `frequency`, 0 to 1."""
    if not samples:
        return 0.0
    factor = 2 * math.cos(2 * math.pi * frequency / rate)
    one = two = total = 0.0
    for sample in samples:
        one, two = sample + factor * one - two, one
        total += sample * sample
    energy = one * one + two * two - factor * one * two
    return 2 * energy / (len(samples) * total) if total else 0.0


class Media:
    def __init__(self, host):
        self.host, self.remote, self.frequency = host, None, None
        while True:
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.socket.bind((host, 0))
            self.port = self.socket.getsockname()[1]
            if self.port % 2 == 0:
                break
            self.socket.close()
        self.samples, self.packets, self.isOpen, self.lock = [], 0, True, threading.Lock()
        self.events = []
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def close(self):
        self.isOpen = False
        self.socket.close()

    def _read(self):
        while self.isOpen:
            try:
                data, _ = self.socket.recvfrom(2048)
            except OSError:
                return
            payload = data[1] & 0x7F if len(data) > 12 else None
            with self.lock:
                if payload in EXPANDED:
                    self.packets += 1
                    self.samples += [EXPANDED[payload][code] for code in data[12:]]
                    del self.samples[:-16000]
                elif payload == 101:
                    self.events.append(data[12])

    def send_tone(self, frequency):
        """Sends from now on; None: silence packets."""
        period = bytes(compress(8000 * math.sin(2 * math.pi * frequency * index / 8000)) for index in range(8000))
        if self.frequency is None:
            self.frequency, self.period = frequency, period
            threading.Thread(target=self._send, daemon=True).start()
        else:
            self.frequency, self.period = frequency, period

    def _send(self):
        source, sequence, stamp, position = os.urandom(4), 1, 0, 0
        due = time.monotonic()
        while self.isOpen:
            if self.remote and self.remote[1]:
                header = struct.pack(">BBHI", 0x80, 8, sequence & 0xFFFF, stamp & 0xFFFFFFFF) + source
                try:
                    self.socket.sendto(header + self.period[position:position + 160], self.remote)
                except OSError:
                    return
            sequence, stamp, position = sequence + 1, stamp + 160, (position + 160) % 8000
            due += 0.02
            time.sleep(max(0.0, due - time.monotonic()))

    def send_digit(self, event):
        """One key press (RFC 4733): 100 ms, the end three times."""
        source = os.urandom(4)
        for index in range(8):
            ended, duration = 0x80 if index >= 5 else 0, min(index + 1, 6) * 160
            header = struct.pack(">BBHI", 0x80, 0x80 | 101 if index == 0 else 101, 5000 + index, 70000) + source
            self.socket.sendto(header + struct.pack(">BBH", event, ended | 10, duration), self.remote)
            time.sleep(0.02)

    def clear(self):
        with self.lock:
            self.samples, self.packets = [], 0

    def hears(self, frequency, patience=12.0, share=0.7):
        """Whether half a second of what comes is that tone, within `patience`."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with self.lock:
                part = self.samples[-4000:]
            if len(part) == 4000 and power(part, frequency) > share:
                return True
            time.sleep(0.1)
        return False

    def hears_anything(self, patience=12.0):
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with self.lock:
                part = self.samples[-4000:]
            if len(part) == 4000 and max(map(abs, part)) > 500:
                return True
            time.sleep(0.1)
        return False
