using MarketGateway.Client.Tests.Scripted;

namespace MarketGateway.Client.Tests.Wire;

/// <summary>The client around a session that plays a recording: keeps what the session tells it.</summary>
internal sealed class RecordedOwner : ISessionOwner
{
    private readonly SemaphoreSlim _flushed = new(0);

    public string Epoch { get; private set; } = "";

    public List<MarketSubscription> Subscriptions { get; } = [];

    /// <summary>Gets or sets what was asked for once, last.</summary>
    public MarketSubscription? Once { get; set; }

    public List<ApplyVerdict> Verdicts { get; } = [];

    public int UnknownMessages { get; private set; }

    public Exception? Error { get; private set; }

    public FeedHeartbeat? Heartbeat { get; private set; }

    public IEnumerable<ClientStream> Streams =>
        Subscriptions.SelectMany(static subscription => subscription.AllStreams())
            .Where(static stream => stream.Number != 0).OrderBy(static stream => stream.Number);

    public async Task FlushedAsync() =>
        Assert.True(await _flushed.WaitAsync(Eventually.Patience), $"no flush was applied: {Error?.Message}");

    public void OnWelcome(Session session, WelcomeMessage welcome) => Epoch = welcome.Epoch;

    public void OnMessage(ClientStream stream, DataMessage message, ApplyVerdict verdict, bool isStateChanged) =>
        Verdicts.Add(verdict);

    public void OnStamp(long sentAt)
    {
    }

    public void OnStatus(ClientStream stream)
    {
    }

    public void OnHeartbeat(FeedHeartbeat heartbeat) => Heartbeat = heartbeat;

    public void OnEpoch(string epoch)
    {
        Epoch = epoch;
        foreach (var stream in Streams)
        {
            stream.Forget();
        }
    }

    public void OnSubscriptionRefused(MarketSubscription subscription, MarketRequestException error) => Error = error;

    public void OnUnknownMessage() => UnknownMessages++;

    public void OnError(Exception error) => Error = error;

    public void OnStateMayHaveChanged()
    {
    }

    public ValueTask OnFlushAsync(long flush, int bytes)
    {
        _flushed.Release();
        return ValueTask.CompletedTask;
    }
}
