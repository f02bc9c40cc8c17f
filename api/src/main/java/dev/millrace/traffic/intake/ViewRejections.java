package dev.millrace.traffic.intake;

import dev.millrace.intake.Verdict;

/** The reasons for which a page view is rejected, as senders see them. */
final class ViewRejections {
    static final Verdict.Rejected MISSING_REQUEST_ID = missing("request_id");
    static final Verdict.Rejected MISSING_USER_ID = missing("user_id");
    static final Verdict.Rejected MISSING_CREATED_AT = missing("created_at");
    static final Verdict.Rejected MISSING_PAGE_URL = missing("page_url");

    private ViewRejections() {}

    private static Verdict.Rejected missing(String field) {
        return new Verdict.Rejected(field, "is missing");
    }

    static Verdict.Rejected requestId() {
        return new Verdict.Rejected(
                "request_id", "must be a whole number from 0 to 18446744073709551615, as a number or a string");
    }

    static Verdict.Rejected userId() {
        return new Verdict.Rejected("user_id", "must be a whole number from 0 to 4294967295");
    }

    static Verdict.Rejected createdAtFormat() {
        return new Verdict.Rejected("created_at", "must be an ISO-8601 time such as 2026-11-19T10:05:03.250Z");
    }

    static Verdict.Rejected createdAtBefore1970() {
        return new Verdict.Rejected("created_at", "must not be before 1970");
    }

    static Verdict.Rejected createdAtBeforeRetention() {
        return new Verdict.Rejected("created_at", "is older than page views are kept");
    }

    static Verdict.Rejected createdAtInFuture() {
        return new Verdict.Rejected("created_at", "must not be in the future");
    }

    static Verdict.Rejected pageUrlLength() {
        return new Verdict.Rejected(
                "page_url", "must be a string of 1 to %s characters".formatted(TrafficDecoder.MAX_PAGE_URL_CHARACTERS));
    }

    static Verdict.Rejected pageUrlNotUnicode() {
        return new Verdict.Rejected("page_url", "holds half of a surrogate pair, which is no character");
    }
}
