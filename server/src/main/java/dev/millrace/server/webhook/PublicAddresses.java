package dev.millrace.server.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Which addresses are on the public internet, so that nobody has this server knock at doors inside a network. IPv4
 * addresses that are wrapped in IPv6 ones are unwrapped first.
 */
final class PublicAddresses {
    /** What of IPv4 is not public, by IANA's registry of special-purpose addresses, and multicast. */
    private static final List<Block> PRIVATE_4 = List.of(
            block("00000000", 8),
            block("0a000000", 8),
            block("64400000", 10),
            block("7f000000", 8),
            block("a9fe0000", 16),
            block("ac100000", 12),
            block("c0000000", 24),
            block("c0000200", 24),
            block("c0586300", 24),
            block("c0a80000", 16),
            block("c6120000", 15),
            block("c6336400", 24),
            block("cb007100", 24),
            block("e0000000", 3));

    private static final Block GLOBAL_6 = block("20000000000000000000000000000000", 3);

    /** What of that is not public: the protocols' own block, documentation. */
    private static final List<Block> PRIVATE_6 = List.of(
            block("20010000000000000000000000000000", 23),
            block("20010db8000000000000000000000000", 32),
            block("3fff0000000000000000000000000000", 20));

    private static final Block SIX_TO_FOUR = block("20020000000000000000000000000000", 16);
    private static final Block NAT_64 = block("0064ff9b000000000000000000000000", 96);

    private record Block(byte[] start, int bits) {
        boolean has(byte[] address) {
            for (int bit = 0; bit < bits; bit += 8) {
                int shift = Math.max(0, 8 - (bits - bit));
                if (((address[bit / 8] ^ start[bit / 8]) & 0xff) >> shift != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private PublicAddresses() {}

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return isPublic4(bytes);
        }
        if (SIX_TO_FOUR.has(bytes)) {
            return isPublic4(Arrays.copyOfRange(bytes, 2, 6));
        }
        if (NAT_64.has(bytes)) {
            return isPublic4(Arrays.copyOfRange(bytes, 12, 16));
        }
        return GLOBAL_6.has(bytes) && PRIVATE_6.stream().noneMatch(block -> block.has(bytes));
    }

    private static boolean isPublic4(byte[] address) {
        return PRIVATE_4.stream().noneMatch(block -> block.has(address));
    }

    private static Block block(String start, int bits) {
        return new Block(HexFormat.of().parseHex(start), bits);
    }
}
