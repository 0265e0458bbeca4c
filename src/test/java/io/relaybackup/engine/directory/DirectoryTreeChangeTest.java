package io.relaybackup.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.directory.CaptureRules.Treatment;
import io.relaybackup.engine.tree.CollectedContent;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.Listing;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.engine.tree.TreeProblem.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application goes on writing while its files are read. */
final class DirectoryTreeChangeTest {

    private static final String FILE = "file.json";

    private static final String LINES = "chain.jsonl";

    @TempDir
    private Path folder;

    private LiveFolder live;

    @BeforeEach
    void layOut() throws IOException {
        live = new LiveFolder(folder);
    }

    /** Does something whenever content comes, so many times. */
    private static final class Interfering extends CollectedContent {

        private final int times;
        private final Change change;
        private int done;

        interface Change {
            void make(int time) throws IOException;
        }

        Interfering(int times, Change change) {
            this.times = times;
            this.change = change;
        }

        @Override
        public void chunk(Entry file, long offset, ByteBuffer content) throws IOException {
            super.chunk(file, offset, content);
            if (offset == 0 && done < times) {
                change.make(++done);
            }
        }
    }

    private void append(String path, String text) throws IOException {
        Files.writeString(live.path(path), text, StandardOpenOption.APPEND);
    }

    private static SourceStamp stamp(Entry entry) {
        SourceStamp stamp = entry.stamp();
        if (stamp == null) {
            throw new IllegalArgumentException("without a stamp: " + entry);
        }
        return stamp;
    }

    @Test
    void aFileThatHoldsStillIsReadOnce() throws IOException {
        live.file(FILE, "content");
        try (DirectoryTree tree = live.open()) {
            CollectedContent read = LiveFolder.read(tree, FILE);

            assertThat(read.text(FILE)).isEqualTo("content");
            assertThat(read.timesBegun(FILE)).isEqualTo(1);
        }
        assertThat(live.problems()).isEmpty();
    }

    @Test
    void aFileThatChangesWhileItIsReadIsReadAgain() throws IOException {
        live.file(FILE, "before");
        try (DirectoryTree tree = live.open()) {
            CollectedContent read = LiveFolder.read(
                    tree, FILE, new Interfering(1, time -> Files.writeString(live.path(FILE), "after!!")));

            assertThat(read.text(FILE)).isEqualTo("after!!");
            assertThat(read.timesBegun(FILE)).isEqualTo(2);
            assertThat(read.settled(TreePath.of(FILE)).size()).isEqualTo(7);
        }
        assertThat(live.problems()).isEmpty();
    }

    @Test
    void aChangeOfEqualSizeWithItsTimePutBackIsSeenByCtime() throws IOException {
        Path file = live.file(FILE, "before");
        FileTime time = Files.getLastModifiedTime(file);
        try (DirectoryTree tree = live.open()) {
            CollectedContent read = LiveFolder.read(tree, FILE, new Interfering(1, n -> {
                Files.writeString(file, "after.");
                Files.setLastModifiedTime(file, time);
            }));

            assertThat(read.text(FILE)).isEqualTo("after.");
        }
    }

    @Test
    void aFileThatIsReplacedByRenameWhileItIsReadIsReadAgain() throws IOException {
        live.file(FILE, "before");
        try (DirectoryTree tree = live.open()) {
            CollectedContent read = LiveFolder.read(tree, FILE, new Interfering(1, time -> {
                Path draft = Files.writeString(live.path("draft"), "after.");
                Files.move(draft, live.path(FILE), StandardCopyOption.ATOMIC_MOVE);
            }));

            assertThat(read.text(FILE)).isEqualTo("after.");
            assertThat(read.timesBegun(FILE)).isEqualTo(2);
        }
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsReadAgain() throws IOException {
        live.file(FILE, "x".repeat(600_000));
        try (DirectoryTree tree = live.open()) {
            CollectedContent read = LiveFolder.read(
                    tree, FILE, new Interfering(1, time -> Files.writeString(live.path(FILE), "short")));

            assertThat(read.text(FILE)).isEqualTo("short");
        }
    }

    @Test
    void aFileThatNeverHoldsStillIsReadFourTimesAndKeptWithAWarningAndAStampThatProvesNothing() throws IOException {
        live.file(FILE, "0");
        Clock future = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        try (DirectoryTree tree = live.open(path -> Treatment.INCLUDED, LiveFolder.SETTINGS, future)) {
            CollectedContent read = LiveFolder.read(
                    tree, FILE, new Interfering(99, time -> Files.writeString(live.path(FILE), "version " + time)));

            assertThat(read.timesBegun(FILE)).isEqualTo(4);
            assertThat(read.text(FILE)).isEqualTo("version 3");
            assertThat(stamp(read.settled(TreePath.of(FILE))).settled()).isFalse();
        }
        assertThat(live.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(TreePath.of(FILE));
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
        });
    }

    @Test
    void aFileThatChangedSinceItWasListedIsReadAsItIsNow() throws IOException {
        live.file(FILE, "before");
        try (DirectoryTree tree = live.open()) {
            Entry listed = LiveFolder.entry(tree, FILE);
            live.file(FILE, "now it is longer");
            CollectedContent read = new CollectedContent();
            tree.read(List.of(listed), read);

            assertThat(read.text(FILE)).isEqualTo("now it is longer");
            assertThat(read.timesBegun(FILE)).isEqualTo(1);
            assertThat(stamp(read.settled(listed.path())).size()).isEqualTo(16);
        }
    }

    @Test
    void aFileThatVanishesWhileItIsReadFails() throws IOException {
        live.file(FILE, "before");
        try (DirectoryTree tree = live.open()) {
            CollectedContent read =
                    LiveFolder.read(tree, FILE, new Interfering(1, time -> Files.delete(live.path(FILE))));

            assertThat(read.contents()).isEmpty();
            assertThat(read.failures().get(TreePath.of(FILE))).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void whatIsOldEnoughIsSettled() throws IOException {
        live.file(FILE, "content");
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(3));
        try (DirectoryTree tree = live.open(path -> Treatment.INCLUDED, LiveFolder.SETTINGS, later)) {
            Entry listed = LiveFolder.entry(tree, FILE);
            Entry settled = LiveFolder.read(tree, FILE).settled(listed.path());

            assertThat(stamp(listed).settled()).isTrue();
            assertThat(stamp(settled)).isEqualTo(stamp(listed));
            assertThat(stamp(settled).provesUnchanged(stamp(listed))).isTrue();
        }
    }

    @Test
    void whatWasTouchedWithinTwoSecondsIsNotSettledEvenWhenItsMtimeIsOld() throws IOException {
        live.file(FILE, "content");
        try (DirectoryTree tree = live.open()) {
            Entry listed = LiveFolder.entry(tree, FILE);

            assertThat(stamp(listed).settled()).isFalse();
            assertThat(stamp(LiveFolder.read(tree, FILE).settled(listed.path())).settled())
                    .isFalse();
        }
    }

    @Test
    void whatIsFromTheFutureIsNotSettled() throws IOException {
        LiveFolder.age(live.file(FILE, "content"), Duration.ofHours(-3));
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        try (DirectoryTree tree = live.open(path -> Treatment.INCLUDED, LiveFolder.SETTINGS, later)) {
            assertThat(stamp(LiveFolder.entry(tree, FILE)).settled()).isFalse();
        }
    }

    @Test
    void aGrowingFileIsCutBehindItsLastWholeLine() throws IOException {
        LiveFolder.age(live.file(LINES, "{\"a\":1}\n{\"b\":2}\n{\"c\""), Duration.ofSeconds(1));
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(5));
        try (DirectoryTree tree = live.open(path -> Treatment.APPEND_ONLY, LiveFolder.SETTINGS, later)) {
            CollectedContent read = LiveFolder.read(tree, LINES);
            Entry settled = read.settled(TreePath.of(LINES));

            assertThat(read.text(LINES)).isEqualTo("{\"a\":1}\n{\"b\":2}\n");
            assertThat(settled.size()).isEqualTo(16);
            assertThat(stamp(settled).size()).isEqualTo(20);
            assertThat(stamp(settled).settled()).isFalse();
            try (InputStream in = tree.open(LiveFolder.entry(tree, LINES))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("{\"a\":1}\n{\"b\":2}\n");
            }
        }
        assertThat(live.problems()).isEmpty();
    }

    @Test
    void aGrowingFileThatHasBeenStillIsTakenWhole() throws IOException {
        LiveFolder.age(live.file(LINES, "{\"a\":1}\n{\"b\":2}"), Duration.ofSeconds(11));
        try (DirectoryTree tree = live.openGrowing("*.jsonl")) {
            assertThat(LiveFolder.read(tree, LINES).text(LINES)).isEqualTo("{\"a\":1}\n{\"b\":2}");
        }
    }

    @Test
    void aGrowingFileWithoutAWholeLineIsTakenEmpty() throws IOException {
        LiveFolder.age(live.file(LINES, "{\"a\":".repeat(50_000)), Duration.ofSeconds(1));
        try (DirectoryTree tree = live.openGrowing("*.jsonl")) {
            assertThat(LiveFolder.read(tree, LINES).text(LINES)).isEmpty();
        }
    }

    @Test
    void growingWhileItIsReadIsNoChangeAndTheCutIsWhereItWasOpened() throws IOException {
        Path file = live.file(LINES, "{\"a\":1}\n");
        Instant opened = Files.getLastModifiedTime(file).toInstant();
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(5));
        try (DirectoryTree tree = live.open(path -> Treatment.APPEND_ONLY, LiveFolder.SETTINGS, later)) {
            CollectedContent read =
                    LiveFolder.read(tree, LINES, new Interfering(1, time -> append(LINES, "{\"b\":2}\n{\"c")));
            Entry settled = read.settled(TreePath.of(LINES));

            assertThat(read.text(LINES)).isEqualTo("{\"a\":1}\n");
            assertThat(read.timesBegun(LINES)).isEqualTo(1);
            assertThat(settled.metadata().modified()).isEqualTo(opened);
            assertThat(stamp(settled).size()).isEqualTo(8);
            assertThat(stamp(settled).provesUnchanged(stamp(LiveFolder.entry(tree, LINES))))
                    .isFalse();
        }
        assertThat(live.problems()).isEmpty();
    }

    @Test
    void aGrowingFileThatShrinksIsReadAgain() throws IOException {
        live.file(LINES, "{\"a\":1}\n".repeat(100_000));
        try (DirectoryTree tree = live.openGrowing("*.jsonl")) {
            CollectedContent read = LiveFolder.read(
                    tree, LINES, new Interfering(1, time -> Files.writeString(live.path(LINES), "{\"new\":1}\n")));

            assertThat(read.text(LINES)).isEqualTo("{\"new\":1}\n");
        }
    }

    @Test
    void aGrowingFileThatShrinksBehindTheReaderIsReadAgain() throws IOException {
        live.file(LINES, "{\"a\":1}\n{\"b\":2}\n");
        try (DirectoryTree tree = live.openGrowing("*.jsonl")) {
            CollectedContent read = LiveFolder.read(
                    tree, LINES, new Interfering(1, time -> Files.writeString(live.path(LINES), "{\"c\":3}\n")));

            assertThat(read.text(LINES)).isEqualTo("{\"c\":3}\n");
        }
    }

    @Test
    void aGrowingFileThatIsReplacedIsReadAgain() throws IOException {
        live.file(LINES, "{\"a\":1}\n");
        try (DirectoryTree tree = live.openGrowing("*.jsonl")) {
            CollectedContent read = LiveFolder.read(tree, LINES, new Interfering(1, time -> {
                Path draft = Files.writeString(live.path("draft"), "{\"b\":2}\n{\"c\":3}\n");
                Files.move(draft, live.path(LINES), StandardCopyOption.ATOMIC_MOVE);
            }));

            assertThat(read.text(LINES)).isEqualTo("{\"b\":2}\n{\"c\":3}\n");
        }
    }

    @Test
    void anEntryThatVanishesBetweenItsNameAndItsTurnIsAWarning() throws IOException {
        live.file("a", "1");
        live.file("b", "2");
        live.file("c", "3");
        try (DirectoryTree tree = live.open();
                Listing children = tree.list(TreePath.ROOT)) {
            Files.delete(live.path("b"));

            assertThat(children.next()).isNotNull();
            assertThat(children.next()).extracting(Entry::path).isEqualTo(TreePath.of("c"));
            assertThat(children.next()).isNull();
        }
        assertThat(live.problems())
                .singleElement()
                .isEqualTo(TreeProblem.warning(TreePath.of("b"), "vanished before it was read"));
    }

    @Test
    void aDirectoryThatVanishesBeforeItIsListedIsAWarningAndEmpty() throws IOException {
        Files.createDirectory(live.path("d"));
        try (DirectoryTree tree = live.open()) {
            assertThat(LiveFolder.list(tree, "")).containsExactly("d");
            Files.delete(live.path("d"));

            assertThat(LiveFolder.list(tree, "d")).isEmpty();
        }
        assertThat(live.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.severity()).isEqualTo(Severity.WARNING));
    }

    @Test
    void extendedAttributesOfFilesComeWithTheContentAndThoseOfDirectoriesWithTheListing() throws IOException {
        Map<String, RawText> attributes = Map.of("user.comment", RawText.utf8("hello"));
        ExtendedAttributes.write(live.file("d/" + FILE, "content"), attributes);
        ExtendedAttributes.write(live.path("d"), attributes);
        try (DirectoryTree tree = live.open()) {
            assertThat(LiveFolder.entry(tree, "d").metadata().extended()).isEqualTo(attributes);
            assertThat(LiveFolder.read(tree, "d/" + FILE)
                            .settled(TreePath.of("d/" + FILE))
                            .metadata()
                            .extended())
                    .isEqualTo(attributes);
        }
    }
}
