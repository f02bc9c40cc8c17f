package dev.millrace.gate;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A range of IP addresses. Immutable. */
final class Network {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final IpSubnetFilterRule rule;

    private Network(InetAddress address, int prefix) {
        this.rule = new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
    }

    /**
     * Reads an address, alone or with the length of a prefix.
     *
     * @throws IllegalArgumentException with one sentence
     */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int bits = address.getAddress().length == Integer.BYTES ? IPV4_BITS : IPV6_BITS;
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            if (prefix >= 0 && prefix <= bits) {
                return new Network(address, prefix);
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "MILLRACE_TRUSTED_PROXIES has %s, which is neither an address nor a network such as 10.0.0.0/8."
                        .formatted(text));
    }

    boolean contains(InetAddress address) {
        return rule.matches(new InetSocketAddress(address, 0));
    }
}
