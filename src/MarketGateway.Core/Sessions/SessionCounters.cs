using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>What the sessions of a process did since its start. Written by any thread.</summary>
public sealed class SessionCounters
{
    private readonly long[] _ended = new long[Enum.GetValues<SessionEndReason>().Length];
    private readonly long[] _refused = new long[Enum.GetValues<RequestErrorCode>().Length];
    private readonly long[] _resumed = new long[Enum.GetValues<ResumeKind>().Length];
    private long _opened;
    private long _flushes;
    private long _flushBytes;
    private long _resyncs;
    private long _laggingEpisodes;
    private long _lagging;

    public long Opened => Volatile.Read(ref _opened);

    public long Flushes => Volatile.Read(ref _flushes);

    public long FlushBytes => Volatile.Read(ref _flushBytes);

    public long Resyncs => Volatile.Read(ref _resyncs);

    /// <summary>Gets how many times a session began to lag.</summary>
    public long LaggingEpisodes => Volatile.Read(ref _laggingEpisodes);

    /// <summary>Gets how many sessions lag now.</summary>
    public long Lagging => Volatile.Read(ref _lagging);

    public long Ended(SessionEndReason reason) => Volatile.Read(ref _ended[(int)reason]);

    /// <summary>Gets how many requests, or single symbols of them, were refused.</summary>
    public long Refused(RequestErrorCode code) => Volatile.Read(ref _refused[(int)code]);

    /// <summary>Gets how many streams were offered by clients that came back, by what they got.</summary>
    public long Resumed(ResumeKind kind) => Volatile.Read(ref _resumed[(int)kind]);

    internal void CountRefused(RequestErrorCode code) => Interlocked.Increment(ref _refused[(int)code]);

    internal void CountRefused(List<SymbolError> errors)
    {
        foreach (var error in errors)
        {
            CountRefused(error.Error.Code);
        }
    }

    internal void CountResumed(ResumeKind kind) => Interlocked.Increment(ref _resumed[(int)kind]);

    internal void CountOpened() => Interlocked.Increment(ref _opened);

    internal void CountEnded(SessionEndReason reason) => Interlocked.Increment(ref _ended[(int)reason]);

    internal void CountLagging(bool isLagging)
    {
        if (isLagging)
        {
            Interlocked.Increment(ref _laggingEpisodes);
            Interlocked.Increment(ref _lagging);
        }
        else
        {
            Interlocked.Decrement(ref _lagging);
        }
    }

    internal void CountResync() => Interlocked.Increment(ref _resyncs);

    internal void CountFlush(int bytes)
    {
        Interlocked.Increment(ref _flushes);
        Interlocked.Add(ref _flushBytes, bytes);
    }
}
