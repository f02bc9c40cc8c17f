package dev.millrace.event;

import dev.millrace.intake.SwarBytes;

/** Reads times of UTC in the form {@code 2026-11-19T10:05:03Z} or {@code 2026-11-19T10:05:03.250Z}, from 1970 on, without making objects. */
public final class PlainTime {
    private static final int SECONDS_LENGTH = "2026-11-19T10:05:03Z".length();
    private static final int MILLIS_LENGTH = "2026-11-19T10:05:03.250Z".length();
    private static final int[] DAYS_OF_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final long MILLIS_PER_DAY = 86_400_000;

    private static final Shape YEAR_AND_MONTH = Shape.of("0000-00-");
    private static final Shape DAY_HOUR_AND_MINUTE = Shape.of("00T00:00");
    private static final Shape SECOND_AND_MILLIS = Shape.of(":00.000Z");
    private static final Shape SECOND = Shape.of(":00Z\0\0\0\0");
    private static final long FOUR_BYTES = 0xffff_ffffL;

    private PlainTime() {}

    /** Returns milliseconds since 1970, or -1 if the bytes are not such a time. */
    public static long parse(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length != SECONDS_LENGTH && length != MILLIS_LENGTH) {
            return -1;
        }
        long date = YEAR_AND_MONTH.digits(SwarBytes.at(bytes, from));
        long time = DAY_HOUR_AND_MINUTE.digits(SwarBytes.at(bytes, from + 8));
        long end = SwarBytes.at(bytes, from + 16);
        long rest = length == MILLIS_LENGTH ? SECOND_AND_MILLIS.digits(end) : SECOND.digits(end & FOUR_BYTES);
        if ((date | time | rest) < 0) {
            return -1;
        }
        long day = day(twoDigits(date, 0) * 100 + twoDigits(date, 2), twoDigits(date, 5), twoDigits(time, 0));
        long milli = digit(rest, 4) * 100L + twoDigits(rest, 5);
        long ofDay = millisOfDay(twoDigits(time, 3), twoDigits(time, 6), twoDigits(rest, 1), milli);
        return (day | ofDay) < 0 ? -1 : day * MILLIS_PER_DAY + ofDay;
    }

    /** Returns days since 1970, or -1 if that day does not exist or is earlier. */
    private static long day(int year, int month, int day) {
        boolean exists = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
        return exists ? daysSince1970(year, month, day) : -1;
    }

    private static long millisOfDay(int hour, int minute, int second, long milli) {
        boolean exists = hour <= 23 && minute <= 59 && second <= 59;
        return exists ? ((hour * 60L + minute) * 60 + second) * 1000 + milli : -1;
    }

    private static int digit(long digits, int index) {
        return (int) (digits >>> (8 * index)) & 0xff;
    }

    private static int twoDigits(long digits, int index) {
        return digit(digits, index) * 10 + digit(digits, index + 1);
    }

    private static int daysOf(int year, int month) {
        return month == 2 && isLeap(year) ? 29 : DAYS_OF_MONTH[month - 1];
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /** Computes days as Howard Hinnant's "chrono-compatible low-level date algorithms" do in days_from_civil, for years from 1970 on. */
    private static long daysSince1970(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = y / 400;
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }

    /** The digits and the separators that eight bytes of a time have. */
    private record Shape(long text, long separators) {
        /** @param text has a {@code 0} for each digit */
        static Shape of(String text) {
            long separators = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                separators |= text.charAt(i) == '0' ? 0 : 0xffL << (8 * i);
            }
            return new Shape(SwarBytes.of(text), separators);
        }

        /** Returns the digits as numbers, each in its byte, with zeros between them; negative if the word has another shape. */
        long digits(long word) {
            long digits = word ^ text;
            return (SwarBytes.areNoDigits(digits) | (digits & separators)) == 0 ? digits : -1;
        }
    }
}
