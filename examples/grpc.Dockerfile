# A gRPC service with the standard health service, in an image without a shell.
# docker build -f examples/grpc.Dockerfile FOLDER    FOLDER holds the program, named server

# The image that `docker build -t probelet .` makes in a clone, or a released one. The HTTP-only
# one cannot check gRPC.
ARG PROBELET=probelet
FROM ${PROBELET} AS probelet

FROM scratch
COPY server /server
COPY --from=probelet /probelet /probelet

USER 10001
EXPOSE 50051
# Was: CMD ["/bin/grpc_health_probe", "-addr=localhost:50051"], which goes on working with /probelet.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["/probelet", "-m", "3s", "grpc://localhost:50051"]
ENTRYPOINT ["/server", "0.0.0.0:50051"]
