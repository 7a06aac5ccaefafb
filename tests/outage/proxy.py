"""A TCP proxy before the database, whose network can be made slow, mute or broken."""

import asyncio
import contextlib
import socket
import struct
import threading

CHUNK = 65536


class Proxy:
    """Listens on `port` of this machine and passes on what comes to the port `target`, in a thread of its own.

    `round_trip` are the seconds that each round trip takes longer, the first of a connection too; `is_mute` takes what comes and
    answers nothing, as a half-open connection does. `questions` counts what clients have sent, which is the number of their round trips.
    """

    def __init__(self, target):
        self.target, self.round_trip, self.is_mute, self.questions = target, 0.0, False, 0
        self._writers = set()
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self._run, args=(started,), daemon=True).start()
        started.wait()

    def reset(self):
        """Break all connections at once, as a router does that has forgotten them."""
        self._loop.call_soon_threadsafe(self._reset)

    def _run(self, started):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()

    def _reset(self):
        for writer in list(self._writers):
            # Without lingering, closing sends RST.
            writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            writer.transport.abort()

    async def _serve(self, reader, writer):
        self._writers.add(writer)
        self.questions += 1
        try:
            await asyncio.sleep(self.round_trip)
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        self._writers.add(server_writer)
        await asyncio.gather(
            self._pass_on(reader, server_writer, is_question=True),
            self._pass_on(server_reader, writer, is_question=False),
        )
        self._writers -= {writer, server_writer}

    async def _pass_on(self, reader, writer, *, is_question):
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                if is_question:
                    self.questions += 1
                    # One question is under way at a time, so waiting here delays no other.
                    await asyncio.sleep(self.round_trip)
                while self.is_mute:
                    await asyncio.sleep(0.05)
                writer.write(data)
                await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()
