package dev.millrace.benchmarks.data;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 200000}, {@code 500k} and {@code 10M}, and writes them. */
public final class Counts implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([kM]?)");

    @Override
    public Long convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a number such as 200000, 500k or 10M");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "k" -> number * 1_000;
            case "M" -> number * 1_000_000;
            default -> number;
        };
    }

    /** Short, if it is round. */
    public static String text(long number) {
        if (number % 1_000_000 == 0) {
            return number / 1_000_000 + "M";
        }
        return number % 1_000 == 0 ? number / 1_000 + "k" : String.format(Locale.ROOT, "%,d", number);
    }
}
