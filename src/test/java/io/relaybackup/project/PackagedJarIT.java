package io.relaybackup.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.relaybackup.testing.ForkedService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The jar that is delivered, as it was packaged. */
class PackagedJarIT {

    @TempDir
    Path root;

    @Test
    void tellsOverHttpEveryLibraryThatItCarries() throws Exception {
        try (JarFile jar = jar()) {
            boolean offline = jar.getEntry("META-INF/sbom/application.cdx.json") == null
                    && !"1".equals(System.getenv("RELAY_REQUIRE_TOOLS"));
            assumeThat(offline).as("a build with -o makes no SBOM").isFalse();
            List<String> libraries = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
                    // No dependency of ours: packaging adds it.
                    .filter(name -> !name.contains("spring-boot-jarmode-tools"))
                    .map(name -> name.substring(name.lastIndexOf('/') + 1, name.length() - ".jar".length()))
                    .toList();

            assertThat(libraries).isNotEmpty();
            assertThat(componentsOfTheSbom()).containsAll(libraries);
        }
    }

    private List<String> componentsOfTheSbom() throws Exception {
        try (ForkedService service = ForkedService.start(root)) {
            JsonNode sbom = service.client().json(200, "GET", "/actuator/sbom/application", "");
            return sbom.get("components")
                    .valueStream()
                    .map(c -> c.get("name").asString() + "-" + c.get("version").asString())
                    .toList();
        }
    }

    @Test
    void letsItsNativeLibrariesLoadWithoutAWarning() throws Exception {
        try (JarFile jar = jar()) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Enable-Native-Access"))
                    .isEqualTo("ALL-UNNAMED");
        }
    }

    private static JarFile jar() throws IOException {
        return new JarFile(System.getProperty("relay.jar"));
    }
}
