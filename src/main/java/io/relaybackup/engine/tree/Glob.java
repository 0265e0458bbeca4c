package io.relaybackup.engine.tree;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for paths: {@code ?} is one character of a name, {@code *} any number, {@code **} crosses directories,
 * {@code [a-z]} and {@code [!a-z]} are sets, {@code {a,b}} is a choice, a backslash takes the next character as it is.
 *
 * <p>A pattern without a slash is for the name, at any depth; one with a slash is for the whole path from the root.
 * Bytes are compared, so names that are not UTF-8 match {@code *} like any other.
 */
public final class Glob {

    private final String text;
    private final Pattern pattern;
    private final boolean wholePath;

    private Glob(String text, Pattern pattern, boolean wholePath) {
        this.text = text;
        this.pattern = pattern;
        this.wholePath = wholePath;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException when the text is not a pattern
     */
    public static Glob of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a glob must not be empty");
        }
        String anchored = text.startsWith("/") ? text.substring(1) : text;
        try {
            return new Glob(text, Pattern.compile(regex(latin1(anchored)), Pattern.DOTALL), text.indexOf('/') >= 0);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a glob: " + text + " (" + e.getDescription() + ")", e);
        }
    }

    public boolean matches(TreePath path) {
        RawText subject = wholePath ? path.text() : path.name();
        return pattern.matcher(new String(subject.bytes(), StandardCharsets.ISO_8859_1))
                .matches();
    }

    /** Each byte of the UTF-8 form as one character, so that a regex works on bytes. */
    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> {
                    if (glob.startsWith("**/", i) && (i == 0 || glob.charAt(i - 1) == '/')) {
                        regex.append("(?:.*/)?");
                        i += 2;
                    } else if (glob.startsWith("**", i)) {
                        regex.append(".*");
                        i++;
                    } else {
                        regex.append("[^/]*");
                    }
                }
                case '?' -> regex.append("[^/]");
                case '[' -> {
                    int end = glob.indexOf(']', i + 2);
                    if (end < 0) {
                        throw new PatternSyntaxException("a set without its end", glob, i);
                    }
                    String set = glob.substring(i + 1, end);
                    boolean negated = set.startsWith("!") || set.startsWith("^");
                    String members = negated ? set.substring(1) : set;
                    regex.append(negated ? "[^/" : "[")
                            .append(members.replace("\\", "\\\\")
                                    .replace("[", "\\[")
                                    .replace("&&", "&\\&")
                                    .replace("^", "\\^"))
                            .append(']');
                    i = end;
                }
                case '{' -> {
                    depth++;
                    regex.append("(?:");
                }
                case '}' -> {
                    if (depth-- == 0) {
                        throw new PatternSyntaxException("a choice without its start", glob, i);
                    }
                    regex.append(')');
                }
                case ',' -> regex.append(depth > 0 ? "|" : ",");
                case '\\' -> {
                    if (++i == glob.length()) {
                        throw new PatternSyntaxException("a backslash at the end", glob, i);
                    }
                    regex.append(Pattern.quote(String.valueOf(glob.charAt(i))));
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        if (depth != 0) {
            throw new PatternSyntaxException("a choice without its end", glob, glob.length());
        }
        return regex.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
