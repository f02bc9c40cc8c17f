package dev.millrace.torture.neighbour.difficult;

import java.time.Duration;
import java.util.Random;

/** Behaves as web pages of other origins do: without keys they are refused. */
final class ForeignPages implements DifficultClient {
    @Override
    public String name() {
        return "foreign-pages";
    }

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        String local = "127.0.0.1:" + target.port();
        String[] foreign = {
            "Host: %s\r\nOrigin: https://shop.example".formatted(local),
            "Host: %s\r\nOrigin: null".formatted(local),
            "Host: %s\r\nSec-Fetch-Site: cross-site".formatted(local),
            "Host: x.localhost:%s".formatted(target.port()),
            "Host: 0.0.0.0:%s".formatted(target.port()),
            "Host: shop.example\r\nOrigin: http://shop.example"
        };
        String[] requests = {
            "POST /api/traffic/beacon",
            "POST /api/dead-letters/replay?all=true",
            "GET /api/traffic/daily/1",
            "DELETE /api/users/1",
            "GET /prometheus"
        };
        target.repeat(8, random, deadline, own -> {
            String request = requests[own.nextInt(requests.length)];
            String page = foreign[own.nextInt(foreign.length)];
            String body = request.startsWith("POST") ? Bodies.view(7_500_000_000L, Bodies.USER) : "";
            int status = target.exchange(
                    "%s HTTP/1.1\r\n%s\r\nContent-Length: %s\r\n\r\n%s".formatted(request, page, body.length(), body));
            if (!target.hasKey() && status != 403 && status != 503) {
                target.tally()
                        .fault("%s of a page with %s was answered %s"
                                .formatted(request, page.replace("\r\n", ", "), status));
            }
            deadline.pause(Duration.ofMillis(5));
        });
    }
}
