# Two stages: the first installs from the lock, the second has Python, inboxd, and nothing that builds or installs.
# The Python that deploy/locks was made with.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
COPY deploy/locks/build.txt deploy/locks/run.txt /src/deploy/locks/
RUN python -m venv --without-pip /opt/inboxd \
    && pip --python /opt/inboxd/bin/python install --require-hashes --only-binary :all: -r /src/deploy/locks/run.txt \
    && pip install --require-hashes --only-binary :all: -r /src/deploy/locks/build.txt
COPY pyproject.toml README.md LICENSE /src/
COPY inboxd /src/inboxd
COPY rules /src/rules
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels /src \
    && pip --python /opt/inboxd/bin/python install --no-deps /wheels/inboxd-*.whl \
    && /opt/inboxd/bin/python -m compileall -q /opt/inboxd/lib

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="inboxd" org.opencontainers.image.licenses="MIT"
RUN rm -rf /usr/local/lib/python3*/site-packages/* /usr/local/lib/python3*/ensurepip /usr/local/bin/pip* \
    && useradd --system --uid 10001 --home-dir /var/lib/inboxd --shell /usr/sbin/nologin inboxd \
    && install -d -o inboxd -g inboxd -m 700 /var/lib/inboxd \
    && install -d /etc/inboxd
COPY --from=build /opt/inboxd /opt/inboxd
ENV PATH=/opt/inboxd/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    INBOXD_STORE__URL=sqlite:////var/lib/inboxd/inboxd.db
USER 10001:10001
WORKDIR /var/lib/inboxd
VOLUME /var/lib/inboxd
EXPOSE 8025
STOPSIGNAL SIGTERM
# The page listens on loopback inside the container. INBOXD_WEB__LISTEN=0.0.0.0:8025 needs INBOXD_WEB__TOKEN_FILE, or a
# proxy that logs people in (INBOXD_WEB__PROXY_HEADER and INBOXD_WEB__TRUSTED_PROXIES).
# Only the volume is written to:
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges --tmpfs /tmp -v inboxd:/var/lib/inboxd ...
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:%s/healthz' % (os.environ.get('INBOXD_WEB__LISTEN') or ':8025').rpartition(':')[2], timeout=4)"]
ENTRYPOINT ["inboxd"]
CMD ["run", "--config", "/etc/inboxd/inboxd.toml"]
