using MarketGateway.Testing;

namespace MarketGateway.Tests.Sessions;

/// <summary>The random feed of a model run: a few symbols, and more that appear.</summary>
internal sealed class ModelMarket
{
    private readonly HandFeed _feed;
    private readonly List<string> _symbols = [];

    public ModelMarket(HandFeed feed)
    {
        _feed = feed;
        for (var number = 0; number < 4; number++)
        {
            Add(number);
        }
    }

    public void Do(ModelAct act, Random random)
    {
        if (act == ModelAct.NewSymbol)
        {
            Add(_symbols.Count);
            return;
        }

        for (var count = random.Next(1, 200); count > 0; count--)
        {
            _feed.Random(_symbols[random.Next(_symbols.Count)], random);
        }
    }

    private void Add(int number)
    {
        var symbol = $"{(number % 2 == 0 ? "EVEN" : "ODD")}{number}";
        _symbols.Add(symbol);
        _feed.Define(symbol, venue: number % 3 == 0 ? "X3" : "XX", tickSize: 1 + (number % 3));
        _feed.Snapshot(symbol, levels: 8);
        _feed.Quote(symbol, HandFeed.Middle - 1, HandFeed.Middle + 1);
        _feed.Trade(symbol, HandFeed.Middle);
    }
}
