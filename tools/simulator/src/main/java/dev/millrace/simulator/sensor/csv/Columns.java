package dev.millrace.simulator.sensor.csv;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The fields of a line that are the time and the value.
 *
 * @param time from 0; several are joined with a blank, as a date and a time of day
 * @param value from 0
 * @param named whether the user has named them; otherwise a line has these and no others
 */
record Columns(List<Integer> time, int value, boolean named) {
    /** The time, then the value, nothing else. */
    static final Columns TWO = new Columns(List.of(0), 1, false);

    Columns {
        time = List.copyOf(time);
    }

    /** Returns the time and the value; empty if the line lacks such fields, or has others although the user named none. */
    Optional<Cells> of(List<String> fields) {
        int last =
                Math.max(value, time.stream().mapToInt(Integer::intValue).max().orElse(0));
        if (fields.size() <= last || (!named && fields.size() > last + 1)) {
            return Optional.empty();
        }
        return Optional.of(
                new Cells(time.stream().map(fields::get).collect(Collectors.joining(" ")), fields.get(value)));
    }

    /** The texts of a line. */
    record Cells(String time, String value) {}

    /** Reads {@code 1,3} and {@code 1+2,5}. */
    static final class Converter implements ITypeConverter<Columns> {
        private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,2}(?:\\+[1-9]\\d{0,2})*),([1-9]\\d{0,2})");

        @Override
        public Columns convert(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' does not name columns, as 1,3 or 1+2,5 do");
            }
            List<Integer> time = Arrays.stream(matcher.group(1).split("\\+", -1))
                    .map(number -> Integer.parseInt(number) - 1)
                    .toList();
            return new Columns(time, Integer.parseInt(matcher.group(2)) - 1, true);
        }
    }
}
