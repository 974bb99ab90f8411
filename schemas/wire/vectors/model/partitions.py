"""Where Kafka's own producers put a key, which is where a symbol of a split market lives."""

# The first six are those of Kafka's own tests (org.apache.kafka.common.utils.UtilsTest).
SYMBOLS = [
    "21", "foobar", "a-little-bit-long-string", "a-little-bit-longer-string",
    "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", "abc", "A", "ES", "ESH6", "ESM6", "BTC-USD", "CL F6",
    "\u65e5\u7d4c225", "\U0001f4c8",
]
COUNTS = [1, 2, 3, 4, 8, 12, 100]


def partition_vectors():
    """The hash of each symbol, and its partition among so many."""
    return [{"symbol": symbol, "murmur2": murmur2(symbol.encode()),
             "partitions": [[count, partition_of(symbol, count)] for count in COUNTS]} for symbol in SYMBOLS]


def partition_of(symbol, count):
    """Without the sign that the hash has in Java."""
    return (murmur2(symbol.encode()) & 0x7FFFFFFF) % count


def murmur2(data):
    """MurmurHash2, seeded as in org.apache.kafka.common.utils.Utils."""
    multiplier, mask = 0x5BD1E995, 0xFFFFFFFF
    value = 0x9747B28C ^ len(data)
    whole = len(data) // 4 * 4
    for start in range(0, whole, 4):
        word = int.from_bytes(data[start:start + 4], "little") * multiplier & mask
        value = (value * multiplier & mask) ^ ((word ^ word >> 24) * multiplier & mask)
    if data[whole:]:
        value = (value ^ int.from_bytes(data[whole:], "little")) * multiplier & mask
    value = (value ^ value >> 13) * multiplier & mask
    return value ^ value >> 15
