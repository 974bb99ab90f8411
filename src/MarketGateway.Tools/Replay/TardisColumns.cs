using System.Text;

namespace MarketGateway.Tools.Replay;

/// <summary>Where the columns of a file are; found by name, so that their order is free.</summary>
internal sealed class TardisColumns
{
    private const string BookNames = "exchange,symbol,timestamp,is_snapshot,side,price,amount";
    private const string TradeNames = "exchange,symbol,timestamp,id,side,price,amount";
    private const string QuoteNames = "exchange,symbol,timestamp,ask_amount,ask_price,bid_price,bid_amount";

    private readonly List<string> _names;

    private TardisColumns(TardisFileKind kind, List<string> names)
    {
        Kind = kind;
        _names = names;
    }

    public TardisFileKind Kind { get; }

    public int Count => _names.Count;

    /// <summary>Recognises a header, or returns null.</summary>
    public static TardisColumns? Recognise(ReadOnlySpan<byte> header)
    {
        var names = Encoding.UTF8.GetString(header).Split(',').Select(name => name.Trim()).ToList();
        if (HasAll(names, BookNames))
        {
            return new TardisColumns(TardisFileKind.Book, names);
        }

        if (HasAll(names, QuoteNames))
        {
            return new TardisColumns(TardisFileKind.Quotes, names);
        }

        return HasAll(names, TradeNames) ? new TardisColumns(TardisFileKind.Trades, names) : null;
    }

    public int this[string name] => _names.IndexOf(name);

    private static bool HasAll(List<string> names, string wanted) => wanted.Split(',').All(names.Contains);
}
