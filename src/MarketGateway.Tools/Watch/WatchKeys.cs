using MarketGateway.Client;

namespace MarketGateway.Tools.Watch;

/// <summary>
/// What the keys do while watching: p pauses and goes on, + and - change the depth, q ends. Read where the screen is
/// drawn; what they ask of the gateway goes on beside it.
/// </summary>
internal sealed class WatchKeys(MarketClient client, MarketSubscription subscription, Func<ConsoleKeyInfo?> read)
{
    private static readonly int[] Depths = [1, 2, 5, 10, 15, 20, 30, 50, 100, 0];

    private Task _asking = Task.CompletedTask;

    /// <summary>Gets what the gateway refused last; empty: nothing.</summary>
    public string Complaint { get; private set; } = "";

    /// <summary>Gets the keys, for the header.</summary>
    public string Hint => "p " + (subscription.IsPaused ? "resumes" : "pauses")
        + (subscription.Channel == MarketChannel.Book ? $", +/- depth {DepthText}" : "") + ", q ends";

    private string DepthText => subscription.Options.Depth is > 0 and var depth ? $"{depth}" : "all";

    /// <summary>Whether the keys on a terminal can be read at all.</summary>
    public static bool AreThere => !Console.IsInputRedirected;

    public static ConsoleKeyInfo? ReadConsole() => Console.KeyAvailable ? Console.ReadKey(intercept: true) : null;

    /// <summary>Acts on the keys pressed since; true: to end.</summary>
    public bool Poll()
    {
        while (read() is { } key)
        {
            switch (key.KeyChar)
            {
                case 'q' or 'Q':
                    return true;
                case 'p' or 'P':
                    _asking = AskAsync(_asking, TurnAsync);
                    break;
                case '+' or '=' when subscription.Channel == MarketChannel.Book:
                    _asking = AskAsync(_asking, () => ChangeDepthAsync(+1));
                    break;
                case '-' or '_' when subscription.Channel == MarketChannel.Book:
                    _asking = AskAsync(_asking, () => ChangeDepthAsync(-1));
                    break;
                default:
                    break;
            }
        }

        return false;
    }

    /// <summary>The next depth in a row of usual ones; the deepest is all levels.</summary>
    internal static int Next(int depth, int direction)
    {
        var rank = depth == 0 ? Depths.Length - 1 : Array.FindIndex(Depths, other => other >= depth || other == 0);
        var isBetween = Depths[rank] != depth;
        var next = rank + (direction > 0 && isBetween ? 0 : direction);
        return Depths[Math.Clamp(next, 0, Depths.Length - 1)];
    }

    private Task TurnAsync() =>
        subscription.IsPaused ? client.ResumeAsync(subscription) : client.PauseAsync(subscription);

    private Task ChangeDepthAsync(int direction)
    {
        var depth = Next(subscription.Options.Depth, direction);
        return depth == subscription.Options.Depth
            ? Task.CompletedTask
            : client.UpdateAsync(subscription, new SubscriptionChanges { Depth = depth });
    }

    /// <summary>One request after the other: what a key does depends on what came of the one before.</summary>
    private async Task AskAsync(Task before, Func<Task> request)
    {
        await before;
        try
        {
            Complaint = "";
            await request();
        }
        catch (Exception refused) when (refused is MarketRequestException or TimeoutException)
        {
            Complaint = refused.Message;
        }
    }
}
