"""What is measured: the programs, and how each asks for the same page."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = "4"


@dataclass
class Tool:
    """One program that is compared."""

    name: str
    program: str | None  # None: not installed
    http: list[str] | None
    https: list[str] | None = None  # None: cannot check a certificate
    version: list[str] = field(default_factory=list)
    grpc: list[str] | None = None  # None: makes no gRPC calls


def tools(build: Path, http: str, https: str, authority: str, grpc: str = "") -> list[Tool]:
    """The programs in the order of the tables; http and https are URLs of one page, grpc is an address."""
    port = http.rsplit(":", 1)[1].partition("/")[0]
    debian = os.environ["PATH"]  # set by bench.sh: the system's own directories
    python, node = (shutil.which(name, path=debian) for name in ("python3", "node"))
    requests = build / "requests/bin/python"
    urllib_https = f"import ssl; context = ssl.create_default_context(cafile='{authority}')"
    found = lambda name: shutil.which(name, path=debian)
    return [
        Tool("probelet", str(build / "probelet"), [http], ["--cacert", authority, https], ["--version"], [f"grpc://{grpc}"]),
        Tool("probelet-http", str(build / "probelet-http"), [http], version=["--version"]),
        Tool("raw floor", str(build / "floor_raw"), [port]),
        Tool("std floor", str(build / "floor_std"), [port]),
        Tool(
            "curl",
            found("curl"),
            ["-fsS", "-o", "/dev/null", "-m", SECONDS, http],
            ["-fsS", "-o", "/dev/null", "-m", SECONDS, "--cacert", authority, https],
            ["--version"],
        ),
        Tool(
            "wget",
            found("wget"),
            ["-q", "-O", "/dev/null", "--tries=1", f"--timeout={SECONDS}", http],
            ["-q", "-O", "/dev/null", "--tries=1", f"--timeout={SECONDS}", f"--ca-certificate={authority}", https],
            ["--version"],
        ),
        Tool("busybox wget", found("busybox"), ["wget", "-q", "-O", "/dev/null", http], version=["--help"]),
        Tool(
            "python urllib",
            python,
            ["-c", f"import urllib.request as r; r.urlopen('{http}', timeout={SECONDS})"],
            ["-c", f"import urllib.request as r; {urllib_https}; r.urlopen('{https}', timeout={SECONDS}, context=context)"],
            ["--version"],
        ),
        Tool(
            "python requests",
            existing(requests),
            ["-c", f"import requests as r; r.get('{http}', timeout={SECONDS}).raise_for_status()"],
            ["-c", f"import requests as r; r.get('{https}', timeout={SECONDS}, verify='{authority}').raise_for_status()"],
            ["-c", "import requests; print('requests', requests.__version__)"],
        ),
        Tool("Go grpc", existing(build / "grpc_client"), None, grpc=[grpc]),
        Tool(
            "python grpcio",
            existing(requests),
            None,
            version=["-c", "import grpc; print('grpcio', grpc.__version__)"],
            grpc=["-c", python_grpc(grpc)],
        ),
        Tool(
            "node http",
            node,
            ["-e", node_get("http", http, "{}")],
            ["-e", node_get("https", https, f"{{ca: require('fs').readFileSync('{authority}')}}")],
            ["--version"],
        ),
        Tool(
            "node fetch",
            node,
            ["-e", f"fetch('{http}').then(r => process.exit(r.ok ? 0 : 1)).catch(() => process.exit(1))"],
            version=["--version"],
        ),
    ]


def existing(program: Path) -> str | None:
    """The program, when it could be made."""
    return str(program) if program.exists() else None


def python_grpc(address: str) -> str:
    """The usual script, as a one-liner."""
    return (
        "import grpc; from grpc_health.v1 import health_pb2 as pb, health_pb2_grpc as stubs; "
        f"answer = stubs.HealthStub(grpc.insecure_channel('{address}'))"
        f".Check(pb.HealthCheckRequest(), timeout={SECONDS}); "
        "raise SystemExit(answer.status != pb.HealthCheckResponse.SERVING)"
    )


def node_get(module: str, url: str, options: str) -> str:
    """The usual one-liner."""
    return (
        f"require('{module}').get('{url}', {options}, r => process.exit(r.statusCode === 200 ? 0 : 1))"
        ".on('error', () => process.exit(1))"
    )
