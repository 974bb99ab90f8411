namespace MarketGateway.Core.Feed;

/// <summary>
/// Where Kafka's own producers put a key: murmur2 of its bytes, without the sign, modulo the number of partitions. So a
/// gateway and a client that know the number tell the partition of a symbol without asking.
/// </summary>
public static class KeyPartitioner
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;
    private const int Shift = 24;

    /// <summary>Finds the partition of a key in a topic with so many.</summary>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitionCount) =>
        (int)(Murmur2(key) & int.MaxValue) % partitionCount;

    /// <summary>MurmurHash2 by Austin Appleby, with the seed that <c>org.apache.kafka.common.utils.Utils</c> has.</summary>
    public static uint Murmur2(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            uint hash = Seed ^ (uint)bytes.Length;
            while (bytes.Length >= sizeof(uint))
            {
                uint word = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Multiplier;
                hash = (hash * Multiplier) ^ ((word ^ (word >> Shift)) * Multiplier);
                bytes = bytes[sizeof(uint)..];
            }

            for (int i = bytes.Length - 1; i >= 0; i--)
            {
                hash ^= (uint)bytes[i] << (8 * i);
            }

            hash = bytes.Length > 0 ? hash * Multiplier : hash;
            hash = (hash ^ (hash >> 13)) * Multiplier;
            return hash ^ (hash >> 15);
        }
    }
}
