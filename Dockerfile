# Builds Kubarium from nothing but its sources, and runs it as nobody on a JDK 25 with its classes warmed up.

FROM eclipse-temurin:25-jdk AS jdk

FROM node:22-bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
ENV JAVA_HOME=/opt/java/openjdk
COPY --from=jdk /opt/java/openjdk /opt/java/openjdk
ENV PATH="/opt/java/openjdk/bin:${PATH}"
WORKDIR /build
COPY . .
RUN mvn -B -DskipTests package
RUN cp target/kubarium-*.jar kubarium.jar && java -Djarmode=tools -jar kubarium.jar extract --layers --destination layers

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin kubarium \
    && mkdir -p /app/data && chown -R kubarium:kubarium /app
USER kubarium
WORKDIR /app
COPY --from=build --chown=kubarium:kubarium /build/layers/dependencies/ ./
COPY --from=build --chown=kubarium:kubarium /build/layers/spring-boot-loader/ ./
COPY --from=build --chown=kubarium:kubarium /build/layers/snapshot-dependencies/ ./
COPY --from=build --chown=kubarium:kubarium /build/layers/application/ ./
# One start up to the open door, so that the next one finds its classes loaded and linked.
RUN java -XX:AOTCacheOutput=kubarium.aot -Dspring.context.exit=onRefresh -jar kubarium.jar \
    && rm -rf data/*
VOLUME /app/data
# 8080: the page. 8443: the Kubernetes API for kubectl.
EXPOSE 8080 8443
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /actuator/health HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q '\"UP\"' <&3"]
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=75"
ENTRYPOINT ["java", "-XX:AOTCache=kubarium.aot", "-jar", "kubarium.jar"]
