// How old are updates when they arrive? A histogram, from the venue's clock to this process (clocks must agree).
//   dotnet run latency-histogram.cs [SYMBOL...] [--url ws://localhost:8080/v1/stream] [--seconds 10]
// In a project of your own it is the package MarketGateway.Client.
#:project ../../src/MarketGateway.Client
#:property InvariantGlobalization=true

using MarketGateway.Client;

using var end = new CancellationTokenSource(TimeSpan.FromSeconds(double.Parse(Option("--seconds", "10"))));
var ages = new AgeListener();
await using var client = new MarketClient(
    new MarketClientOptions { Urls = [new Uri(Option("--url", "ws://localhost:8080/v1/stream"))] },
    ages);
try
{
    await client.ConnectAsync(end.Token);
    await client.SubscribeBookAsync(Symbols("*"), depth: 1, interval: default, end.Token);
    await client.Completion.WaitAsync(end.Token);
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    // The time is up.
}

await client.DisposeAsync();
var (total, seen) = (ages.Buckets.Values.Sum(), 0);
foreach (var (bucket, count) in ages.Buckets)
{
    seen += count;
    var bar = new string('#', (int)Math.Ceiling(50.0 * count / ages.Buckets.Values.Max()));
    Console.WriteLine(
        $"up to {Math.Pow(2, (bucket + 1) / 2.0) / 1000,10:0.000} ms {count,8} {100.0 * seen / total,6:0.00} % {bar}");
}

// The symbols come first, then options.
string Option(string name, string otherwise) => Array.IndexOf(args, name) is var at and >= 0 ? args[at + 1] : otherwise;
string[] Symbols(params string[] otherwise) =>
    args.TakeWhile(static word => !word.StartsWith("--")).ToArray() is { Length: > 0 } given ? given : otherwise;

/// <summary>Sees every message on the receive loop: what comes late is measured, not what is read late.</summary>
internal sealed class AgeListener : IMarketListener
{
    /// <summary>Gets how many updates are of an age, in buckets that are half as wide again as the one before.</summary>
    public SortedDictionary<int, int> Buckets { get; } = [];

    public void OnMessage(ClientStream stream, DataMessage message, ApplyVerdict verdict)
    {
        if (message.Kind == MessageKind.BookDelta && message.Oldest is { } occurredAt)
        {
            var now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            var bucket = (int)Math.Floor(2 * Math.Log2(Math.Max(1, now - occurredAt)));
            Buckets[bucket] = Buckets.GetValueOrDefault(bucket) + 1;
        }
    }
}
