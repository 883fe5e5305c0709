#!/usr/bin/python3
"""A long line on loopback: relays TCP and holds every byte back for half a round trip each way.

    delay_proxy.py --rtt-ms 100 [--log FILE] ADDRESS:PORT...

Listens on one port of 127.0.0.1 for each target and prints the ports in one line; ends when its
standard input does, or at SIGTERM. The TCP handshake with the client is not delayed, so what a
client takes at 100 ms more than at 0 ms, divided by 100 ms, is its round trips without TCP's.
A proxy, because many kernels lack netem and a name space for it needs root.

--log writes a line for each piece of data, as it arrives at the proxy: milliseconds since the
connection came, the connection, who spoke (up: the client) and how many bytes.
"""
import argparse
import asyncio
import collections
import signal
import socket
import sys


class Direction:
    """One way of a connection: what was read leaves `hold` seconds later, in order."""

    def __init__(self, reader, writer, hold, seen):
        self.reader, self.writer, self.hold, self.seen = reader, writer, hold, seen
        self.line = collections.deque()  # (when it is due, bytes; b"" is the end)
        self.news = asyncio.Event()

    async def run(self):
        await asyncio.gather(self._read(), self._write())

    async def _read(self):
        loop = asyncio.get_running_loop()
        data = b" "
        while data:
            try:
                data = await self.reader.read(1 << 16)
            except OSError:
                data = b""
            self.seen(len(data))
            self.line.append((loop.time() + self.hold, data))
            self.news.set()

    async def _write(self):
        loop = asyncio.get_running_loop()
        while True:
            while not self.line:
                self.news.clear()
                await self.news.wait()
            due, data = self.line.popleft()
            if due > loop.time():
                await asyncio.sleep(due - loop.time())
            try:
                if not data:
                    self.writer.write_eof()
                    return
                self.writer.write(data)
                await self.writer.drain()
            except (OSError, RuntimeError):
                return  # this side is gone; the other direction finds out by itself


class Proxy:
    def __init__(self, rtt, log):
        self.hold, self.log, self.connections = rtt / 2, log, 0

    async def listen(self, target):
        host, port = target.rsplit(":", 1)
        server = await asyncio.start_server(
            lambda reader, writer: self.relay(reader, writer, host, int(port)), "127.0.0.1", 0)
        return server.sockets[0].getsockname()[1]

    async def relay(self, reader, writer, host, port):
        self.connections += 1
        number, began = self.connections, asyncio.get_running_loop().time()

        def seen(way):
            def note(size):
                if self.log:
                    at = (asyncio.get_running_loop().time() - began) * 1000
                    print(f"{at:9.1f} #{number} {way} {size}", file=self.log, flush=True)
            return note

        try:
            far_reader, far_writer = await asyncio.open_connection(host, port)
        except OSError:
            writer.close()
            return
        for end in (writer, far_writer):
            end.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await asyncio.gather(Direction(reader, far_writer, self.hold, seen("up")).run(),
                                 Direction(far_reader, writer, self.hold, seen("down")).run())
        except asyncio.CancelledError:
            pass  # the proxy ends
        finally:
            writer.close()
            far_writer.close()


async def main():
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--rtt-ms", type=float, required=True)
    given.add_argument("--log")
    given.add_argument("target", nargs="+")
    given = given.parse_args()
    proxy = Proxy(given.rtt_ms / 1000, open(given.log, "w") if given.log else None)
    ports = [await proxy.listen(target) for target in given.target]
    print(*ports, flush=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_reader(sys.stdin, lambda: sys.stdin.buffer.read1() or stop.set())
    await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
