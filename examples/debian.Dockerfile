# An image that had curl and ca-certificates for its HEALTHCHECK line only.
# docker build -f examples/debian.Dockerfile FOLDER    FOLDER holds the program, named server

ARG BASE=debian:12-slim
# The image that `docker build -t probelet .` makes in a clone, or a released one.
ARG PROBELET=probelet
FROM ${PROBELET} AS probelet

FROM ${BASE}
# Was: RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates
RUN useradd --uid 10001 app
COPY server /server
COPY --from=probelet /probelet /probelet

USER app
ENV PORT=8080
EXPOSE 8080
# Was: CMD curl -fsS -m 3 http://localhost:${PORT}/health || exit 1
# Without -s `docker inspect` also shows the line of a healthy run, with the time that it took.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["/probelet", "-fS", "-m", "3", "http://localhost:${PORT}/health"]
CMD ["/server"]
