package dev.millrace.simulator.replay;

import dev.millrace.simulator.traffic.UserId;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Selects the reports to check: all of them, or as many as an option permits. A log of many weeks has more reports, every user's for every
 * day, than views, and most of them are empty.
 *
 * @param all how many reports there are
 * @param withViews how many of the sample's are not empty
 */
record ReportSample(List<Report> reports, long all, int withViews) {
    /** A fixed seed, so that the same file is checked by the same reports. */
    private static final long SEED = 1;

    /** A user's report at the end of a day. */
    record Report(UserId user, LocalDate day) {}

    ReportSample {
        reports = List.copyOf(reports);
    }

    /**
     * Returns all reports if there are at most {@code most}, or {@code most} is 0. Otherwise that many: three of four have views, as far as
     * there are such reports; the others have to be empty.
     */
    static ReportSample of(Expectation expectation, int most) {
        List<UserId> users = List.copyOf(expectation.users());
        List<LocalDate> days = List.copyOf(expectation.days());
        List<Report> withViews = new ArrayList<>();
        users.forEach(
                user -> expectation.days(user).stream().sorted().forEach(day -> withViews.add(new Report(user, day))));
        long all = (long) users.size() * days.size();
        if (most == 0 || all <= most) {
            List<Report> reports = new ArrayList<>();
            users.forEach(user -> days.forEach(day -> reports.add(new Report(user, day))));
            return new ReportSample(reports, all, withViews.size());
        }
        Random random = new Random(SEED);
        Collections.shuffle(withViews, random);
        long empty = Math.min(most / 4, all - withViews.size());
        int taken = (int) Math.min(withViews.size(), most - empty);
        Set<Report> sample = new LinkedHashSet<>(withViews.subList(0, taken));
        // Where nearly every report has views, an empty one may not be found; then the sample is smaller.
        for (long tries = 0; sample.size() < most && tries < 20L * most; tries++) {
            Report report = new Report(users.get(random.nextInt(users.size())), days.get(random.nextInt(days.size())));
            if (!expectation.days(report.user()).contains(report.day())) {
                sample.add(report);
            }
        }
        return new ReportSample(List.copyOf(sample), all, taken);
    }

    boolean isAll() {
        return reports.size() == all;
    }
}
