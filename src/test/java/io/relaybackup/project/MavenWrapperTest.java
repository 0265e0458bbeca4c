package io.relaybackup.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.relaybackup.testing.RequiresTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the real {@code mvnw} against a distribution of its own, served on loopback: with chosen programs on the
 * {@code PATH}, a home that is empty, and {@code mvn}s that only say who they are.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@RequiresTool("sha256sum")
class MavenWrapperTest {

    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final List<String> SHELL_COMMANDS =
            List.of("uname", "dirname", "basename", "tr", "sed", "cat", "mktemp", "mkdir", "rm", "mv", "ls", "chmod");

    @TempDir
    Path temp;

    private final AtomicInteger downloads = new AtomicInteger();
    private byte[] distribution = new byte[0];
    private HttpServer server;

    @BeforeEach
    void serveADistribution() throws Exception {
        distribution = zip("apache-maven-9.9.9/bin/mvn", "#!/bin/sh\necho \"downloaded Maven:\" \"$@\"\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/apache-maven-9.9.9-bin.zip", exchange -> {
            downloads.incrementAndGet();
            exchange.sendResponseHeaders(200, distribution.length);
            exchange.getResponseBody().write(distribution);
            exchange.close();
        });
        server.start();
        Files.createDirectories(temp.resolve("bin"));
        Files.createDirectories(temp.resolve("project/.mvn/wrapper"));
        Files.copy(PROJECT.resolve("mvnw"), temp.resolve("project/mvnw"));
        writeProperties("apache-maven-9.9.9-bin.zip", sha256(distribution));
        putOnPath(SHELL_COMMANDS);
        putOnPath(List.of("sha256sum"));
    }

    @AfterEach
    void stopServing() {
        server.stop(0);
    }

    @Test
    @RequiresTool({"wget", "unzip"})
    void downloadsWithWgetOnceAndThenUsesWhatItHas() throws Exception {
        putOnPath(List.of("wget", "unzip"));

        assertThat(mvnw("-B", "verify")).isEqualTo(new Outcome(0, "downloaded Maven: -B verify\n", ""));
        assertThat(mvnw("two words")).isEqualTo(new Outcome(0, "downloaded Maven: two words\n", ""));
        assertThat(downloads).hasValue(1);
    }

    @Test
    @RequiresTool({"curl", "unzip"})
    void downloadsWithCurl() throws Exception {
        putOnPath(List.of("curl", "unzip"));

        assertThat(mvnw("verify")).isEqualTo(new Outcome(0, "downloaded Maven: verify\n", ""));
    }

    @Test
    void downloadsAndUnpacksWithNothingButTheJdk() throws Exception {
        assertThat(mvnw("verify")).isEqualTo(new Outcome(0, "downloaded Maven: verify\n", ""));
    }

    @Test
    void usesTheMavenOnThePathWhenTheDownloadCannotBeHadAndSaysSo() throws Exception {
        writeProperties("gone/apache-maven-9.9.9-bin.zip", sha256(distribution));
        putMavenOnPath("3.8.7");

        Outcome outcome = mvnw("-B", "two words");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualTo("Maven 3.8.7 on the path: -B two words\n");
        assertThat(outcome.err())
                .contains("Failed to fetch " + url("gone/apache-maven-9.9.9-bin.zip"))
                .contains("using Maven 3.8.7 at " + temp.resolve("bin/mvn") + " instead");
    }

    @Test
    @RequiresTool("wget")
    void usesTheMavenOnThePathWhenWgetFindsNobodyThere() throws Exception {
        usesTheMavenOnThePathWhenNobodyListens("wget");
    }

    @Test
    @RequiresTool("curl")
    void usesTheMavenOnThePathWhenCurlFindsNobodyThere() throws Exception {
        usesTheMavenOnThePathWhenNobodyListens("curl");
    }

    private void usesTheMavenOnThePathWhenNobodyListens(String tool) throws Exception {
        server.stop(0);
        putOnPath(List.of(tool));
        putMavenOnPath("4.0.0-rc-5");

        Outcome outcome = mvnw("verify");

        assertThat(outcome.out()).isEqualTo("Maven 4.0.0-rc-5 on the path: verify\n");
        assertThat(outcome.err()).contains(tool + ": Failed to fetch ", "using Maven 4.0.0 at ");
    }

    @Test
    void refusesAMavenOnThePathThatIsTooOld() throws Exception {
        writeProperties("gone/apache-maven-9.9.9-bin.zip", sha256(distribution));
        putMavenOnPath("3.6.3");

        Outcome outcome = mvnw("verify");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("is Maven 3.6.3; 3.8 or newer is needed");
    }

    @Test
    void saysThatThereIsNoMavenAtAll() throws Exception {
        writeProperties("gone/apache-maven-9.9.9-bin.zip", sha256(distribution));

        Outcome outcome = mvnw("verify");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("there is no mvn on the PATH");
    }

    @Test
    void refusesAWrongChecksumEvenWithAMavenOnThePath() throws Exception {
        writeProperties("apache-maven-9.9.9-bin.zip", sha256("something else".getBytes(UTF_8)));
        putMavenOnPath("3.9.16");

        Outcome outcome = mvnw("verify");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("Failed to validate Maven distribution SHA-256");
        assertThat(temp.resolve("home/.m2/wrapper/dists/apache-maven-9.9.9")).isEmptyDirectory();
    }

    @Test
    void theProjectsOwnDistributionComesFromApacheWithAChecksum() throws Exception {
        assertThat(Files.readString(PROJECT.resolve(".mvn/wrapper/maven-wrapper.properties")))
                .contains("distributionType=only-script")
                .containsPattern(
                        "distributionUrl=https://archive\\.apache\\.org/\\S+/apache-maven-3\\.9\\.16-bin\\.zip")
                .containsPattern("distributionSha256Sum=[0-9a-f]{64}");
    }

    private record Outcome(int status, String out, String err) {}

    private Outcome mvnw(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "./mvnw"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(temp.resolve("project").toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", temp.resolve("bin").toString(),
                        "HOME", temp.resolve("home").toString(),
                        "TMPDIR", Files.createDirectories(temp.resolve("tmp")).toString(),
                        "JAVA_HOME", System.getProperty("java.home")));
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(temp.resolve("tmp")).isEmptyDirectory();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Passes calls on to the real programs; those that this machine lacks stay away. */
    private void putOnPath(List<String> tools) throws IOException {
        for (String tool : tools) {
            for (String directory : System.getenv("PATH").split(":")) {
                if (Files.isExecutable(Path.of(directory, tool))) {
                    writeScript(tool, "exec '" + Path.of(directory, tool) + "' \"$@\"");
                    break;
                }
            }
        }
    }

    private void putMavenOnPath(String version) throws IOException {
        writeScript("mvn", """
                [ "$1" != --version ] || { printf '\\033[1mApache Maven %1$s (abc)\\033[m\\nJava version: 17.0.9\\n'; exit; }
                echo "Maven %1$s on the path:" "$@"
                """.formatted(version));
    }

    private void writeScript(String name, String body) throws IOException {
        Path script = Files.writeString(temp.resolve("bin").resolve(name), "#!/bin/sh\n" + body);
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private void writeProperties(String name, String sha256) throws IOException {
        Files.writeString(
                temp.resolve("project/.mvn/wrapper/maven-wrapper.properties"),
                "distributionType=only-script\ndistributionUrl=" + url(name) + "\ndistributionSha256Sum=" + sha256
                        + "\n");
    }

    private String url(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    private static byte[] zip(String name, String script) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            ZipArchiveEntry entry = new ZipArchiveEntry(name);
            entry.setUnixMode(0100755);
            zip.putArchiveEntry(entry);
            zip.write(script.getBytes(UTF_8));
            zip.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
