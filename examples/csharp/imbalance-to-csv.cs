// Writes the imbalance of a book to a CSV file: how much more is bid than asked in the best levels, from -1 to 1.
//   dotnet run imbalance-to-csv.cs ESH6 [--out imbalance.csv] [--levels 5] [--seconds 10]
// In a project of your own it is the package MarketGateway.Client.
#:project ../../src/MarketGateway.Client
#:property InvariantGlobalization=true

using MarketGateway.Client;

using var end = new CancellationTokenSource(TimeSpan.FromSeconds(double.Parse(Option("--seconds", "10"))));
await using var client = new MarketClient(
    new MarketClientOptions { Urls = [new Uri(Option("--url", "ws://localhost:8080/v1/stream"))] });
await using var file = new StreamWriter(Option("--out", "imbalance.csv"));
await file.WriteLineAsync("received_at,version,mid,imbalance");
try
{
    await client.ConnectAsync(end.Token);
    await client.SubscribeBookAsync(
        Symbols("ESH6"), int.Parse(Option("--levels", "5")), TimeSpan.FromMilliseconds(100), end.Token);
    await foreach (var change in client.ReadAllAsync(end.Token))
    {
        var stream = (ClientBook)change.Stream;
        var book = stream.View();
        var (bid, ask) = (book.Bids.Sum(static level => level.Size), book.Asks.Sum(static level => level.Size));
        if (change.Messages > 0 && stream.State == StreamState.Live && book.Bids.Count > 0 && book.Asks.Count > 0)
        {
            var mid = stream.PriceOf(book.Bids[0].Price + book.Asks[0].Price) / 2;
            var imbalance = (decimal)(bid - ask) / (bid + ask);
            await file.WriteLineAsync($"{TimeProvider.System.GetUtcNow():O},{book.Version},{mid},{imbalance:0.0000}");
        }
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
