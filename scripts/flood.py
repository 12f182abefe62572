"""Answers as much as it can, as fast as it can; for soak.sh.

Usage: flood.py CERTIFICATE KEY. Prints three ports: plain, TLS, and one that is free.
"""

import socket
import ssl
import sys
import threading

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
# What comes first, and what follows without end.
FLOODS = {
    "/body": (OK + b"Content-Length: 10000000000\r\n\r\n", b"x" * 65536),
    "/headers": (OK, b"Name: value\r\n" * 5000),
    "/header": (OK + b"Name: ", b"x" * 65536),
    "/interim": (b"", b"HTTP/1.1 103 Early Hints\r\nName: value\r\n\r\n" * 1000),
    "/chunks": (CHUNKED, b"1\r\nx\r\n" * 10000),
    "/size": (CHUNKED, b"0" * 65536),
}
# The largest head that is read: 64 KiB.
HEAD = OK + b"Name: " + b"x" * (65536 - len(OK) - 10) + b"\r\n\r\n"


def talk(connection, context):
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        path = connection.recv(4096).split()[1].decode()
        if path == "/head":
            connection.sendall(HEAD)
            return
        first, again = FLOODS[path]
        connection.sendall(first)
        while True:
            connection.sendall(again)
    except (OSError, IndexError):
        # The peer has had enough, or never asked.
        pass
    finally:
        connection.close()


def listen(context):
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def serve():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=talk, args=(connection, context), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1]


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*sys.argv[1:])
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    ports = listen(None), listen(context), port
    free.close()
    print(*ports, flush=True)
    threading.Event().wait()


main()
