# An image whose BusyBox has a wget. That one takes only the first address of localhost, and its
# limit starts anew with every byte; probelet tries both families within one limit for everything.
# docker build -f examples/alpine.Dockerfile FOLDER    FOLDER holds the program, named server

ARG BASE=alpine:3
ARG PROBELET=probelet:latest
FROM ${PROBELET} AS probelet

FROM ${BASE}
COPY server /server
COPY --from=probelet /probelet /probelet

USER 10001
ENV PORT=8080
EXPOSE 8080
# Was: CMD wget -q --spider http://localhost:${PORT}/health || exit 1
# -q would keep a healthy run's line, which shows the time it took, out of `docker inspect`.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["/probelet", "-m", "3s", "--spider", "http://localhost:${PORT}/health"]
# The shell becomes the server, so that signals reach it.
CMD ["/bin/sh", "-c", "exec /server 0.0.0.0:$PORT"]
