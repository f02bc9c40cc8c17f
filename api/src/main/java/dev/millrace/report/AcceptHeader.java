package dev.millrace.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Accept}: whether the client prefers JSON or CSV. */
final class AcceptHeader {
    private static final String JSON = "application/json";

    /** Stands for a media type that the header does not name; larger than any index. */
    private static final int NOWHERE = Integer.MAX_VALUE;

    private final String[] ranges;

    /** @param header several values with commas between them; null if there is none */
    AcceptHeader(@Nullable String header) {
        ranges = header == null || header.isBlank() ? new String[] {"*/*"} : header.split(",", -1);
    }

    /** The preference for one media type. */
    private record Opinion(double quality, boolean isNamed, int place) {}

    /** Returns true if CSV is preferred: its quality is higher than that of JSON, or equal and CSV is named first. */
    boolean prefersCsv() {
        Opinion csv = of(ReportResponses.CSV);
        Opinion json = of(JSON);
        if (csv.quality != json.quality) {
            return csv.quality > json.quality;
        }
        return csv.quality > 0 && csv.isNamed && csv.place < json.place;
    }

    /** The most specific range decides. */
    private Opinion of(String mediaType) {
        String all = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
        Opinion best = new Opinion(0, false, NOWHERE);
        int most = 0;
        for (int i = 0; i < ranges.length; i++) {
            String[] parts = ranges[i].toLowerCase(Locale.ROOT).split(";", -1);
            String range = parts[0].strip();
            int specific = range.equals(mediaType)
                    ? 3
                    : range.equals(all) ? 2 : range.equals("*/*") || range.equals("*") ? 1 : 0;
            if (specific > most) {
                most = specific;
                best = new Opinion(quality(parts), specific == 3, i);
            }
        }
        return best;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 1;
                }
            }
        }
        return 1;
    }
}
