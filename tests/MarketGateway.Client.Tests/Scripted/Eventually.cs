using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Client.Tests.Scripted;

/// <summary>Awaits a named condition, with a timeout longer than a loaded machine needs.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Stillness = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    public static async Task HoldsAsync(string what, Func<bool> condition, FakeTimeProvider? time = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"still not: {what}");
            time?.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(Look, TimeProvider.System);
        }
    }

    /// <summary>
    /// Waits until a number has stood for two seconds. On a machine that stalls that comes early: what is asserted then
    /// must hold at any time.
    /// </summary>
    public static async Task StandsAsync(string what, Func<int> number)
    {
        var start = TimeProvider.System.GetTimestamp();
        var (seen, since) = (number(), start);
        while (TimeProvider.System.GetElapsedTime(since) < Stillness)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"still moves: {what}");
            await Task.Delay(Look, TimeProvider.System);
            if (number() is var now && now != seen)
            {
                (seen, since) = (now, TimeProvider.System.GetTimestamp());
            }
        }
    }
}
