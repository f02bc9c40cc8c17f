package dev.millrace.benchmarks.reports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several clients, each of which asks again as soon as it has an answer. */
final class Together {
    private Together() {}

    /** Makes one request and returns how long it took. */
    @FunctionalInterface
    interface Request {
        long micros(int number) throws IOException, InterruptedException;
    }

    static List<Long> run(int clients, int requests, Request request) throws IOException, InterruptedException {
        List<Future<Long>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            for (int i = 0; i < requests; i++) {
                int number = i;
                answers.add(threads.submit(() -> request.micros(number)));
            }
        }
        List<Long> micros = new ArrayList<>();
        for (Future<Long> answer : answers) {
            try {
                micros.add(answer.get());
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }
        return micros;
    }
}
