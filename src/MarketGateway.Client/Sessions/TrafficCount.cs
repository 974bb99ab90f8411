namespace MarketGateway.Client;

/// <summary>Counts what comes in. Written by the receive loop, read from any thread.</summary>
internal sealed class TrafficCount
{
    private long _sessions;
    private long _flushes;
    private long _bytes;
    private long _messages;
    private long _unknownMessages;

    public void CountSession() => Interlocked.Increment(ref _sessions);

    public void CountFlush(int bytes)
    {
        Interlocked.Increment(ref _flushes);
        Interlocked.Add(ref _bytes, bytes);
    }

    public void CountMessage() => Interlocked.Increment(ref _messages);

    public void CountUnknown() => Interlocked.Increment(ref _unknownMessages);

    public ClientTotals Read() => new()
    {
        Sessions = Interlocked.Read(ref _sessions),
        Flushes = Interlocked.Read(ref _flushes),
        Bytes = Interlocked.Read(ref _bytes),
        Messages = Interlocked.Read(ref _messages),
        UnknownMessages = Interlocked.Read(ref _unknownMessages),
    };
}
