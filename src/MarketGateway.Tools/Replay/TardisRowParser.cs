using System.Buffers.Text;
using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Tools.Replay;

/// <summary>Reads the fields of a row; says what is wrong with one that cannot be read.</summary>
internal sealed class TardisRowParser
{
    private readonly TardisColumns _columns;
    private readonly Range[] _fields;
    private readonly int _exchange;
    private readonly int _symbol;
    private readonly int _timestamp;
    private readonly int _isSnapshot;
    private readonly int _side;
    private readonly int _price;
    private readonly int _size;
    private readonly int _askPrice;
    private readonly int _askSize;
    private readonly int _id;
    private readonly int _receivedAt;
    private readonly Dictionary<string, string> _texts = [];
    private byte[] _lastSymbol = [];
    private string _lastSymbolText = "";
    private byte[] _lastExchange = [];
    private string _lastExchangeText = "";

    public TardisRowParser(TardisColumns columns)
    {
        _columns = columns;
        _fields = new Range[columns.Count + 1];
        var isQuotes = columns.Kind == TardisFileKind.Quotes;
        _exchange = columns["exchange"];
        _symbol = columns["symbol"];
        _timestamp = columns["timestamp"];
        _receivedAt = columns["local_timestamp"];
        _isSnapshot = columns["is_snapshot"];
        _side = columns["side"];
        _id = columns["id"];
        _price = columns[isQuotes ? "bid_price" : "price"];
        _size = columns[isQuotes ? "bid_amount" : "amount"];
        _askPrice = columns["ask_price"];
        _askSize = columns["ask_amount"];
    }

    /// <summary>Reads a row; returns null, or what is wrong with it.</summary>
    public string? Parse(ReadOnlySpan<byte> line, out TardisRow row)
    {
        row = default;
        var count = Split(line);
        if (count != _columns.Count)
        {
            return $"has {(count > _columns.Count ? "more" : count)} columns but the header has {_columns.Count}";
        }

        return ParseCommon(line, ref row) ?? (_columns.Kind switch
        {
            TardisFileKind.Book => ParseLevel(line, ref row),
            TardisFileKind.Trades => ParseTrade(line, ref row),
            _ => ParseQuote(line, ref row),
        });
    }

    private int Split(ReadOnlySpan<byte> line)
    {
        var count = 0;
        foreach (var field in line.Split((byte)','))
        {
            if (count == _fields.Length)
            {
                break;
            }

            _fields[count++] = field;
        }

        return count;
    }

    private string? ParseCommon(ReadOnlySpan<byte> line, ref TardisRow row)
    {
        var symbol = line[_fields[_symbol]];
        if (!symbol.SequenceEqual(_lastSymbol))
        {
            if (!FeedSymbolName.TryValidate(symbol))
            {
                return Problem("symbol", symbol, "1 to 64 bytes that can be seen, blanks only inside, without '*', '?' or ','");
            }

            _lastSymbol = symbol.ToArray();
            _lastSymbolText = Intern(symbol);
        }

        var exchange = line[_fields[_exchange]];
        if (!exchange.SequenceEqual(_lastExchange))
        {
            if (exchange.Length > 32)
            {
                return Problem("exchange", exchange, "at most 32 bytes");
            }

            _lastExchange = exchange.ToArray();
            _lastExchangeText = Intern(exchange);
        }

        row.Symbol = _lastSymbolText;
        row.Exchange = _lastExchangeText;
        if (_receivedAt >= 0 && TryInteger(line[_fields[_receivedAt]], out var receivedAt))
        {
            row.ReceivedAt = receivedAt;
        }

        var timestamp = line[_fields[_timestamp]];
        return TryInteger(timestamp, out row.Timestamp) && row.Timestamp is > 0 and < 1L << 53
            ? null
            : Problem("timestamp", timestamp, "a whole number of microseconds since 1970");
    }

    private string? ParseLevel(ReadOnlySpan<byte> line, ref TardisRow row)
    {
        var isSnapshot = line[_fields[_isSnapshot]];
        row.IsSnapshot = isSnapshot.SequenceEqual("true"u8);
        if (!row.IsSnapshot && !isSnapshot.SequenceEqual("false"u8))
        {
            return Problem("is_snapshot", isSnapshot, "true or false");
        }

        var side = line[_fields[_side]];
        row.IsBid = side.SequenceEqual("bid"u8);
        if (!row.IsBid && !side.SequenceEqual("ask"u8))
        {
            return Problem("side", side, "bid or ask");
        }

        return ParsePrice("price", line[_fields[_price]], out row.Price)
            ?? ParseSize("amount", line[_fields[_size]], out row.Size);
    }

    private string? ParseTrade(ReadOnlySpan<byte> line, ref TardisRow row)
    {
        var side = line[_fields[_side]];
        row.Aggressor = side.SequenceEqual("buy"u8) ? Aggressor.Buy
            : side.SequenceEqual("sell"u8) ? Aggressor.Sell : Aggressor.Unknown;
        if (row.Aggressor == Aggressor.Unknown && !side.SequenceEqual("unknown"u8))
        {
            return Problem("side", side, "buy, sell or unknown");
        }

        // Some venues number their trades, others name them; only a number has a place in the feed.
        row.TradeId = TryInteger(line[_fields[_id]], out var id) && id is >= 0 and < 1L << 53 ? id : null;
        var size = line[_fields[_size]];
        return ParsePrice("price", line[_fields[_price]], out row.Price)
            ?? ParseSize("amount", size, out row.Size)
            ?? (row.Size.Mantissa == 0 ? Problem("amount", size, "above 0 in a trade") : null);
    }

    private string? ParseQuote(ReadOnlySpan<byte> line, ref TardisRow row) =>
        ParseQuoteSide("bid", line[_fields[_price]], line[_fields[_size]], out row.Price, out row.Size)
        ?? ParseQuoteSide("ask", line[_fields[_askPrice]], line[_fields[_askSize]], out row.AskPrice, out row.AskSize);

    /// <summary>Both empty means that there is no bid, or no ask.</summary>
    private static string? ParseQuoteSide(
        string name,
        ReadOnlySpan<byte> priceText,
        ReadOnlySpan<byte> sizeText,
        out ExactDecimal price,
        out ExactDecimal size)
    {
        if (priceText.IsEmpty && sizeText.IsEmpty)
        {
            price = size = default;
            return null;
        }

        size = default;
        return ParsePrice(name + "_price", priceText, out price) ?? ParseSize(name + "_amount", sizeText, out size);
    }

    private static string? ParsePrice(string name, ReadOnlySpan<byte> text, out ExactDecimal price) =>
        !ExactDecimal.TryParse(text, out price) ? Problem(name, text, "a decimal number such as 4799.25")
        : price.Scale > ExactDecimal.ScaleMax ? Problem(name, text, "a number of at most 12 decimals")
        : null;

    private static string? ParseSize(string name, ReadOnlySpan<byte> text, out ExactDecimal size) =>
        ParsePrice(name, text, out size) ?? (size.Mantissa < 0 ? Problem(name, text, "0 or more") : null);

    private static bool TryInteger(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out var read) && read == text.Length;

    private static string Problem(string column, ReadOnlySpan<byte> text, string wanted)
    {
        const int ShownMax = 40;
        var shown = Encoding.UTF8.GetString(text.Length > ShownMax ? text[..ShownMax] : text);
        return $"{column} is \"{shown}\" but must be {wanted}";
    }

    private string Intern(ReadOnlySpan<byte> text)
    {
        var fresh = Encoding.UTF8.GetString(text);
        return _texts.TryGetValue(fresh, out var known) ? known : _texts[fresh] = fresh;
    }
}
