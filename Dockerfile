# A small image that runs as nobody in particular. Build: docker build -t supplierbot .
# The base is a version that the tests run on; the packages are those of requirements.lock, each with its hash.

FROM python:3.13-slim AS build
RUN python -m venv /opt/supplierbot
ENV PATH=/opt/supplierbot/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY requirements.lock ./
RUN pip install --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY alerts alerts
COPY bot bot
COPY faq faq
RUN pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /opt/supplierbot /opt/supplierbot
# The number is written out so that the owner of a mounted folder can be set to it.
RUN useradd --system --uid 10001 --create-home --home-dir /data supplierbot
USER 10001
WORKDIR /data
VOLUME /data
ENV PATH=/opt/supplierbot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SUPPLIERBOT_LOG_FORMAT=json \
    SUPPLIERBOT_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["supplierbot"]
CMD ["run"]
