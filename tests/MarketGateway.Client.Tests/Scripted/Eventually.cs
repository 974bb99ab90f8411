using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Client.Tests.Scripted;

/// <summary>Awaits a named condition, with a timeout.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
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
}
