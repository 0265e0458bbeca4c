package io.relaybackup.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryHandlesTest {

    private static final RawText D = RawText.utf8("d");

    private static final RawText LINK = RawText.utf8("link");

    @TempDir
    private Path folder;

    private DirectoryHandles handles;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectory(folder.resolve("d"));
        Files.writeString(folder.resolve("d/file"), "content");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("d"));
        Files.createSymbolicLink(folder.resolve("file-link"), folder.resolve("d/file"));
        handles = DirectoryHandles.open(folder);
    }

    @AfterEach
    void close() throws IOException {
        handles.close();
    }

    @Test
    void openingFollowsNoSymlinkEvenWhenALookBeforeSawSomethingElse() throws IOException {
        DirectoryHandle root = handles.acquire(TreePath.ROOT);

        assertThatThrownBy(() -> root.enter(LINK)).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> root.openFile(folder.resolve("file-link"))).isInstanceOf(NoSuchFileException.class);
        assertThat(root.look(folder.resolve("link")).isSymbolicLink()).isTrue();
        root.enter(D).close();
    }

    @Test
    void aDirectoryCanBeListedAgainAndAgain() throws IOException {
        DirectoryHandle d = handles.acquire(TreePath.of("d"));
        for (int i = 0; i < 3; i++) {
            List<RawText> names = new ArrayList<>();
            d.names(names::add);
            assertThat(names).containsExactly(RawText.utf8("file"));
        }
        handles.release(d);
    }

    @Test
    void aHandleIsSharedWhileItIsOpen() throws IOException {
        DirectoryHandle first = handles.acquire(TreePath.of("d"));
        DirectoryHandle second = handles.acquire(TreePath.of("d"));

        assertThat(second).isSameAs(first);
        handles.release(first);
        handles.release(second);
        assertThat(handles.acquire(TreePath.of("d"))).isSameAs(first);
        handles.release(first);
    }

    @Test
    void aForgottenHandleServesItsUsersAndNobodyElse() throws IOException {
        DirectoryHandle old = handles.acquire(TreePath.of("d"));
        handles.forget(old);
        DirectoryHandle anew = handles.acquire(TreePath.of("d"));

        assertThat(anew).isNotSameAs(old);
        assertThat(old.look(folder.resolve("d/file")).isRegularFile()).isTrue();
        handles.release(old);
        assertThatThrownBy(() -> old.look(folder.resolve("d/file"))).isInstanceOf(ClosedDirectoryStreamException.class);
        handles.release(anew);
    }

    @Test
    void anotherDirectoryInThePlaceOfAKnownOneIsNotTakenForIt() throws IOException {
        DirectoryHandle handle = handles.acquire(TreePath.of("d"));
        KnownDirectory known = handle.known();
        handles.forget(handle);
        handles.release(handle);
        Files.move(folder.resolve("d"), folder.resolve("moved"));
        Files.createDirectory(folder.resolve("d"));

        assertThatThrownBy(() -> handles.acquire(known)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void onlySoManyStayOpenAndNoneAfterTheEnd() throws IOException {
        long before = openDescriptors();
        for (int i = 0; i < 1000; i++) {
            Files.createDirectory(folder.resolve("n" + i));
            handles.release(handles.acquire(TreePath.of("n" + i)));
        }
        assertThat(openDescriptors() - before).isBetween(100L, 140L);

        handles.close();
        assertThat(openDescriptors() - before).isLessThan(10);
        assertThatThrownBy(() -> handles.acquire(TreePath.of("d"))).isInstanceOf(ClosedDirectoryStreamException.class);
    }

    private static long openDescriptors() throws IOException {
        long count = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path ignored : open) {
                count++;
            }
        }
        return count;
    }
}
