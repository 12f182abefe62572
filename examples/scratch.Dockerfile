# A static server, probelet, and nothing else: no shell, no C library, no /etc, no CA certificates.
# docker build -f examples/scratch.Dockerfile FOLDER    FOLDER holds the program, named server

# The image that `docker build -t probelet .` makes in a clone, or a released one.
ARG PROBELET=probelet
FROM ${PROBELET} AS probelet

FROM scratch
COPY server /server
COPY --from=probelet /probelet /probelet

USER 10001
ENV PORT=8080
EXPOSE 8080
# The exec form starts no shell. probelet expands ${PORT} itself, so that `docker run -e PORT=9000`
# moves the server and its check together. -m is below --timeout, so that probelet reports why.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["/probelet", "-m", "3s", "http://localhost:${PORT}/health"]
ENTRYPOINT ["/server"]
