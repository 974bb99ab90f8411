using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Feed;

/// <summary>Reads the MessagePack form of a record: a positional array.</summary>
internal static class MessagePackRecord
{
    private const int BookElements = 7;
    private const int QuoteElements = 14;
    private const int TradeElements = 13;
    private const int TradeCancelElements = 14;
    private const int TradeCorrectionElements = 17;
    private const int InstrumentElements = 8;
    private const int PhaseElements = 3;
    private const int AliasElements = 2;

    public static DecodeError Decode(FeedTopic topic, ReadOnlySpan<byte> value, int levelsMax, FeedUpdate into)
    {
        if (!MessagePackSpanReader.IsArrayMarker(value[0]))
        {
            return DecodeError.Malformed;
        }

        var reader = new MessagePackSpanReader(value);
        long elements = reader.ReadArrayHeader();
        FeedUpdateKind kind = elements == 0 ? MissingKind(ref reader) : ReadKind(ref reader);
        if (reader.Error != DecodeError.None)
        {
            return reader.Error;
        }

        if (!kind.BelongsTo(topic))
        {
            return DecodeError.UnknownType;
        }

        int known = ElementsOf(kind);
        if (elements < known)
        {
            return DecodeError.WrongType;
        }

        into.Reset(kind);
        ReadElements(ref reader, levelsMax, into);
        if (into.Kind is FeedUpdateKind.BookSnapshot or FeedUpdateKind.BookDelta && elements >= known + 2)
        {
            ReadOrders(ref reader, into);
            known += 2;
        }

        if (kind == FeedUpdateKind.Instrument && elements > known)
        {
            ReadAttributes(ref reader, into);
            known++;
        }

        reader.Skip(elements - known);
        reader.End();
        return reader.Error;
    }

    private static FeedUpdateKind MissingKind(ref MessagePackSpanReader reader)
    {
        reader.Fail(DecodeError.WrongType);
        return FeedUpdateKind.None;
    }

    private static FeedUpdateKind ReadKind(ref MessagePackSpanReader reader) => reader.IsNextText
        ? FeedUpdateKinds.FromName(reader.ReadText(int.MaxValue))
        : FeedUpdateKinds.FromNumber(reader.ReadInteger(long.MinValue, long.MaxValue));

    private static int ElementsOf(FeedUpdateKind kind) => kind switch
    {
        FeedUpdateKind.Quote => QuoteElements,
        FeedUpdateKind.Trade => TradeElements,
        FeedUpdateKind.TradeCancel => TradeCancelElements,
        FeedUpdateKind.TradeCorrection => TradeCorrectionElements,
        FeedUpdateKind.Instrument => InstrumentElements,
        FeedUpdateKind.Phase => PhaseElements,
        FeedUpdateKind.Alias => AliasElements,
        _ => BookElements,
    };

    private static void ReadElements(ref MessagePackSpanReader reader, int levelsMax, FeedUpdate into)
    {
        switch (into.Kind)
        {
            case FeedUpdateKind.Quote:
                ReadQuote(ref reader, into);
                break;
            case FeedUpdateKind.Trade:
                ReadTrade(ref reader, into);
                break;
            case FeedUpdateKind.TradeCancel or FeedUpdateKind.TradeCorrection:
                ReadAmendment(ref reader, into);
                break;
            case FeedUpdateKind.Instrument:
                ReadInstrument(ref reader, into);
                break;
            case FeedUpdateKind.Phase:
                into.OccurredAt = ReadNatural(ref reader);
                into.Phase = ReadPhase(ref reader);
                break;
            case FeedUpdateKind.Alias:
                ReadAlias(ref reader, into);
                break;
            default:
                ReadBook(ref reader, levelsMax, into);
                break;
        }
    }

    // schemas/kafka, all but instruments, phases and aliases: [type, sequence, occurredAt, priceScale, sizeScale, ...]
    private static void ReadHead(ref MessagePackSpanReader reader, FeedUpdate into)
    {
        into.Sequence = ReadNatural(ref reader);
        into.OccurredAt = ReadNatural(ref reader);
        into.PriceScale = ReadScale(ref reader);
        into.SizeScale = ReadScale(ref reader);
    }

    // schemas/kafka, md.books: [type, sequence, occurredAt, priceScale, sizeScale, bids, asks, bidOrders?, askOrders?]
    private static void ReadBook(ref MessagePackSpanReader reader, int levelsMax, FeedUpdate into)
    {
        ReadHead(ref reader, into);
        long bids = ReadLevelCount(ref reader, levelsMax);
        for (long i = 0; i < bids && reader.Error == DecodeError.None; i++)
        {
            into.AddBid(ReadLevel(ref reader));
        }

        long asks = ReadLevelCount(ref reader, levelsMax - (int)bids);
        for (long i = 0; i < asks && reader.Error == DecodeError.None; i++)
        {
            into.AddAsk(ReadLevel(ref reader));
        }
    }

    /// <summary>Reads how many orders stand at each bid and at each ask; nil for both: not known.</summary>
    private static void ReadOrders(ref MessagePackSpanReader reader, FeedUpdate into)
    {
        if (reader.TryReadNil())
        {
            reader.Skip(1);
            return;
        }

        for (var left = ReadOrderCount(ref reader, into.BidCount); left > 0 && reader.Error == DecodeError.None; left--)
        {
            into.AddBidOrders((int)reader.ReadInteger(0, int.MaxValue));
        }

        for (var left = ReadOrderCount(ref reader, into.AskCount); left > 0 && reader.Error == DecodeError.None; left--)
        {
            into.AddAskOrders((int)reader.ReadInteger(0, int.MaxValue));
        }
    }

    /// <summary>Reads the header of the numbers of a side: one for each of its levels.</summary>
    private static long ReadOrderCount(ref MessagePackSpanReader reader, int levels)
    {
        long elements = reader.ReadArrayHeader();
        return elements == levels ? elements : reader.Fail(DecodeError.WrongType);
    }

    // schemas/kafka, quote: [.., bidPrice, bidSize, askPrice, askSize, open, high, low, previousClose, volume]
    private static void ReadQuote(ref MessagePackSpanReader reader, FeedUpdate into)
    {
        ReadHead(ref reader, into);
        into.BidPrice = ReadOptionalPrice(ref reader);
        into.BidSize = ReadOptionalNatural(ref reader);
        into.AskPrice = ReadOptionalPrice(ref reader);
        into.AskSize = ReadOptionalNatural(ref reader);
        into.Open = ReadOptionalPrice(ref reader);
        into.High = ReadOptionalPrice(ref reader);
        into.Low = ReadOptionalPrice(ref reader);
        into.PreviousClose = ReadOptionalPrice(ref reader);
        into.Volume = ReadOptionalNatural(ref reader);
    }

    // schemas/kafka, trade: [.., price, size, aggressor, tradeId, open, high, low, volume]
    private static void ReadTrade(ref MessagePackSpanReader reader, FeedUpdate into)
    {
        ReadHead(ref reader, into);
        ReadExecution(ref reader, into);
        into.TradeId = ReadOptionalNatural(ref reader);
        ReadStatistics(ref reader, into);
    }

    // schemas/kafka, trade cancel:
    // [.., tradeId, lastPrice, lastSize, lastAggressor, lastTradeAt, open, high, low, volume]
    // schemas/kafka, trade correction: the same with price, size and aggressor after tradeId
    private static void ReadAmendment(ref MessagePackSpanReader reader, FeedUpdate into)
    {
        ReadHead(ref reader, into);
        into.TradeId = ReadNatural(ref reader);
        if (into.Kind == FeedUpdateKind.TradeCorrection)
        {
            ReadExecution(ref reader, into);
        }

        into.LastPrice = ReadOptionalPrice(ref reader);
        into.LastSize = ReadOptionalNatural(ref reader);
        into.LastAggressor = ReadOptionalAggressor(ref reader);
        into.LastTradeAt = ReadOptionalNatural(ref reader);
        ReadStatistics(ref reader, into);
    }

    private static void ReadExecution(ref MessagePackSpanReader reader, FeedUpdate into)
    {
        into.Price = reader.ReadInteger(-FeedLimits.IntegerMax, FeedLimits.IntegerMax);
        into.Size = reader.ReadInteger(1, FeedLimits.IntegerMax);
        into.Aggressor = ReadAggressor(ref reader);
    }

    private static void ReadStatistics(ref MessagePackSpanReader reader, FeedUpdate into)
    {
        into.Open = ReadOptionalPrice(ref reader);
        into.High = ReadOptionalPrice(ref reader);
        into.Low = ReadOptionalPrice(ref reader);
        into.Volume = ReadOptionalNatural(ref reader);
    }

    // schemas/kafka, md.instruments:
    // [type, venue, assetClass, currency, priceScale, sizeScale, tickSize, description]
    private static void ReadInstrument(ref MessagePackSpanReader reader, FeedUpdate into)
    {
        ReadOnlySpan<byte> venue = reader.ReadText(FeedLimits.VenueBytesMax);
        ReadOnlySpan<byte> assetClass = reader.ReadText(FeedLimits.AssetClassBytesMax);
        ReadOnlySpan<byte> currency = reader.ReadText(FeedLimits.CurrencyBytesMax);
        into.PriceScale = ReadScale(ref reader);
        into.SizeScale = ReadScale(ref reader);
        long tickSize = reader.ReadInteger(1, FeedLimits.IntegerMax);
        ReadOnlySpan<byte> description = reader.ReadText(FeedLimits.DescriptionBytesMax);
        if (reader.Error == DecodeError.None)
        {
            into.Definition = new InstrumentDefinition(
                Encoding.UTF8.GetString(venue),
                Encoding.UTF8.GetString(assetClass),
                Encoding.UTF8.GetString(currency),
                into.PriceScale,
                into.SizeScale,
                tickSize,
                Encoding.UTF8.GetString(description));
        }
    }

    /// <summary>Reads the attributes, which may be missing: a flat array of names and values, or nil.</summary>
    private static void ReadAttributes(ref MessagePackSpanReader reader, FeedUpdate into)
    {
        if (reader.TryReadNil())
        {
            return;
        }

        long texts = reader.ReadArrayHeader();
        if (reader.Error != DecodeError.None || texts % 2 != 0 || texts > 2 * InstrumentAttributes.CountMax)
        {
            reader.Fail(DecodeError.OutOfRange);
            return;
        }

        var pairs = new List<KeyValuePair<string, string>>();
        for (; texts > 0 && reader.Error == DecodeError.None; texts -= 2)
        {
            string name = Encoding.UTF8.GetString(reader.ReadText(InstrumentAttributes.NameBytesMax));
            pairs.Add(new(name, Encoding.UTF8.GetString(reader.ReadText(InstrumentAttributes.ValueBytesMax))));
        }

        if (reader.Error == DecodeError.None && InstrumentAttributes.TryMake(pairs, out var attributes))
        {
            into.Definition = into.Definition! with { Attributes = attributes };
        }
        else
        {
            reader.Fail(DecodeError.OutOfRange);
        }
    }

    /// <summary>Reads the header of a side: a flat array of prices and sizes.</summary>
    private static long ReadLevelCount(ref MessagePackSpanReader reader, int levelsMax)
    {
        long elements = reader.ReadArrayHeader();
        if (elements > 2L * levelsMax)
        {
            return reader.Fail(DecodeError.Oversized);
        }

        return elements % 2 == 0 ? elements / 2 : reader.Fail(DecodeError.WrongType);
    }

    private static PriceLevel ReadLevel(ref MessagePackSpanReader reader) => new(
        reader.ReadInteger(-FeedLimits.IntegerMax, FeedLimits.IntegerMax),
        reader.ReadInteger(0, FeedLimits.IntegerMax));

    private static Aggressor? ReadOptionalAggressor(ref MessagePackSpanReader reader) =>
        reader.TryReadNil() ? null : ReadAggressor(ref reader);

    private static Aggressor ReadAggressor(ref MessagePackSpanReader reader)
    {
        if (!reader.IsNextText)
        {
            return (Aggressor)reader.ReadInteger((long)Aggressor.Unknown, (long)Aggressor.Sell);
        }

        if (!AggressorNames.TryParse(reader.ReadText(int.MaxValue), out Aggressor aggressor))
        {
            reader.Fail(DecodeError.OutOfRange);
        }

        return aggressor;
    }

    // schemas/kafka, alias: [type, symbol]
    private static void ReadAlias(ref MessagePackSpanReader reader, FeedUpdate into)
    {
        ReadOnlySpan<byte> symbol = reader.ReadText(FeedLimits.SymbolBytesMax);
        if (reader.Error == DecodeError.None && !FeedSymbolName.TryValidate(symbol))
        {
            reader.Fail(DecodeError.OutOfRange);
        }

        into.AliasOf = reader.Error == DecodeError.None ? Encoding.UTF8.GetString(symbol) : null;
    }

    // schemas/kafka, phase: [type, occurredAt, phase]
    private static MarketPhase ReadPhase(ref MessagePackSpanReader reader)
    {
        if (!reader.IsNextText)
        {
            return (MarketPhase)reader.ReadInteger((long)MarketPhase.PreOpen, (long)MarketPhase.Close);
        }

        if (!PhaseNames.TryParse(reader.ReadText(int.MaxValue), out MarketPhase phase))
        {
            reader.Fail(DecodeError.OutOfRange);
        }

        return phase;
    }

    private static long ReadNatural(ref MessagePackSpanReader reader) => reader.ReadInteger(0, FeedLimits.IntegerMax);

    private static int ReadScale(ref MessagePackSpanReader reader) => (int)reader.ReadInteger(0, FeedLimits.ScaleMax);

    private static long? ReadOptionalPrice(ref MessagePackSpanReader reader) =>
        reader.ReadOptional(-FeedLimits.IntegerMax, FeedLimits.IntegerMax);

    private static long? ReadOptionalNatural(ref MessagePackSpanReader reader) =>
        reader.ReadOptional(0, FeedLimits.IntegerMax);
}
