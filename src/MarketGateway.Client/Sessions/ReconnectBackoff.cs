namespace MarketGateway.Client;

/// <summary>
/// How long to wait before connecting again: a random time between zero and min x 2^attempt, at most max ("full
/// jitter"), so that thousands of clients of a gateway that went away do not come back in the same second.
/// </summary>
public sealed record ReconnectBackoff
{
    private const int DoublingsMax = 30;

    /// <summary>Gets the upper bound of the first wait. Defaults to 250 ms.</summary>
    public TimeSpan Min { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Gets the upper bound of every wait. Defaults to 10 s.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait before attempt <paramref name="attempt"/> (0 is the first after a loss).</summary>
    /// <param name="attempt">How many attempts have failed.</param>
    /// <param name="jitter">A random number in [0, 1).</param>
    public TimeSpan Delay(int attempt, double jitter)
    {
        var bound = Min.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, DoublingsMax));
        return TimeSpan.FromMilliseconds(Math.Min(bound, Max.TotalMilliseconds) * jitter);
    }
}
