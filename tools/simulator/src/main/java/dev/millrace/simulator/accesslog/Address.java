package dev.millrace.simulator.accesslog;

/** Addresses of clients. */
final class Address {
    private Address() {}

    /** The address before its last colon: {@code 10.0.1.2:33317}, {@code [::1]:33317} or, as HAProxy has it, {@code ::1:33317}. */
    static String withoutPort(String address) {
        int port = address.lastIndexOf(':');
        String host = port < 0 ? address : address.substring(0, port);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
