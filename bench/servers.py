"""The servers that are asked."""

import re
import subprocess
from contextlib import contextmanager
from pathlib import Path

from machine import output

PAGE = '{"status":"healthy"}'


@contextmanager
def nginx(folder: Path, cpu: int):
    """Runs nginx with http and https on ports that the kernel picks; yields the two URLs."""
    certificates(folder)
    # One process on one processor, which writes nothing while it is asked.
    config = f"""
        daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr notice;
        events {{}}
        http {{
            access_log off;
            server {{
                listen unix:{folder}/unused;
                listen 127.0.0.1:PORT; listen 127.0.0.1:TLS_PORT ssl;
                ssl_certificate {folder}/leaf.pem; ssl_certificate_key {folder}/leaf.key;
                ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache off; ssl_session_tickets off;
                location = /health {{ default_type application/json; return 200 '{PAGE}'; }}
            }}
        }}
    """
    ports = free_ports(2)
    config = config.replace("TLS_PORT", str(ports[1])).replace("PORT", str(ports[0]))
    (folder / "nginx.conf").write_text(config)
    command = ["taskset", "-c", str(cpu), "nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            if not any("event method" in line for line in server.stderr):
                raise SystemExit("nginx does not start")
            yield f"http://127.0.0.1:{ports[0]}/health", f"https://127.0.0.1:{ports[1]}/health"
        finally:
            server.terminate()


def free_ports(count: int) -> list[int]:
    """Finds ports that nobody listens on."""
    import socket

    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [it.getsockname()[1] for it in sockets]
    for it in sockets:
        it.close()
    return ports


def certificates(folder: Path) -> None:
    """Makes an authority and, signed by it, a P-256 certificate for 127.0.0.1."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    quiet = {"cwd": folder, "stderr": subprocess.DEVNULL}
    authority = ["-x509", "-subj", "/CN=benchmark authority", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2"]
    output("openssl", "req", *key, *authority, **quiet)
    output("openssl", "req", *key, "-subj", "/CN=127.0.0.1", "-keyout", "leaf.key", "-out", "leaf.csr", **quiet)
    (folder / "leaf.ext").write_text("subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n")
    signed = ["-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"]
    output("openssl", "x509", "-req", *signed, "-extfile", "leaf.ext", "-out", "leaf.pem", **quiet)


@contextmanager
def shapes(build: Path, cpu: int):
    """Runs the server whose answers have any shape; yields its URL."""
    command = ["taskset", "-c", str(cpu), str(build / "server")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield f"http://{re.match(r'[0-9.:]+', server.stdout.readline())[0]}"
        finally:
            server.terminate()


@contextmanager
def health(build: Path, cpu: int):
    """Runs the gRPC server of the tests; yields its address, or nothing when it could not be built."""
    program = build / "grpc_server"
    if not program.exists():
        yield ""
        return
    command = ["taskset", "-c", str(cpu), str(program), "127.0.0.1:0"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield f"127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.terminate()
