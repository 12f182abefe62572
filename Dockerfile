# Images that hold probelet and its licences. The last stage is the default.
#   docker build -t probelet .                        everything
#   docker build -t probelet:http --target http .     without TLS and gRPC
#   docker build -t probelet:local-only --target local-only .
#                                                     connects to its own machine only
# scripts/offline-context.sh makes a context and a BASE with which all of it builds without a network.

# Any Debian with rustup, or with nothing but apt. scripts/container.sh builds releases in it, too.
ARG BASE=rust:1.95.0-slim-bookworm

FROM ${BASE} AS tools
WORKDIR /src
# Apart from the source, so that a change of it installs nothing again.
COPY Cargo.toml rust-toolchain.toml ./
COPY scripts/architectures.txt scripts/common.sh scripts/setup.sh scripts/
RUN scripts/setup.sh build

FROM tools AS build
COPY . .
RUN scripts/dist.sh && cp -r dist /dist

FROM build AS build-local-only
RUN FLAVOURS=probelet-local-only scripts/dist.sh && cp -r dist /

FROM scratch AS image
ARG REVISION
ARG SOURCE
ARG VERSION
LABEL org.opencontainers.image.title="probelet" \
      org.opencontainers.image.description="The health probe inside a container" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.version="${VERSION}"
# A number, because the image has no file with names; Kubernetes sees by it that this is not root.
USER 65532:65532
COPY LICENSE THIRD-PARTY-NOTICES.md /
ENTRYPOINT ["/probelet"]

FROM image AS http
COPY --from=build /dist/probelet-http /probelet

FROM image AS local-only
COPY --from=build-local-only /dist/probelet-local-only /probelet

FROM image AS full
COPY --from=build /dist/probelet /probelet
