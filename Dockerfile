# A server, a worker or any other command of headless, as a user without rights, on a file system that may be read-only:
#
#   docker build --tag headless-membership .
#   docker run --read-only --tmpfs /tmp --volume headless:/data --publish 127.0.0.1:8000:8000 headless-membership
#
# docs/operations/deployment.md has the rest. BASE may be a mirror's, and PLUGINS what else pip shall install, such as
# "./plugins_contrib/green_points". Settings of pip (an index of your own) are the secret pip.conf, which no layer keeps.

ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /build
RUN python3 -m venv /tools && python3 -m venv --without-pip /opt/headless
COPY . .
ARG PLUGINS=""
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf \
    /tools/bin/python -m pip --python /opt/headless/bin/python install --no-cache-dir --constraint constraints.txt . ${PLUGINS}

FROM ${BASE}
LABEL org.opencontainers.image.title="headless-membership" \
      org.opencontainers.image.description="A headless membership backend" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/headless /opt/headless
COPY deploy/healthcheck.py /opt/healthcheck.py
# numbers, so that Kubernetes knows that it is not root
RUN mkdir /data && chown 10001:10001 /data && chmod 700 /data
ENV PATH=/opt/headless/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    HEADLESS_HOST=0.0.0.0 \
    HEADLESS_DATABASE_URL=sqlite:////data/headless.db
WORKDIR /data
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python3", "-I", "/opt/healthcheck.py"]
ENTRYPOINT ["headless"]
CMD ["serve"]
