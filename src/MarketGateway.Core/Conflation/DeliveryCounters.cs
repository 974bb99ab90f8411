using MarketGateway.Core.Books;

namespace MarketGateway.Core.Conflation;

/// <summary>
/// The account of all subscriptions of a process: every source update that was offered to a subscription was delivered,
/// merged into another, abandoned when the subscription ended, or is still waiting. Counted where each happens, so that
/// the sum is a proof.
/// </summary>
public sealed class DeliveryCounters
{
    private readonly long[] _subscriptions = new long[Enum.GetValues<Channel>().Length];
    private readonly long[] _bytes = new long[Enum.GetValues<Channel>().Length];
    private long _offered;
    private long _delivered;
    private long _merged;
    private long _abandoned;

    /// <summary>Gets how many updates were applied, each times the subscriptions that it concerned.</summary>
    public long Offered => Volatile.Read(ref _offered);

    /// <summary>Gets how many of them were sent: as the newest of a message, or as a trade of its own.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Gets how many of them a client saw only merged into a newer one, a snapshot or a roll-up.</summary>
    public long Merged => Volatile.Read(ref _merged);

    /// <summary>Gets how many of them waited when their subscription ended.</summary>
    public long Abandoned => Volatile.Read(ref _abandoned);

    /// <summary>Gets how many subscriptions there are now in a channel.</summary>
    public long Subscriptions(Channel channel) => Volatile.Read(ref _subscriptions[(int)channel]);

    /// <summary>Gets how many bytes of data messages were sent in a channel, each times its receivers.</summary>
    public long Bytes(Channel channel) => Volatile.Read(ref _bytes[(int)channel]);

    internal void CountBytes(Channel channel, long bytes) => Interlocked.Add(ref _bytes[(int)channel], bytes);

    internal void CountSubscription(Channel channel, int difference) =>
        Interlocked.Add(ref _subscriptions[(int)channel], difference);

    internal void CountOffered(long count) => Interlocked.Add(ref _offered, count);

    internal void CountSent(long delivered, long merged)
    {
        Interlocked.Add(ref _delivered, delivered);
        if (merged != 0)
        {
            Interlocked.Add(ref _merged, merged);
        }
    }

    internal void CountAbandoned(long count) => Interlocked.Add(ref _abandoned, count);
}
