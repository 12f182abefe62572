# An image without a shell, where no line with curl or wget could run.
# docker build -f examples/distroless.Dockerfile FOLDER    FOLDER holds the program, named server

ARG BASE=gcr.io/distroless/static-debian12:nonroot
ARG PROBELET=probelet:latest
FROM ${PROBELET} AS probelet

# The base brings the user, who cannot write anywhere; probelet has no need to.
FROM ${BASE}
COPY server /server
COPY --from=probelet /probelet /probelet

ENV PORT=8080
EXPOSE 8080
# Not only the status decides: a 200 that says "degraded" is unhealthy, too.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["/probelet", "-m", "3s", "--expect-json", "status=healthy", "http://localhost:${PORT}/health"]
ENTRYPOINT ["/server"]
