# A static server, probelet, and nothing else: no shell, no C library, no /etc, no CA certificates.
# docker build -f examples/scratch.Dockerfile FOLDER    FOLDER holds the program, named server

ARG PROBELET=probelet:latest
FROM ${PROBELET} AS probelet

FROM scratch
COPY server /server
COPY --from=probelet /probelet /probelet

USER 10001
ENV PORT=8080
EXPOSE 8080
# The list form starts no shell: probelet itself puts ${PORT} in, so that `docker run -e PORT=9000`
# moves the server and its check together. Its limit is below the engine's, so that it can say why.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["/probelet", "-m", "3s", "http://localhost:${PORT}/health"]
ENTRYPOINT ["/server"]
