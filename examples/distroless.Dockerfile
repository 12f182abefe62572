# An image without a shell, where no line with curl or wget could run.
# docker build -f examples/distroless.Dockerfile FOLDER    FOLDER holds the program, named server

ARG BASE=gcr.io/distroless/static-debian12:nonroot
# The image that `docker build -t probelet .` makes in a clone, or a released one.
ARG PROBELET=probelet
FROM ${PROBELET} AS probelet

# The base sets a user that can write nowhere. probelet writes no file.
FROM ${BASE}
COPY server /server
COPY --from=probelet /probelet /probelet

ENV PORT=8080
EXPOSE 8080
# A 200 whose JSON says "degraded" is unhealthy, too.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["/probelet", "-m", "3s", "--expect-json", "status=healthy", "http://localhost:${PORT}/health"]
ENTRYPOINT ["/server"]
