using System.Diagnostics;

namespace MarketGateway.Testing;

/// <summary>
/// Waits for a condition that has a name, and fails with that name when it does not come true in time.
/// </summary>
public static class Eventually
{
    /// <summary>How long a condition may take by default: far longer than it should on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task IsTrueAsync(string condition, Func<bool> isTrue, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(isTrue);
        return IsTrueAsync(condition, () => Task.FromResult(isTrue()), patience);
    }

    /// <summary>Waits for a condition that takes a step of its own each time it is looked at.</summary>
    public static async Task IsTrueAsync(string condition, Func<Task<bool>> isTrue, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(isTrue);
        TimeSpan limit = patience ?? Patience;
        long startedAt = Stopwatch.GetTimestamp();
        while (!await isTrue())
        {
            if (Stopwatch.GetElapsedTime(startedAt) > limit)
            {
                throw new TimeoutException($"Within {limit} it did not come true that {condition}.");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
