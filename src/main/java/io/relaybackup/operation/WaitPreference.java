package io.relaybackup.operation;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a client would rather wait for the result than be told at once that the work has begun: {@code Prefer:
 * wait=N} of RFC 7240. The first {@code wait} of several counts; what is malformed is as if it were not there.
 *
 * @param seconds 0 when the client does not wait, else 1 to {@value #MOST}
 */
public record WaitPreference(int seconds) {

    private static final int MOST = 600;

    private static final int DIGITS = 9;

    /** One preference of several, with commas within quotes. */
    private static final Pattern PREFERENCE = Pattern.compile("(?:[^\",]++|\"(?:[^\"\\\\]++|\\\\.)*+\")++");

    private static final Pattern WAIT =
            Pattern.compile("\\s*wait\\s*(?:=\\s*\"?(\\d+)\"?\\s*)?(?:;.*)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern NAME = Pattern.compile("\\s*wait\\s*(?:[=;].*)?", Pattern.CASE_INSENSITIVE);

    public static WaitPreference of(HttpServletRequest request) {
        return of(Collections.list(request.getHeaders("Prefer")));
    }

    static WaitPreference of(List<String> headers) {
        Matcher preference = PREFERENCE.matcher(String.join(",", headers));
        while (preference.find()) {
            if (NAME.matcher(preference.group()).matches()) {
                return new WaitPreference(seconds(preference.group()));
            }
        }
        return new WaitPreference(0);
    }

    private static int seconds(String preference) {
        Matcher wait = WAIT.matcher(preference);
        String number = wait.matches() ? wait.group(1) : null;
        if (number == null) {
            return 0;
        }
        return number.length() > DIGITS ? MOST : Math.min(MOST, Integer.parseInt(number));
    }

    public boolean isAbsent() {
        return seconds == 0;
    }

    /** As in the header {@code Preference-Applied}. */
    @Override
    public String toString() {
        return "wait=" + seconds;
    }
}
