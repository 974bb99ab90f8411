namespace MarketGateway.Client;

/// <summary>The first message of a session.</summary>
internal sealed record WelcomeMessage(long Protocol, string Session, string Epoch, int RequestBytesMax, long? RequestsPerSecondMax)
{
    /// <summary>Gets how long after a resync of a stream the gateway grants the next; zero: it does not say.</summary>
    public TimeSpan ResyncInterval { get; private init; }

    /// <summary>A gateway that does not say how much it takes gets requests of this size.</summary>
    private const int RequestBytesDefault = 16 * 1024;

    public static WelcomeMessage Read(WireMap map) => new(
        map.Integer("protocol"),
        map.Text("session"),
        map.Text("epoch"),
        (int)Math.Clamp(map.MapOrNull("limits")?.IntegerOrNull("requestBytes") ?? RequestBytesDefault, 1024, 1 << 24),
        map.MapOrNull("limits")?.IntegerOrNull("requestsPerSecond"))
    {
        ResyncInterval = WireTime.ReadInterval(map.MapOrNull("limits")?.IntegerOrNull("resyncMs")),
    };
}
