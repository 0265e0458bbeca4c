package io.relaybackup.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Strict everywhere; but below {@code /backups/<id>/files/}, where a path names a file, escaped characters pass that
 * the name of a file may have: the percent sign, the semicolon, the backslash and line breaks. Escaped slashes, dots
 * and NULs do not pass even there.
 */
final class FileNamesFirewall implements HttpFirewall {

    private static final Pattern FILE = Pattern.compile("/backups/[^/]+/files/.*", Pattern.DOTALL);

    private final StrictHttpFirewall strict = new StrictHttpFirewall();

    private final StrictHttpFirewall names = new StrictHttpFirewall();

    FileNamesFirewall() {
        names.setAllowUrlEncodedPercent(true);
        names.setAllowSemicolon(true);
        names.setAllowBackSlash(true);
        names.setAllowUrlEncodedLineFeed(true);
        names.setAllowUrlEncodedCarriageReturn(true);
    }

    @Override
    public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        boolean file = path.indexOf(';') < 0 && FILE.matcher(path).matches();
        return (file ? names : strict).getFirewalledRequest(request);
    }

    @Override
    public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
        return strict.getFirewalledResponse(response);
    }
}
