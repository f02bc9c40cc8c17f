package dev.millrace.simulator.sensor.csv;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as files have it: a number since 1970, or a date, with a time of day or without, with an offset or without. It
 * is taken apart here; what its numbers mean depends on other lines.
 */
sealed interface TimeText {
    /** A number since 1970. */
    record Since1970(BigDecimal value) implements TimeText {}

    /**
     * A date and a time of day.
     *
     * @param year the number that has four digits
     * @param first the number before or after it: the month, or with {@code slashed} whatever the file's order says
     * @param slashed whether the order of the first two numbers is a habit of a country
     * @param finer whether the text says more than milliseconds
     * @param offset of UTC; empty if the text does not say
     */
    record Written(int year, int first, int second, boolean slashed, LocalTime time, boolean finer, String offset)
            implements TimeText {

        /**
         * Returns the time in milliseconds. A local time that is skipped in spring is an hour later; of a repeated one the first counts.
         */
        OptionalLong millis(ZoneId zone, DateOrder order) {
            try {
                boolean dayFirst = slashed && order == DateOrder.DMY;
                LocalDate date = LocalDate.of(year, dayFirst ? second : first, dayFirst ? first : second);
                ZoneId its = offset.isEmpty() ? zone : ZoneOffset.of(offset);
                return OptionalLong.of(
                        LocalDateTime.of(date, time).atZone(its).toInstant().toEpochMilli());
            } catch (DateTimeException e) {
                return OptionalLong.empty();
            }
        }
    }

    /** A text that is not a time. */
    record None() implements TimeText {}

    /** Takes a text apart. */
    static TimeText of(String text) {
        if (Forms.NUMBER.matcher(text).matches()) {
            return new Since1970(new BigDecimal(text));
        }
        Matcher form = Forms.WRITTEN.matcher(text);
        return form.matches() ? Forms.written(form) : new None();
    }

    /** The formats of times. */
    final class Forms {
        private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}(\\.\\d{1,9})?");
        private static final Pattern WRITTEN =
                Pattern.compile("(?:(?<y>\\d{4})(?<s>[-/.])(?<m>\\d{1,2})\\k<s>(?<d>\\d{1,2})"
                        + "|(?<a>\\d{1,2})(?<t>[-/.])(?<b>\\d{1,2})\\k<t>(?<z>\\d{4}))"
                        + "(?:(?:[T ]|, ?) *(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?)?"
                        + "(?: ?(?<half>[AaPp])\\.?[Mm]\\.?)?)?"
                        + "(?: ?(?<offset>Z|z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?))?");

        private Forms() {}

        private static TimeText written(Matcher form) {
            try {
                boolean yearFirst = form.group("y") != null;
                // Points are German and the like, where the day comes first.
                boolean points = !yearFirst && ".".equals(form.group("t"));
                int a = number(form, yearFirst ? "m" : points ? "b" : "a");
                int b = number(form, yearFirst ? "d" : points ? "a" : "b");
                String fraction = form.group("fraction") == null ? "" : form.group("fraction");
                return new Written(
                        number(form, yearFirst ? "y" : "z"),
                        a,
                        b,
                        !yearFirst && !points,
                        time(form, fraction),
                        fraction.length() > 3 && !fraction.substring(3).matches("0*"),
                        offset(form.group("offset") == null ? "" : form.group("offset")));
            } catch (DateTimeException e) {
                return new None();
            }
        }

        private static LocalTime time(Matcher form, String fraction) {
            if (form.group("hour") == null) {
                return LocalTime.MIDNIGHT;
            }
            int hour = number(form, "hour");
            if (form.group("half") != null) {
                if (hour < 1 || hour > 12) {
                    throw new DateTimeException("no hour of half a day");
                }
                boolean afternoon = form.group("half").toLowerCase(Locale.ROOT).equals("p");
                hour = hour % 12 + (afternoon ? 12 : 0);
            }
            int second = form.group("second") == null ? 0 : number(form, "second");
            int nanos = fraction.isEmpty() ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
            return LocalTime.of(hour, number(form, "minute"), second, nanos);
        }

        private static String offset(String text) {
            return text.matches("Z|z|UTC|GMT") ? "Z" : text;
        }

        private static int number(Matcher form, String group) {
            return Integer.parseInt(form.group(group));
        }
    }
}
