// Which spreads are wider than usual? Prints one line whenever a spread is at least three price steps wide.
//   dotnet run spread-monitor.cs [SYMBOL...] [--url ws://localhost:8080/v1/stream] [--steps 3] [--seconds 10]
// In a project of your own it is the package MarketGateway.Client.
#:project ../../src/MarketGateway.Client
#:property InvariantGlobalization=true

using MarketGateway.Client;

var least = int.Parse(Option("--steps", "3"));
using var end = new CancellationTokenSource(TimeSpan.FromSeconds(double.Parse(Option("--seconds", "10"))));
await using var client = new MarketClient(
    new MarketClientOptions { Urls = [new Uri(Option("--url", "ws://localhost:8080/v1/stream"))] });
var steps = new Dictionary<string, decimal>();
try
{
    await client.ConnectAsync(end.Token);
    var wanted = new SubscriptionOptions
    {
        Fields = QuoteFields.BidPrice | QuoteFields.AskPrice,
        Interval = TimeSpan.FromMilliseconds(100),
    };
    await client.SubscribeQuoteAsync(Symbols("*"), wanted, end.Token);
    await foreach (var change in client.ReadAllAsync(end.Token))
    {
        var quote = (ClientQuote)change.Stream;
        if (quote.State != StreamState.Live
            || quote[QuoteFields.BidPrice] is not { } bid || quote[QuoteFields.AskPrice] is not { } ask)
        {
            continue;
        }

        var wide = (decimal)(ask - bid) / quote.Terms.TickSize;
        if (wide >= least && steps.GetValueOrDefault(quote.Symbol) != wide)
        {
            Console.WriteLine($"{quote.Symbol}: {quote.PriceOf(bid)} / {quote.PriceOf(ask)}, {wide:0.##} steps wide");
        }

        steps[quote.Symbol] = wide;
    }
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    // The time is up.
}

// The symbols come first, then options.
string Option(string name, string otherwise) => Array.IndexOf(args, name) is var at and >= 0 ? args[at + 1] : otherwise;
string[] Symbols(params string[] otherwise) =>
    args.TakeWhile(static word => !word.StartsWith("--")).ToArray() is { Length: > 0 } given ? given : otherwise;
