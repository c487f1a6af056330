# The image of Tandem: docs/container.md says how to run it.
#
#   docker build -t tandem .

# Exact versions, so that an image changes only by a commit. The archive belongs to this JVM: another one makes another.
ARG MAVEN_IMAGE=docker.io/library/maven:3.9.16-eclipse-temurin-17-noble
ARG JRE_IMAGE=docker.io/library/eclipse-temurin:25.0.3_9-jre-noble
# The version in pom.xml.
ARG TANDEM_VERSION=0.1.0-SNAPSHOT

FROM ${MAVEN_IMAGE} AS build
WORKDIR /build
# The dependencies are a layer of their own, made anew only when the build file changes.
COPY pom.xml ./
COPY .mvn .mvn
RUN mvn -B -ntp -q dependency:go-offline
COPY src/main src/main
RUN mvn -B -ntp -q -Dmaven.test.skip=true package
# The jar that the tests run, less PostgreSQL's programs for other platforms; readable for all and writable for none,
# whatever the umask of the checkout.
ARG TANDEM_VERSION
RUN set -eu; \
    case "$(uname -m)" in x86_64) platform=linux-x86_64 ;; aarch64) platform=linux-arm_64 ;; *) platform=none ;; esac; \
    mkdir /jar; \
    cd /jar; \
    jar --extract --file /build/target/tandem.jar; \
    grep -q "^Implementation-Version: ${TANDEM_VERSION}[[:space:]]*$" META-INF/MANIFEST.MF \
      || { echo "TANDEM_VERSION=${TANDEM_VERSION} is not the version in pom.xml" >&2; exit 1; }; \
    find . -maxdepth 1 -name 'postgres-*.txz' ! -name "postgres-${platform}.txz" -delete; \
    install -d /opt/tandem; \
    jar --create --file /opt/tandem/tandem.jar --manifest META-INF/MANIFEST.MF .; \
    install -m 0444 /build/src/main/image/jvm.flags /opt/tandem/; \
    install -m 0555 /build/src/main/image/health /opt/tandem/; \
    chmod 0444 /opt/tandem/tandem.jar

FROM ${JRE_IMAGE} AS runtime
# With an entry in /etc/passwd, which PostgreSQL's initdb asks for.
RUN groupadd --gid 10001 tandem \
    && useradd --uid 10001 --gid tandem --home-dir /data --no-create-home --shell /usr/sbin/nologin tandem \
    && install -d -o tandem -g tandem -m 0700 /data
COPY --from=build --chown=0:0 /opt/tandem /opt/tandem
ENV TANDEM_HTTP_HOST=0.0.0.0 \
    TANDEM_HTTP_PORT=8080 \
    TANDEM_DATA_DIR=/data
# Below it, conf/tandem.properties is read if somebody mounts one.
WORKDIR /opt/tandem
USER 10001:10001

# A real run, in a stage of its own: of all it writes only the archive goes on.
FROM runtime AS training
COPY src/main/image/train /opt/training/
RUN bash /opt/training/train /tmp/training

FROM runtime
COPY --from=training --chown=0:0 /tmp/training/tandem.aot /opt/tandem/
ARG TANDEM_VERSION
LABEL org.opencontainers.image.title="Tandem" \
      org.opencontainers.image.description="A reactive gateway that keeps a person's tasks and TickTick in step" \
      org.opencontainers.image.version="${TANDEM_VERSION}"
EXPOSE 8080
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/opt/tandem/health"]
# The JVM is the container's first process, so that it gets the signals. An archive that does not fit costs time, not the start.
ENTRYPOINT ["java", "-XX:Flags=/opt/tandem/jvm.flags", "-XX:AOTCache=/opt/tandem/tandem.aot", "-jar", "/opt/tandem/tandem.jar"]
