# Relay Backup as an image. Build it where the project is:   docker build --build-arg UID=$(id -u relay) -t relay-backup .
#
#   docker run --read-only --tmpfs /tmp:exec -p 127.0.0.1:8080:8080 -e RELAY_BACKUP_HOST=relay-1 \
#     -v /srv/relay/data:/data -v /srv/relay/backups:/backups -v /srv/relay/state:/state relay-backup
#
# The root file system can be read-only. /tmp must be writable and executable: sqlite and zstd unpack their native
# libraries there, and Tomcat keeps its work there.

FROM eclipse-temurin:25-jdk-noble AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -DskipTests package
# A wrong option would print the usage and exit 0; the test of the file makes that an error.
RUN java -Djarmode=tools -jar target/relay-backup-*.jar extract --layers --application-filename relay-backup.jar --destination layers \
    && test -s layers/application/relay-backup.jar

FROM eclipse-temurin:25-jre-noble
# The uid of the application whose data it backs up: a restore gives files back to it, and only root could give them to others.
ARG UID=1000
ARG GID=${UID}
RUN install -d -m 0700 -o ${UID} -g ${GID} /data /backups /state
WORKDIR /app
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./

# One start on an empty directory records what the next ones load at once. It must be this very JVM and these very files;
# its state, with the admin token that it made, is gone before the layer ends.
RUN mkdir /tmp/training \
    && java -XX:AOTCacheOutput=/app/relay-backup.aot -XX:+UseSerialGC -Dspring.context.exit=onRefresh -jar /app/relay-backup.jar \
        --relay.backup.state-directory=/tmp/training/state \
        --relay.backup.source.data-directory=/tmp/training/data \
        --relay.backup.stores.local.type=directory \
        --relay.backup.stores.local.path=/tmp/training/backups \
    && test -s /app/relay-backup.aot \
    && rm -rf /tmp/*

# Outside of a container the service listens on loopback alone.
ENV SERVER_ADDRESS=0.0.0.0 \
    SERVER_PORT=8080 \
    RELAY_BACKUP_STATEDIRECTORY=/state \
    RELAY_BACKUP_SOURCE_DATADIRECTORY=/data \
    RELAY_BACKUP_SOURCE_PROJECTROOT=/ \
    RELAY_BACKUP_STORES_LOCAL_TYPE=directory \
    RELAY_BACKUP_STORES_LOCAL_PATH=/backups
USER ${UID}:${GID}
VOLUME ["/data", "/backups", "/state"]
EXPOSE 8080
STOPSIGNAL SIGTERM

# Ready to serve; a missed backup is a matter for /actuator/health and its alerts, and no reason to restart. Without curl.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/$SERVER_PORT && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

# The heap stays small between backups: little room for what is short-lived, and little more than what is in use.
ENTRYPOINT ["java", "-XX:AOTCache=/app/relay-backup.aot", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", "-XX:MaxNewSize=32m", \
    "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20", "-jar", "/app/relay-backup.jar"]
