package dev.millrace.benchmarks.load;

/** The format of the events of a body. */
public enum Form {
    NDJSON("NDJSON", "application/x-ndjson", "", "JSONEachRow"),
    JSON_ARRAY("JSON array", "application/json", "", "JSONEachRow"),
    GZIP("NDJSON, gzip", "application/x-ndjson", "gzip", "JSONEachRow"),
    ZSTD("NDJSON, zstd", "application/x-ndjson", "zstd", "JSONEachRow"),
    NATIVE("Native", "application/octet-stream", "", "Native"),
    ROW_BINARY("RowBinary", "application/octet-stream", "", "RowBinary"),
    /** Readings for Millrace; ClickHouse is not asked to take it. */
    PROTOBUF("protobuf", "application/x-protobuf", "", "Protobuf");

    private final String title;
    private final String contentType;
    private final String contentEncoding;
    private final String clickHouse;

    Form(String title, String contentType, String contentEncoding, String clickHouse) {
        this.title = title;
        this.contentType = contentType;
        this.contentEncoding = contentEncoding;
        this.clickHouse = clickHouse;
    }

    public String title() {
        return title;
    }

    public String contentType() {
        return contentType;
    }

    /** Empty if it is not compressed. */
    public String contentEncoding() {
        return contentEncoding;
    }

    /** Returns ClickHouse's name of the format. */
    public String clickHouse() {
        return clickHouse;
    }
}
