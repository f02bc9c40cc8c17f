package dev.millrace.report;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Answers reports: as CSV to those who ask for that, else as JSON, and without a body to those who have it already. Thread-safe. */
@Singleton
public final class ReportResponses {
    /** The content type of CSV. */
    public static final String CSV = "text/csv";

    private static final MediaType CSV_UTF_8 = MediaType.of("text/csv;charset=utf-8;header=present");
    private static final int ETAG_BYTES = 16;
    private static final String PAGE = "page=";

    private final JsonMapper json;

    ReportResponses(JsonMapper json) {
        this.json = json;
    }

    /**
     * The answer to a request for a report.
     *
     * @param asJson the shape of the JSON answer
     * @param asTable the same as rows
     */
    public HttpResponse<?> answer(HttpRequest<?> request, Object asJson, Table asTable) throws IOException {
        boolean csv = wantsCsv(request);
        byte[] body = csv
                ? asTable.toCsv(isForSpreadsheet(request)).getBytes(StandardCharsets.UTF_8)
                : json.writeValueAsBytes(asJson);
        return answer(request, body, csv);
    }

    /**
     * The answer to a request for a page of a report.
     *
     * @param next what the parameter {@code page} has to be for the next one; null behind the last
     */
    public HttpResponse<?> answer(HttpRequest<?> request, RowBody body, @Nullable String next) throws IOException {
        MutableHttpResponse<?> response = answer(request, body.end(next), body.isCsv());
        return next == null
                ? response
                : response.header(HttpHeaders.LINK, "<%s>; rel=\"next\"".formatted(withPage(request, next)));
    }

    /** The same request for another page. */
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

    private static MutableHttpResponse<?> answer(HttpRequest<?> request, byte[] body, boolean csv) {
        String etag = etag(body);
        MutableHttpResponse<?> response = isKnown(request, etag)
                ? HttpResponse.notModified()
                : HttpResponse.ok(body).contentType(csv ? CSV_UTF_8 : MediaType.APPLICATION_JSON_TYPE);
        // A report may change with every event, so whoever keeps it has to ask, which costs little.
        return response.header(HttpHeaders.ETAG, etag)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    }

    /** True if the request asks for CSV rather than JSON. */
    public static boolean wantsCsv(HttpRequest<?> request) {
        return isForSpreadsheet(request)
                || new Accepted(String.join(",", request.getHeaders().getAll(HttpHeaders.ACCEPT))).prefersCsv();
    }

    /** True if the request asks for CSV that a spreadsheet may open: {@code ?csv=excel}. */
    public static boolean isForSpreadsheet(HttpRequest<?> request) {
        String csv = request.getParameters().get("csv");
        if (csv != null && !csv.equals("excel")) {
            throw new WrongParameterException("csv", "csv must be excel: ask for other CSV by Accept: text/csv");
        }
        return csv != null;
    }

    private static String etag(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return '"' + HexFormat.of().formatHex(Arrays.copyOf(digest, ETAG_BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean isKnown(HttpRequest<?> request, String etag) {
        String known = request.getHeaders().get(HttpHeaders.IF_NONE_MATCH);
        return known != null
                && Arrays.stream(known.split(",", -1))
                        .map(tag -> tag.strip().replaceFirst("^W/", ""))
                        .anyMatch(tag -> tag.equals(etag) || tag.equals("*"));
    }
}
