# A worker without a port, such as Celery's: it touches a file after every task, and the check looks at
# the file's age. The file is in a tmpfs, where every user may write: docker run --tmpfs /tmp worker
# docker build -f examples/worker.Dockerfile FOLDER    FOLDER holds the program, named worker

# The image that `docker build -t probelet .` makes in a clone, or a released one.
ARG PROBELET=probelet
FROM ${PROBELET} AS probelet

FROM scratch
COPY worker /worker
COPY --from=probelet /probelet /probelet

USER 10001
ENV HEARTBEAT=/tmp/heartbeat
# --max-age is above the time that the longest task takes.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=1 \
  CMD ["/probelet", "--max-age", "60s", "file:${HEARTBEAT}"]
ENTRYPOINT ["/worker"]
