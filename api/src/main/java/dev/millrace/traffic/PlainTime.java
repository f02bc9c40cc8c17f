package dev.millrace.traffic;

/** Reads times of UTC in the form {@code 2026-11-19T10:05:03Z} or {@code 2026-11-19T10:05:03.250Z}, from 1970 on, without making objects. */
final class PlainTime {
    private static final int SECONDS_LENGTH = "2026-11-19T10:05:03Z".length();
    private static final int MILLIS_LENGTH = "2026-11-19T10:05:03.250Z".length();
    private static final int[] DAYS_OF_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final long MILLIS_PER_DAY = 86_400_000;

    private PlainTime() {}

    /** Milliseconds of 1970, or -1 if it is no such time. */
    static long parse(byte[] bytes, int from, int to) {
        int length = to - from;
        if ((length != SECONDS_LENGTH && length != MILLIS_LENGTH)
                || bytes[from + 4] != '-'
                || bytes[from + 7] != '-'
                || bytes[from + 10] != 'T'
                || bytes[from + 13] != ':'
                || bytes[from + 16] != ':'
                || bytes[to - 1] != 'Z') {
            return -1;
        }
        int year = digits(bytes, from, 4);
        int month = digits(bytes, from + 5, 2);
        int day = digits(bytes, from + 8, 2);
        int hour = digits(bytes, from + 11, 2);
        int minute = digits(bytes, from + 14, 2);
        int second = digits(bytes, from + 17, 2);
        int milli = 0;
        if (length == MILLIS_LENGTH) {
            milli = bytes[from + 19] == '.' ? digits(bytes, from + 20, 3) : -1;
        }
        if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) {
            return -1;
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || milli < 0) {
            return -1;
        }
        long ofDay = ((hour * 60L + minute) * 60 + second) * 1000 + milli;
        return daysSince1970(year, month, day) * MILLIS_PER_DAY + ofDay;
    }

    /** -1 if one of them is no digit. */
    private static int digits(byte[] bytes, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static int daysOf(int year, int month) {
        return month == 2 && isLeap(year) ? 29 : DAYS_OF_MONTH[month - 1];
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /** As in Howard Hinnant's "chrono-compatible low-level date algorithms", days_from_civil, for years from 1970 on. */
    private static long daysSince1970(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = y / 400;
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }
}
