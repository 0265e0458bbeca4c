package io.relaybackup.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Speaks HTTP byte by byte, so that a test can say what no client library would. One connection for each request. */
public final class RawHttp {

    private final int port;

    private final String from;

    public RawHttp(int port) {
        this(port, "127.0.0.1");
    }

    /** Calls from this address, which must be one of the machine's own. */
    public RawHttp(int port, String from) {
        this.port = port;
        this.from = from;
    }

    /** A GET of this raw target with these header lines. */
    public Answer get(String target, String... headers) throws IOException {
        return send("GET", target, "", headers);
    }

    /** A request with a body, whose length is declared. */
    public Answer send(String method, String target, String body, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        List.of(headers).forEach(h -> request.append(h).append("\r\n"));
        if (!body.isEmpty()) {
            request.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return exchange(request + "Connection: close\r\n\r\n" + body);
    }

    /** Sends these characters, one byte each, and reads until the other side closes. */
    public Answer exchange(String bytes) throws IOException {
        return exchange(bytes, false);
    }

    /** {@link #exchange}, but says that nothing more will come, so that nobody waits for the rest of a request. */
    public Answer exchangeCut(String bytes) throws IOException {
        return exchange(bytes, true);
    }

    private Answer exchange(String bytes, boolean cut) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            if (cut) {
                socket.shutdownOutput();
            }
            return Answer.parse(readAll(socket.getInputStream()));
        }
    }

    private static String readAll(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /**
     * What came back.
     *
     * @param head the status line and the header lines
     * @param body as it was sent; chunks are not put together
     */
    public record Answer(int status, List<String> head, String body) {

        static Answer parse(String text) {
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                throw new IllegalStateException("no answer but '" + text + "'");
            }
            List<String> head = text.substring(0, end).lines().toList();
            int status = Integer.parseInt(head.get(0).split(" ")[1]);
            return new Answer(status, head, text.substring(end + 4));
        }

        /** The first header of this name. */
        public Optional<String> header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return head.stream()
                    .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(h -> h.substring(prefix.length()).trim())
                    .findFirst();
        }
    }
}
