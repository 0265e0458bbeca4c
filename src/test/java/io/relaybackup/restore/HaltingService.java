package io.relaybackup.restore;

import io.relaybackup.RelayBackup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.EventListener;

/**
 * The service, whose process ends as if it were killed right before the n-th step that it takes on disk to swap data
 * directories; the system property {@code halt.at} is n. Steps at start-up do not count. No configuration of its own,
 * so that no scan finds it.
 */
class HaltingService {

    static final int EXIT_CODE = 137;

    private final AtomicBoolean ready = new AtomicBoolean();

    public static void main(String[] args) {
        new SpringApplicationBuilder(RelayBackup.class, HaltingService.class).run(args);
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        ready.set(true);
    }

    @Bean
    @Primary
    SwapFiles haltingSwapFiles() {
        return new Halting(Integer.getInteger("halt.at"));
    }

    private final class Halting implements SwapFiles {

        private final SwapFiles files = new LocalSwapFiles(MountTable.ofThisProcess());
        private final AtomicInteger left;

        Halting(int at) {
            left = new AtomicInteger(at);
        }

        private void step(String what) {
            if (ready.get() && left.decrementAndGet() == 0) {
                System.out.println("halted before " + what);
                System.out.flush();
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }

        @Override
        public boolean exists(Path path) throws IOException {
            return files.exists(path);
        }

        @Override
        public boolean isDirectory(Path path) throws IOException {
            return files.isDirectory(path);
        }

        @Override
        public void requireNoMounts(Path tree) throws IOException {
            files.requireNoMounts(tree);
        }

        @Override
        public void createDirectory(Path directory) throws IOException {
            step("createDirectory " + directory);
            files.createDirectory(directory);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            step("rename " + from + " to " + to);
            files.rename(from, to);
        }

        @Override
        public void apply(Path directory, DirectoryMetadata metadata) throws IOException {
            step("apply " + directory);
            files.apply(directory, metadata);
        }

        @Override
        public void force(Path directory) throws IOException {
            step("force " + directory);
            files.force(directory);
        }

        @Override
        public void write(Path file, byte[] bytes) throws IOException {
            step("write " + file);
            files.write(file, bytes);
        }

        @Override
        public void replace(Path from, Path to) throws IOException {
            step("replace " + from + " by " + to);
            files.replace(from, to);
        }

        @Override
        public void remove(Path path) throws IOException {
            step("remove " + path);
            files.remove(path);
        }
    }
}
