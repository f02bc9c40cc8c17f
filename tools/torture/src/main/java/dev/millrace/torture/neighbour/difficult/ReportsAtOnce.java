package dev.millrace.torture.neighbour.difficult;

import java.util.Random;

/** Asks for eight long reports at once, and reads them. */
final class ReportsAtOnce implements DifficultClient {
    @Override
    public String name() {
        return "reports-at-once";
    }

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        target.repeat(8, random, deadline, own -> {
            LongReports reports = target.reports();
            target.exchange(target.get(own.nextInt(3) == 0 ? reports.pages() : reports.daily()));
        });
    }
}
