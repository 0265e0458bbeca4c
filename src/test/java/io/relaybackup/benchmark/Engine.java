package io.relaybackup.benchmark;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our side of an {@link EngineProcess} or a {@link RepositoryProcess}. */
final class Engine implements AutoCloseable {

    private final Process process;

    private final BufferedReader answers;

    private final BufferedWriter commands;

    private Engine(Process process) {
        this.process = process;
        this.answers = process.inputReader();
        this.commands = process.outputWriter();
    }

    static Engine start() throws IOException {
        return start(EngineProcess.class, "-Xmx256m");
    }

    /** @param options of the JVM, with spaces between them */
    static Engine start(Class<?> program, String options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        return new Engine(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Makes a backup; returns the milliseconds until it was durable. */
    double backup(Path source, Path store, int number, int previous, long expectUnchanged) throws IOException {
        String answer = ask(source + " " + store + " " + number + " " + (previous == 0 ? "-" : previous));
        String[] words = answer.split(" ");
        if (Long.parseLong(words[1]) != expectUnchanged) {
            throw new IOException(words[1] + " files were unchanged, not " + expectUnchanged);
        }
        return Double.parseDouble(words[0]);
    }

    /** In MiB, since its start. */
    long peakMemory() throws IOException {
        return Long.parseLong(ask("memory")) / 1024;
    }

    /** Sends a line and returns the answer's line. */
    String ask(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the engine's process ended at '" + command + "'");
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        commands.close();
        process.onExit().join();
    }
}
