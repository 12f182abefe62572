# An image whose BusyBox has a wget. That wget tries only the first address of localhost, and its
# time limit starts again with every byte. probelet tries both addresses within one limit.
# docker build -f examples/alpine.Dockerfile FOLDER    FOLDER holds the program, named server

ARG BASE=alpine:3
# The image that `docker build -t probelet .` makes in a clone, or a released one.
ARG PROBELET=probelet
FROM ${PROBELET} AS probelet

FROM ${BASE}
COPY server /server
COPY --from=probelet /probelet /probelet

USER 10001
ENV PORT=8080
EXPOSE 8080
# Was: CMD wget -q --spider http://localhost:${PORT}/health || exit 1
# Without -q `docker inspect` also shows the line of a healthy run, with the time that it took.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["/probelet", "-m", "3s", "--spider", "http://localhost:${PORT}/health"]
# `exec` replaces the shell with the server, so that the server gets the signals.
CMD ["/bin/sh", "-c", "exec /server 0.0.0.0:$PORT"]
