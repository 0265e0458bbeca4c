package io.relaybackup.project;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.lessThanOrEqualTo;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.containNumberOfElements;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.RestController;

/** The rules of the design that a compiler does not know: who may depend on whom, and what reaches the machine. */
@AnalyzeClasses(packages = "io.relaybackup", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ENGINE = "io.relaybackup.engine..";

    @ArchTest
    static final ArchRule engineStandsAlone = classes()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    ENGINE,
                    "java..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "com.fasterxml.jackson.annotation..",
                    "tools.jackson..",
                    "org.apache.commons.compress..",
                    "com.github.luben.zstd..",
                    "org.bouncycastle.crypto..",
                    "javax.crypto.."))
            .because("the engine must work, and be tested, without Spring and without any feature");

    @ArchTest
    static final ArchRule treeImportsNothingOfOurs = onlyMeets("tree");

    @ArchTest
    static final ArchRule namedFilesStandAlone = onlyMeets("file");

    @ArchTest
    static final ArchRule directoryKnowsTreesOnly = onlyMeets("directory", "tree", "file");

    @ArchTest
    static final ArchRule archiveKnowsTreesOnly = onlyMeets("archive", "tree");

    @ArchTest
    static final ArchRule storeKnowsTreesOnly = onlyMeets("store", "tree");

    @ArchTest
    static final ArchRule chunkerStandsAlone = onlyMeets("chunk");

    @ArchTest
    static final ArchRule cryptographyStandsAlone = onlyMeets("crypto");

    @ArchTest
    static final ArchRule storageStandsAlone = onlyMeets("storage", "file");

    @ArchTest
    static final ArchRule plainStoreIsMadeOfTreesAndDirectories =
            onlyMeets("plain", "store", "tree", "directory", "file");

    private static ArchRule onlyMeets(String... parts) {
        String[] allowed =
                Stream.of(parts).map(part -> "io.relaybackup.engine." + part).toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(allowed[0])
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackage("io.relaybackup..").or(resideInAnyPackage(allowed)))
                .because("sources and sinks stay exchangeable as long as they meet in the tree alone");
    }

    @ArchTest
    static final ArchRule onlyTheWiringNamesPlainStores = onlyTheWiringNames("plain");

    @ArchTest
    static final ArchRule onlyTheWiringNamesRepositories = onlyTheWiringNames("repository");

    private static ArchRule onlyTheWiringNames(String kind) {
        return classes()
                .that()
                .resideOutsideOfPackage("io.relaybackup.engine." + kind)
                .and(dependOn("io.relaybackup.engine." + kind))
                .should()
                .resideInAPackage("io.relaybackup.store")
                .andShould()
                .beAnnotatedWith(Configuration.class)
                .because("another kind of store must need no change anywhere else");
    }

    private static DescribedPredicate<JavaClass> dependOn(String name) {
        return describe(
                "depend on " + name,
                type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getPackageName().equals(name)));
    }

    @ArchTest
    static final ArchRule nobodyImportsWeb = noClasses()
            .that()
            .resideOutsideOfPackage("io.relaybackup.web")
            .should()
            .dependOnClassesThat(resideInAPackage("io.relaybackup.web"))
            .because("HTTP is how the service is reached, not what it is made of");

    @ArchTest
    static final ArchRule featuresHaveNoCycles = slices().matching("io.relaybackup.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a feature must be understood, and replaced, without those that use it");

    @ArchTest
    static final ArchRule engineTakesThePathsItIsGiven = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(File.class, Paths.class, FileSystems.class)
            .orShould()
            .callMethod(Path.class, "toFile")
            .orShould()
            .callMethod(Path.class, "of", String.class, String[].class)
            .orShould()
            .callMethod(Path.class, "of", URI.class)
            .because("then a recording or a failing file system can stand in for the real one");

    @ArchTest
    static final ArchRule engineStartsProcessesBehindOneSeam = startProcessesOnce(resideInAPackage(ENGINE));

    @ArchTest
    static final ArchRule featuresStartProcessesBehindOneSeam = startProcessesOnce(resideOutsideOfPackage(ENGINE));

    private static ArchRule startProcessesOnce(DescribedPredicate<JavaClass> who) {
        return classes()
                .that(who)
                .and(describe(
                        "start processes",
                        type -> type.getConstructorCallsFromSelf().stream()
                                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(ProcessBuilder.class))))
                .should(containNumberOfElements(lessThanOrEqualTo(1)))
                .because("what leaves the JVM must be replaceable in one place");
    }

    @ArchTest
    static final ArchRule noProcessIsStartedOtherwise = noClasses()
            .should()
            .callMethodWhere(target(owner(equivalentTo(Runtime.class))).and(target(name("exec"))))
            .because("what leaves the JVM must be replaceable in one place");

    @ArchTest
    static final ArchRule timeComesFromAClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("tests set the clock");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Utils?|Helper|Manager)")
            .because("a noun of the domain says more");

    @ArchTest
    static final ArchRule packagesAreFeatures = noClasses()
            .should()
            .resideInAnyPackage(
                    "..common..", "..model..", "..dto..", "..util..", "..impl..", "..helper..", "..manager..")
            .because("a package by layer is where everything ends up");

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields = noFields()
            .should()
            .beAnnotatedWith(Autowired.class)
            .orShould()
            .beAnnotatedWith(Value.class)
            .because("the constructor takes everything");

    @ArchTest
    static final ArchRule settingsAreRecords = classes()
            .that()
            .areAnnotatedWith(ConfigurationProperties.class)
            .should()
            .beRecords()
            .because("settings are checked once, when they are bound, and never change");

    @ArchTest
    static final ArchRule wiringAndControllersAreHidden = classes()
            .that()
            .areAnnotatedWith(Configuration.class)
            .or()
            .areAnnotatedWith(RestController.class)
            .should()
            .notBePublic()
            .because("Spring finds them, and nobody else should");

    @ArchTest
    static final ArchRule nullIsSaid = classes()
            .should(be(describe(
                    "in a @NullMarked package", type -> type.getPackage().isAnnotatedWith(NullMarked.class))))
            .because("NullAway checks nothing elsewhere");
}
