package dev.millrace.report;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Answers reports: as CSV to clients that prefer it, else as JSON, and without a body to clients that already have it. Thread-safe. */
@Singleton
public final class ReportResponses {
    /** The content type of CSV. */
    public static final String CSV = "text/csv";

    private static final MediaType CSV_UTF_8 = MediaType.of("text/csv;charset=utf-8;header=present");
    private static final String PAGE = "page=";

    /** The status for a client that has gone. Only the metrics see it, which count it as web servers do. */
    private static final int GONE = 499;

    private final AnswerSpool spool;
    private final ReportPermits places;

    ReportResponses(AnswerSpool spool, ReportPermits places) {
        this.spool = spool;
        this.places = places;
    }

    /** Writes the rows of a report. */
    @FunctionalInterface
    public interface Report {
        /**
         * Writes all rows of the answer.
         *
         * @return the value of the parameter {@code page} for the next page; null after the last
         */
        @Nullable
        String write(RowBody rows) throws SQLException, IOException;
    }

    /**
     * Answers a request for a report when it has a permit.
     *
     * @param layout of the rows in JSON
     */
    public HttpResponse<?> answer(HttpRequest<?> request, JsonLayout layout, Report report)
            throws SQLException, IOException {
        boolean csv = wantsCsv(request);
        boolean isForSpreadsheet = isForSpreadsheet(request);
        Object sender = SenderIdentity.of(request);
        try (ReportPermits.Place _ = places.take(sender)) {
            if (ClientConnection.isGone(request)) {
                // It may have ended while it waited: other requests need the permit.
                return HttpResponse.status(GONE, "The client has gone");
            }
            AnswerBody body = spool.begin(sender);
            try {
                RowBody rows = new RowBody(layout, body, csv, isForSpreadsheet);
                String next = report.write(rows);
                rows.end(next);
                MutableHttpResponse<?> response = answer(request, body, csv);
                return next == null
                        ? response
                        : response.header(HttpHeaders.LINK, "<%s>; rel=\"next\"".formatted(withPage(request, next)));
            } catch (SQLException | IOException | RuntimeException | Error e) {
                body.close();
                throw e;
            }
        }
    }

    /** Returns the URL of the request with another page. */
    private static String withPage(HttpRequest<?> request, String page) {
        String uri = request.getUri().toString();
        int query = uri.indexOf('?');
        StringBuilder next = new StringBuilder(query < 0 ? uri : uri.substring(0, query));
        char separator = '?';
        for (String parameter :
                query < 0 ? new String[0] : uri.substring(query + 1).split("&", -1)) {
            if (!parameter.startsWith(PAGE)) {
                next.append(separator).append(parameter);
                separator = '&';
            }
        }
        return next.append(separator).append(PAGE).append(page).toString();
    }

    private static MutableHttpResponse<?> answer(HttpRequest<?> request, AnswerBody body, boolean csv)
            throws IOException {
        String etag = body.end();
        MutableHttpResponse<Object> response;
        if (isKnown(request, etag)) {
            body.close();
            response = HttpResponse.notModified();
        } else {
            response = HttpResponse.ok()
                    .contentLength(body.size())
                    .contentType(csv ? CSV_UTF_8 : MediaType.APPLICATION_JSON_TYPE);
            if (body.isShort()) {
                response.body(body.bytes());
            } else {
                response.body(new LongAnswer(body.stream(), body.size()));
                ClientConnection.closeWithConnection(request, body);
            }
        }
        // A report may change with every event, so a cache has to revalidate, which costs little.
        return response.header(HttpHeaders.ETAG, etag)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    }

    /** Returns true if the request prefers CSV to JSON. */
    public static boolean wantsCsv(HttpRequest<?> request) {
        return isForSpreadsheet(request)
                || new AcceptHeader(String.join(",", request.getHeaders().getAll(HttpHeaders.ACCEPT))).prefersCsv();
    }

    /** Returns true if the request asks for CSV that a spreadsheet may open: {@code ?csv=excel}. */
    public static boolean isForSpreadsheet(HttpRequest<?> request) {
        String csv = request.getParameters().get("csv");
        if (csv != null && !csv.equals("excel")) {
            throw new WrongParameterException("csv", "csv must be excel: ask for other CSV by Accept: text/csv");
        }
        return csv != null;
    }

    private static boolean isKnown(HttpRequest<?> request, String etag) {
        String known = request.getHeaders().get(HttpHeaders.IF_NONE_MATCH);
        return known != null
                && Arrays.stream(known.split(",", -1))
                        .map(tag -> tag.strip().replaceFirst("^W/", ""))
                        .anyMatch(tag -> tag.equals(etag) || tag.equals("*"));
    }
}
