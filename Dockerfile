# gatepost: slim, not root, read-only root file system.
#   docker build -t gatepost .
#   docker run --read-only --tmpfs /tmp -v $PWD:/calendar -v gatepost-state:/state gatepost
# The vault in a container is "sealed-unattended": mount the 0600 secret file and say so in
# config/gatepost.toml. docker/install.sh is run by CI in a fresh prefix as well.
FROM python:3.11-slim-bookworm AS build
COPY pyproject.toml README.md LICENSE /src/
COPY requirements /src/requirements
COPY docker /src/docker
COPY bot /src/bot
RUN sh /src/docker/install.sh /opt/gatepost

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin gatepost \
    && mkdir -p /calendar /state && chown gatepost /calendar /state
COPY --from=build /opt/gatepost /opt/gatepost
ENV PATH=/opt/gatepost/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp \
    GATEPOST_ROOT=/calendar GATEPOST_STATE=/state
USER gatepost
WORKDIR /calendar
VOLUME ["/calendar", "/state"]
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s CMD ["gatepost", "doctor", "--alive"]
ENTRYPOINT ["gatepost"]
CMD ["run"]
