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


# SO_TIMESTAMPNS, which Python has no name for.
ARRIVAL_TIMES = 35
KEYS = "0123456789*#ABCD"
SILENCE = bytes([0xD5]) * 8000


def key_tones(key):
    """The two frequencies of a key (ITU-T Q.23)."""
    for low, row in zip((697, 770, 852, 941), ("123A", "456B", "789C", "*0#D")):
        if key in row:
            return low, (1209, 1336, 1477, 1633)[row.index(key)]
    raise ValueError(key)


class Media:
    def __init__(self, host):
        self.host, self.remote, self.frequency = host, None, None
        while True:
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.socket.setsockopt(socket.SOL_SOCKET, ARRIVAL_TIMES, 1)
            self.socket.bind((host, 0))
            self.port = self.socket.getsockname()[1]
            if self.port % 2 == 0:
                break
            self.socket.close()
        self.samples, self.packets, self.isOpen, self.lock = [], 0, True, threading.Lock()
        self.events, self.longestGap, self.lastArrival, self.payloadType = [], 0.0, None, 8
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def close(self):
        self.isOpen = False
        self.socket.close()

    def _read(self):
        while self.isOpen:
            try:
                data, arrival, _, _ = self.socket.recvmsg(2048, 64)
            except OSError:
                return
            payload = data[1] & 0x7F if len(data) > 12 else None
            with self.lock:
                if payload in EXPANDED:
                    self.packets += 1
                    self._note_arrival(struct.unpack("qq", arrival[0][2]))
                    self.samples += [EXPANDED[payload][code] for code in data[12:]]
                    del self.samples[:-80000]
                elif payload == 101:
                    self.events.append(data[12])

    def _note_arrival(self, time_of_day):
        """By the system's time of arrival: this thread shares its interpreter with other scenarios and may be late."""
        now = time_of_day[0] + time_of_day[1] / 1e9
        if self.lastArrival:
            self.longestGap = max(self.longestGap, now - self.lastArrival)
        self.lastArrival = now

    def carries(self, frequency):
        """Whether the last half second has the tone in it, beside others or alone; `None` when it cannot be told."""
        with self.lock:
            part = self.samples[-4000:]
        share = power(part, frequency) if len(part) == 4000 else 0
        return True if share > 0.1 else False if share < 0.01 else None

    def send_tone(self, frequency):
        """Sends from now on; 0: silence packets."""
        period = bytes(compress(8000 * math.sin(2 * math.pi * frequency * index / 8000)) for index in range(8000))
        if self.frequency is None:
            self.frequency, self.period = frequency, period
            threading.Thread(target=self._send, daemon=True).start()
        else:
            self.frequency, self.period = frequency, period

    def send_cadence(self, steps):
        """Sends from now on, again and again: `(frequencies, seconds)`, silence where there are no frequencies. All
        steps together are a multiple of 20 ms."""
        self.send_samples([
            sum(8000 / len(frequencies) * math.sin(2 * math.pi * frequency * index / 8000) for frequency in frequencies)
            for frequencies, seconds in steps for index in range(round(seconds * 8000))
        ])

    def send_samples(self, samples):
        """Sends these from now on, again and again; a multiple of 160 of them."""
        period = bytes(compress(sample) for sample in samples)
        if self.frequency is None:
            self.send_tone(0)
        self.period = period

    def _send(self):
        source, sequence, stamp, position = os.urandom(4), 1, 0, 0
        due = time.monotonic()
        while self.isOpen:
            if self.remote and self.remote[1]:
                header = struct.pack(">BBHI", 0x80, self.payloadType, sequence & 0xFFFF, stamp & 0xFFFFFFFF) + source
                try:
                    period = self.period  # Another one may come meanwhile.
                    position %= len(period)
                    self.socket.sendto(header + period[position:position + 160], self.remote)
                except OSError:
                    return
            sequence, stamp, position = sequence + 1, stamp + 160, position + 160
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

    def press(self, keys):
        """Keys as events of one source (RFC 4733), 100 ms each with 60 ms between them."""
        if not hasattr(self, "keyboard"):
            self.keyboard = [os.urandom(4), 5000, 70000]
        source = self.keyboard[0]
        for key in keys:
            for index in range(8):
                ended, duration = 0x80 if index >= 5 else 0, min(index + 1, 6) * 160
                mark = 0x80 | 101 if index == 0 else 101
                header = struct.pack(">BBHI", 0x80, mark, self.keyboard[1] & 0xFFFF, self.keyboard[2]) + source
                packet = header + struct.pack(">BBH", KEYS.index(key), ended | 10, duration)
                self.socket.sendto(packet, self.remote)
                self.keyboard[1] += 1
                time.sleep(0.02)
            self.keyboard[2] += 1600
            time.sleep(0.06)

    def press_in_band(self, keys):
        """Keys as tones in the sound, 120 ms each with 120 ms of silence between them."""
        former = self.period
        for key in keys:
            low, high = key_tones(key)
            self.period = bytes(compress(5000 * math.sin(2 * math.pi * low * index / 8000)
                                         + 5000 * math.sin(2 * math.pi * high * index / 8000))
                                for index in range(8000))
            time.sleep(0.12)
            self.period = SILENCE
            time.sleep(0.12)
        self.period = former

    def heard_keys(self):
        """The keys whose tones are in what came, in order of the keys."""
        with self.lock:
            samples = list(self.samples)
        found = set()
        for start in range(0, len(samples) - 400, 400):
            part = samples[start:start + 400]
            for key in KEYS:
                low, high = key_tones(key)
                if power(part, low) > 0.3 and power(part, high) > 0.3:
                    found.add(key)
        return "".join(sorted(found, key=KEYS.index))

    def heard_events(self):
        """The keys of the events that came, each once, in order of the keys."""
        with self.lock:
            return "".join(KEYS[event] for event in sorted(set(self.events)))

    def clear(self):
        with self.lock:
            self.samples, self.packets, self.events = [], 0, []

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
