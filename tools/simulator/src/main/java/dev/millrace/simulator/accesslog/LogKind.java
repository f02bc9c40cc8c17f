package dev.millrace.simulator.accesslog;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The formats of access logs that are known. Of two that read as many lines, the one that comes first is meant. */
public enum LogKind {
    COMBINED("combined log format", false),
    VHOST_COMBINED("combined log format behind a virtual host (vhost_combined)", false),
    CADDY("JSON lines of Caddy", false),
    TRAEFIK("JSON lines of Traefik", false),
    NGINX("JSON lines of nginx", false),
    IIS("W3C extended format of IIS", false),
    CLOUDFRONT("standard log of CloudFront", false),
    HAPROXY("HTTP log of HAProxy", true);

    private final String title;
    private final boolean hasLocalTimes;

    LogKind(String title, boolean hasLocalTimes) {
        this.title = title;
        this.hasLocalTimes = hasLocalTimes;
    }

    /** Returns a title for people. */
    public String title() {
        return title;
    }

    /** Returns true if the log does not state the zone of its times. */
    public boolean hasLocalTimes() {
        return hasLocalTimes;
    }

    /** A parser for one reading of a log. */
    LineParser parser(ZoneId zone) {
        return switch (this) {
            case COMBINED -> new CombinedLog();
            case VHOST_COMBINED -> new VhostCombinedLog();
            case CADDY -> new CaddyJsonLog();
            case TRAEFIK -> new TraefikJsonLog();
            case NGINX -> new NginxJsonLog();
            case IIS -> W3cLog.iis();
            case CLOUDFRONT -> W3cLog.cloudFront();
            case HAPROXY -> new HaproxyLog(zone);
        };
    }

    /** Lists the titles of all kinds. */
    public static String titles() {
        return Arrays.stream(values()).map(LogKind::title).collect(Collectors.joining(", "));
    }
}
