# syntax=docker/dockerfile:1
# Two images: the gateway (the default) and, with --target mgw, the command line, which also simulates a market.
#
# The runtime is Ubuntu "chiseled": .NET's libraries and nothing else. No shell, no package manager, no root: the user
# is "app", 1654. Of librdkafka's builds for amd64 the plain one wants a libsasl2.so.3, which Ubuntu does not have, so
# Confluent.Kafka takes centos8-librdkafka.so, which needs only glibc 2.28; that for arm64 needs only glibc, too. SASL
# PLAIN, SCRAM and OAUTHBEARER and TLS are in them; GSSAPI (Kerberos) is not.

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0@sha256:e70cdb7f80b0348f5cb85f19a8f670fca061f033d57eed12fa003d58b0e06317 AS build
ARG TARGETARCH=amd64
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 CI=true
WORKDIR /source

# Both base images are named by digest, so that the same commit builds on the same bytes (SDK 10.0.401, runtime 10.0.12).
# helm/README.md says how to renew them.
# Restoring depends on these files alone: a change of code does not fetch the packages again.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/MarketGateway.Core/MarketGateway.Core.csproj src/MarketGateway.Core/
COPY src/MarketGateway.Demo/MarketGateway.Demo.csproj src/MarketGateway.Demo/
COPY src/MarketGateway/MarketGateway.csproj src/MarketGateway/
COPY src/MarketGateway.Client/MarketGateway.Client.csproj src/MarketGateway.Client/
COPY src/MarketGateway.Tools/MarketGateway.Tools.csproj src/MarketGateway.Tools/
COPY src/MarketGateway/packages.lock.json src/MarketGateway/
RUN dotnet restore src/MarketGateway -a $TARGETARCH \
 && dotnet restore src/MarketGateway.Tools -a $TARGETARCH

# The dashboard is bundled when it is published, if esbuild is there: a development tool, which the image does not hold.
COPY src/dashboard/package.json src/dashboard/package-lock.json src/dashboard/
RUN command -v npm >/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends npm) \
 && npm ci --prefix src/dashboard --ignore-scripts --no-audit --no-fund

COPY BannedSymbols.txt .editorconfig ./
COPY schemas/wire/vectors/ schemas/wire/vectors/
COPY schemas/admin/ schemas/admin/
COPY src/ src/
# Which commit this is: docker build --build-arg COMMIT=$(git rev-parse HEAD) . The repository itself is not copied.
ARG COMMIT=
RUN dotnet publish src/MarketGateway -c Release -a $TARGETARCH --no-restore --no-self-contained -o /out/gateway \
      -p:SourceRevisionId=${COMMIT:-} \
 && dotnet publish src/MarketGateway.Tools -c Release -a $TARGETARCH --no-restore --no-self-contained -o /out/mgw \
      -p:SourceRevisionId=${COMMIT:-}

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled@sha256:48e51f2f6798897be7ac4e775c049ed8fe60d3190f637e1f9c9dc7513efa659c AS runtime
# Nothing is written: no debugger's pipes in /tmp, so that the root file system may be read-only without a tmpfs. To look
# inside with dotnet-trace, dotnet-dump or dotnet-counters, start with DOTNET_EnableDiagnostics=1 and a tmpfs at /tmp.
# Workstation garbage collection: one heap instead of one per core, and the hot path allocates next to nothing anyway.
# How code is compiled in steps is the project's to say (MarketGateway.csproj), where it was measured.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_gcServer=0
WORKDIR /app
USER 1654:1654

FROM runtime AS mgw
LABEL org.opencontainers.image.title="mgw" \
      org.opencontainers.image.description="The command line of MarketGateway: watch, replay, simulate."
COPY --from=build /out/mgw ./
ENTRYPOINT ["./mgw"]

FROM runtime AS gateway
ARG VERSION=0.1.0
ARG COMMIT=
LABEL org.opencontainers.image.title="MarketGateway" \
      org.opencontainers.image.description="Streams versioned market data from Kafka over WebSocket." \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT"
# 8080 is for clients; 9464 is for the operator (metrics and health) and is not to be published.
ENV MarketGateway__Urls=http://*:8080 \
    MarketGateway__Metrics__Url=http://*:9464
EXPOSE 8080 9464
COPY --from=build /out/gateway ./
# No HEALTHCHECK: it would need a program to run in an image that has none, and Kubernetes ignores it. Ask
# http://HOST:9464/healthz/live and /healthz/ready from outside, as the chart's probes and Prometheus do.
ENTRYPOINT ["./MarketGateway"]
