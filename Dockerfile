# One image for every process of deploy/processes.yaml; the command says which. See docs/deployment.md.
ARG PYTHON=3.13-slim-trixie

FROM python:${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /srv/hansa
RUN python -m venv /opt/venv
COPY requirements.lock ./
RUN /opt/venv/bin/python -m pip install --require-hashes --no-deps -r requirements.lock
COPY . .
RUN /opt/venv/bin/python -m pip install --no-deps --no-index --no-build-isolation --editable . \
    && /opt/venv/bin/python -m compileall -q gateway bff_web bff_mobile subgraphs

# The model and GraphiQL's assets; npm is needed here only.
FROM build AS assets
RUN apt-get update && apt-get install -y --no-install-recommends npm && rm -rf /var/lib/apt/lists/*
ENV HANSA_DATA_DIR=/srv/assets
RUN /opt/venv/bin/python deploy/model/fetch.py && /opt/venv/bin/python deploy/graphiql/fetch.py

FROM python:${PYTHON}
ENV PATH=/opt/venv/bin:${PATH} PYTHONUNBUFFERED=1 HANSA_DATA_DIR=/var/lib/hansa
RUN groupadd --gid 10001 hansa && useradd --uid 10001 --gid hansa --no-create-home --shell /usr/sbin/nologin hansa
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/hansa /srv/hansa
# A new volume takes over what the image has at its place, its owner included.
COPY --from=assets --chown=hansa:hansa /srv/assets /var/lib/hansa
WORKDIR /srv/hansa
USER hansa
VOLUME /var/lib/hansa
EXPOSE 4000 4001
CMD ["hansa", "serve", "--supergraph", "schema/supergraph.graphql", "--settings", "deploy/hansa.yaml"]
