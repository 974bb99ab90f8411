// The best bid and ask over several symbols of the same thing (listings on several venues, say), whenever it changes.
//   dotnet run best-prices.cs SYMBOL... [--url ws://localhost:8080/v1/stream] [--seconds 10]
// In a project of your own it is the package MarketGateway.Client.
#:project ../../src/MarketGateway.Client
#:property InvariantGlobalization=true

using MarketGateway.Client;

using var end = new CancellationTokenSource(TimeSpan.FromSeconds(double.Parse(Option("--seconds", "10"))));
await using var client = new MarketClient(
    new MarketClientOptions { Urls = [new Uri(Option("--url", "ws://localhost:8080/v1/stream"))] });
var shown = "";
try
{
    await client.ConnectAsync(end.Token);
    var wanted = new SubscriptionOptions { Fields = QuoteFields.BidPrice | QuoteFields.AskPrice };
    var quotes = await client.SubscribeQuoteAsync(Symbols("ESH6", "NQH6"), wanted, end.Token);
    await foreach (var _ in client.ReadAllAsync(end.Token))
    {
        // A stream that is not live is no price.
        var live = quotes.Streams.Where(static quote => quote.State == StreamState.Live).ToList();
        var bid = live.MaxBy(static quote => Price(quote, QuoteFields.BidPrice));
        var ask = live.MinBy(static quote => Price(quote, QuoteFields.AskPrice) ?? decimal.MaxValue);
        if (bid is null || Price(bid, QuoteFields.BidPrice) is not { } best
            || ask is null || Price(ask, QuoteFields.AskPrice) is not { } cheapest)
        {
            continue;
        }

        var line = $"{best} at {bid.Symbol} / {cheapest} at {ask.Symbol}";
        if (line != shown)
        {
            Console.WriteLine(shown = line);
        }
    }
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    // The time is up.
}

static decimal? Price(ClientQuote quote, QuoteFields field) =>
    quote[field] is { } price ? quote.PriceOf(price) : null;

// The symbols come first, then options.
string Option(string name, string otherwise) => Array.IndexOf(args, name) is var at and >= 0 ? args[at + 1] : otherwise;
string[] Symbols(params string[] otherwise) =>
    args.TakeWhile(static word => !word.StartsWith("--")).ToArray() is { Length: > 0 } given ? given : otherwise;
