using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Tests.Books;
using MarketGateway.Core.Tests.Conflation;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>What a client holds that followed all that its session was sent, and refused what breaks the contract.</summary>
internal sealed class HeldMarket
{
    private readonly Dictionary<long, HeldBook> _books = [];
    private readonly Dictionary<long, HeldTrades> _trades = [];

    public IReadOnlyCollection<HeldBook> Books => _books.Values;

    public IReadOnlyCollection<HeldTrades> Trades => _trades.Values;

    public static HeldMarket Of(TestSession session)
    {
        Assert.False(session.Session.IsEnded, session.Session.Fault?.ToString());
        var market = new HeldMarket();
        foreach (var message in session.Messages)
        {
            if (message is List<object?> data)
            {
                market.Apply(WireMessage.Of(data));
            }
            else
            {
                market.Follow((Dictionary<string, object?>)message!);
            }
        }

        return market;
    }

    /// <summary>Asserts that every book is as the gateway has it.</summary>
    public void AssertHoldsBooks(TestFeed feed) => Assert.All(Books, held =>
    {
        var image = ChannelSnapshots.OfBook(feed.Symbol(held.Symbol), held.Depth);
        Assert.Equal(Levels.Text(image.Bids), Levels.Text(held.Book.Top(Side.Bid, held.Depth)));
        Assert.Equal(Levels.Text(image.Asks), Levels.Text(held.Book.Top(Side.Ask, held.Depth)));
    });

    private static IEnumerable<Dictionary<string, object?>> StreamsOf(Dictionary<string, object?> control) =>
        ((List<object?>)control["streams"]!).Cast<Dictionary<string, object?>>();

    private void Follow(Dictionary<string, object?> control)
    {
        switch ((string)control["op"]!)
        {
            case "subscribed":
                foreach (var stream in StreamsOf(control))
                {
                    Begin((long)stream["stream"]!, stream);
                }

                break;
            case "updated":
                foreach (var stream in StreamsOf(control))
                {
                    Exchange((long)stream["was"]!, (long)stream["stream"]!, stream);
                }

                break;
            case "unsubscribed":
                ((List<object?>)control["streams"]!).ForEach(
                    stream => Assert.True(_books.Remove((long)stream!) || _trades.Remove((long)stream!)));
                break;
        }
    }

    /// <remarks>A stream that is held is told again when its scales are others.</remarks>
    private void Begin(long number, Dictionary<string, object?> stream)
    {
        var symbol = (string)stream["symbol"]!;
        if ((string)stream["channel"]! == "trade")
        {
            _trades.TryAdd(number, new HeldTrades(symbol, Begin: null, Version: null, Account: 0));
        }
        else
        {
            _books.TryAdd(number, new HeldBook(symbol, (int)(long)stream["depth"]!, new ReferenceBook(), Version: null));
        }
    }

    private void Exchange(long was, long number, Dictionary<string, object?> stream)
    {
        if (_books.Remove(was, out var book))
        {
            _books.Add(number, book with { Depth = (int)(long)stream["depth"]! });
        }
        else
        {
            Assert.True(_trades.Remove(was, out var trades), "only what is held is updated");
            _trades.Add(number, trades);
        }
    }

    private void Apply(WireMessage message)
    {
        if (message.Kind is DataKind.Trades or DataKind.TradeRollUp)
        {
            Assert.True(_trades.TryGetValue(message.Stream, out var trades), "data only while the stream is held");
            Assert.Equal(trades.Version, message.From);
            _trades[message.Stream] = trades with
            {
                Begin = trades.Begin ?? message.To,
                Version = message.To,
                Account = trades.Account + message.Merged!.Value,
            };
            return;
        }

        Assert.True(_books.TryGetValue(message.Stream, out var held), "data only while the stream is held");
        if (message.Kind == DataKind.BookSnapshot)
        {
            held.Book.Replace(message.Bids, message.Asks);
        }
        else
        {
            Assert.Equal(held.Version, message.From);
            held.Book.Apply(message.Bids, message.Asks);
            held.Book.Truncate(held.Depth);
        }

        Assert.Equal(
            ReferenceBook.Checksum(held.Book.Top(Side.Bid, 0), held.Book.Top(Side.Ask, 0)), message.Checksum);
        _books[message.Stream] = held with { Version = message.To };
    }

    public sealed record HeldBook(string Symbol, int Depth, ReferenceBook Book, long? Version);

    public sealed record HeldTrades(string Symbol, long? Begin, long? Version, long Account);
}
