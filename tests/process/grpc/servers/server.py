"""A health server on grpcio. Prints its port, then serves until its standard input ends.

Arguments: the address, which is 127.0.0.1:0 or unix:PATH, then any of `--no-health`,
`--certificate FILE --key FILE`, `--clients-of FILE`.
"""

import argparse
import sys
import time
from concurrent import futures

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

STATUSES = health_pb2.HealthCheckResponse.ServingStatus


class Servicer(health.HealthServicer):
    """The usual servicer, and services that show what else may happen."""

    def Check(self, request, context):
        metadata = dict(context.invocation_metadata())
        if request.service == "slow":
            time.sleep(0.3)
        elif request.service == "hang":
            time.sleep(30)
        elif request.service == "denied":
            context.abort(grpc.StatusCode.PERMISSION_DENIED, "no\x1b[2J \u20ac 100%")
        elif request.service == "echo":
            context.abort(grpc.StatusCode.UNAUTHENTICATED, str(metadata.get("authorization")))
        elif request.service == "metadata" and metadata.get("x-key") != "Value":
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "metadata is missing")
        elif request.service == "agent":
            context.abort(grpc.StatusCode.ABORTED, str(metadata.get("user-agent")))
        return super().Check(request, context)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("--no-health", action="store_true")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--clients-of")
    arguments = parser.parse_args()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    if not arguments.no_health:
        servicer = Servicer()
        for name, status in [
            ("", "SERVING"),
            ("up", "SERVING"),
            ("slow", "SERVING"),
            ("metadata", "SERVING"),
            ("down", "NOT_SERVING"),
            ("unsaid", "UNKNOWN"),
            ("gone", "SERVICE_UNKNOWN"),
        ]:
            servicer.set(name, STATUSES.Value(status))
        health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    if arguments.certificate:
        read = lambda name: open(name, "rb").read() if name else None
        credentials = grpc.ssl_server_credentials(
            [(read(arguments.key), read(arguments.certificate))],
            root_certificates=read(arguments.clients_of),
            require_client_auth=bool(arguments.clients_of),
        )
        port = server.add_secure_port(arguments.address, credentials)
    else:
        port = server.add_insecure_port(arguments.address)
    server.start()
    print(port, flush=True)
    sys.stdin.read()
    server.stop(None)


main()
