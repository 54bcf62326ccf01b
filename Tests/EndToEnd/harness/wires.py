"""The scripted phone over TLS and over WebSocket, on Python's ssl and Debian's python3-websockets."""
import asyncio
import select
import ssl
import sys
import threading

from harness.message import PATIENCE, Mismatch, describe, token
from harness.phone import Phone
from harness.rtp import Media

try:
    import websockets
except ModuleNotFoundError:  # Another Python than Debian's does not look where Debian's packages are.
    sys.path.append("/usr/lib/python3/dist-packages")
    import websockets


class TLSWire:
    """A TLS connection that one thread reads while others write, which an SSLSocket alone does not allow.

    Pongs (a record with CRLF alone, RFC 5626 §4.4.1) are counted and kept from the reader.
    """

    def __init__(self, plain, context):
        self.peer, self.pongs, self.lock = plain.getpeername(), 0, threading.Lock()
        plain.settimeout(PATIENCE)
        self.secure = context.wrap_socket(plain, server_hostname=self.peer[0])
        self.secure.setblocking(False)

    def recvfrom(self, size):
        while True:
            try:
                with self.lock:
                    data = self.secure.recv(size)
            except ssl.SSLWantReadError:
                self._wait(reads=True)
                continue
            if data != b"\r\n":
                return data, self.peer
            self.pongs += 1

    def sendall(self, data):
        rest = memoryview(data)
        while rest:
            try:
                with self.lock:
                    rest = rest[self.secure.send(rest):]
            except ssl.SSLWantWriteError:
                self._wait(reads=False)

    def _wait(self, reads):
        try:
            select.select([self.secure] if reads else [], [] if reads else [self.secure], [], 0.5)
        except ValueError as error:
            raise OSError("closed") from error

    def shutdown(self, how):
        with self.lock:
            self.secure.shutdown(how)

    def close(self):
        self.secure.close()


class _WirePhone(Phone):
    """Connects as the TCP phone does; `_read`, in its thread, then puts the wire on top and says `ready`."""

    def __init__(self, server, host, context, **more):
        self.context, self.ready, self.fault = context, threading.Event(), None
        super().__init__(server, host, transport="TCP", **more)
        if not self.ready.wait(PATIENCE) or self.fault:
            self.close()
            raise Mismatch(f"{type(self).__name__} does not connect: {self.fault!r}")


class TLSPhone(_WirePhone):
    def __init__(self, server, host, context, **more):
        super().__init__(server, host, context, **more)
        self.transport = "TLS"
        self.contact = self.contact.replace("transport=tcp", "transport=tls")

    def _read(self):
        try:
            self.socket = TLSWire(self.socket, self.context)
        except OSError as error:
            self.fault = error
        self.ready.set()
        if not self.fault:
            super()._read()

    def ping(self):
        """A keep-alive; the pong that is owed."""
        before = self.socket.pongs
        self.transmit("\r\n\r\n")
        return lambda: self.socket.pongs == before + 1


class WebSocketPhone(_WirePhone):
    """A browser's way (RFC 7118): a name that nobody can resolve, one SIP message in each WebSocket message."""

    def __init__(self, server, host, context=None, binary=False, **more):
        self.loop = self.websocket = None
        self.binary, self.kinds = binary, []
        super().__init__(server, host, context, **more)
        self.mediaHost, self.host = host, f"{token()}.invalid"
        self.transport = "WSS" if context else "WS"
        self.contact = f"<sip:{self.login or 'peer'}@{self.host};transport=ws>"

    def _read(self):
        asyncio.run(self._converse())

    async def _converse(self):
        self.loop = asyncio.get_running_loop()
        self.socket.setblocking(False)
        try:
            self.websocket = await websockets.connect(
                f"{'wss' if self.context else 'ws'}://{self.server[0]}:{self.server[1]}/", sock=self.socket,
                ssl=self.context, server_hostname=self.server[0] if self.context else None, subprotocols=["sip"],
                compression=None, ping_interval=None)
        except Exception as error:  # noqa: BLE001 - whatever it is, the scenario has to hear it
            self.fault = error
        self.ready.set()
        if self.fault:
            return
        try:
            async for message in self.websocket:
                self.kinds.append("text" if isinstance(message, str) else "binary")
                data = message.encode() if isinstance(message, str) else message
                await asyncio.to_thread(self._take, data, self.server)
        except websockets.ConnectionClosed:
            pass

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    def transmit(self, data, to=None):
        data = data if isinstance(data, bytes) else data.encode()
        self._note(">", data)
        self._run(self.websocket.send(data if self.binary else data.decode()))

    def ping(self):
        """A ping frame; returns when its pong has come."""
        async def ask():
            await asyncio.wait_for(await self.websocket.ping(), PATIENCE)
        self._run(ask())

    def close(self):
        if self.websocket and self.loop.is_running():
            try:
                self._run(self.websocket.close())
            except Exception:  # noqa: BLE001 - it ends one way or the other
                pass
        super().close()

    def offer(self, direction="sendrecv", **more):
        if self.media is None:
            self.media = Media(self.mediaHost)
        return describe(self.mediaHost, self.media.port, direction, **more)


async def upgrade(address, subprotocols=None, headers=None, **more):
    """A bare WebSocket."""
    return await websockets.connect(f"ws://{address[0]}:{address[1]}/", subprotocols=subprotocols,
                                    extra_headers=headers, compression=None, ping_interval=None,
                                    open_timeout=PATIENCE, close_timeout=PATIENCE, **more)


def open_phone(world, kind, address, context, user, **more):
    """A phone of that kind for the user, closed with the scenario."""
    phone = kind(address, "127.0.0.1", context, log=world.log, login=user.login, password=user.password,
                 domain=user.domain, extension=user.extension, **more)
    world.exit.callback(phone.close)
    return phone


def tls_phone(world, server, user):
    return open_phone(world, TLSPhone, server.tls, server.certificate.context(), user)


def websocket_phone(world, server, user, **more):
    context = server.certificate.context() if server.certificate else None
    return open_phone(world, WebSocketPhone, server.websocket, context, user, **more)
