package io.relaybackup.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One file of {@code http/}: its requests, each with the assertions below it. */
record HttpStory(Path file, List<Request> requests) {

    private static final Pattern SEPARATOR = Pattern.compile("^###.*$", Pattern.MULTILINE);
    private static final Pattern REQUEST_LINE =
            Pattern.compile("^(GET|POST|PATCH|PUT|DELETE) \\{\\{host}}(/[^?\\s]*)(\\?\\S*)?$", Pattern.MULTILINE);
    private static final Pattern STATUS =
            Pattern.compile("^\\?\\? (status == (\\d{3})|js .*response\\.statusCode.*)$", Pattern.MULTILINE);

    /**
     * One request.
     *
     * @param path with {@code {{…}}} where a variable stands
     * @param expected the status; 0 where several are right
     */
    record Request(String method, String path, int expected) {

        boolean expectsSuccess() {
            return expected < 400;
        }
    }

    /** Reads all stories, in the order in which they run. */
    static List<HttpStory> readAll(Path folder) throws IOException {
        List<HttpStory> stories = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".http")).sorted().toList()) {
                stories.add(new HttpStory(file, requests(file)));
            }
        }
        return stories;
    }

    private static List<Request> requests(Path file) throws IOException {
        List<Request> requests = new ArrayList<>();
        for (String block : SEPARATOR.split(Files.readString(file))) {
            Matcher line = REQUEST_LINE.matcher(block);
            if (!line.find()) {
                continue;
            }
            Matcher status = STATUS.matcher(block);
            if (!status.find()) {
                throw new IllegalStateException(file + ": no status is expected of " + line.group());
            }
            int expected = status.group(2) == null ? 0 : Integer.parseInt(status.group(2));
            requests.add(new Request(line.group(1), line.group(2), expected));
            if (line.find()) {
                throw new IllegalStateException(file + ": no ### before " + line.group());
            }
        }
        return requests;
    }
}
