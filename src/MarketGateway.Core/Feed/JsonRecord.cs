using MarketGateway.Core.Books;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Feed;

/// <summary>
/// Reads the JSON form of a record: an object, its members in any order. Throws what the platform's reader throws at
/// broken syntax; <see cref="FeedDecoder"/> turns that into an answer.
/// </summary>
internal static class JsonRecord
{
    public static DecodeError Decode(FeedTopic topic, ReadOnlySpan<byte> value, int levelsMax, FeedUpdate into)
    {
        DecodeError error = FindKind(value, out FeedUpdateKind kind);
        if (error != DecodeError.None)
        {
            return error;
        }

        if (!kind.BelongsTo(topic))
        {
            return DecodeError.UnknownType;
        }

        into.Reset(kind);
        var reader = new JsonSpanReader(value);
        reader.ReadStart();
        JsonMembers present = kind == FeedUpdateKind.Instrument
            ? ReadInstrument(ref reader, into)
            : ReadMembers(ref reader, levelsMax, into);
        reader.End();
        if (reader.Error != DecodeError.None)
        {
            return reader.Error;
        }

        JsonMembers required = JsonMemberNames.Required(kind);
        return (present & required) == required ? DecodeError.None : DecodeError.WrongType;
    }

    /// <summary>
    /// Finds the type first, wherever it stands: it says which of the other names count. Nearly always it is the first
    /// member, and this ends there.
    /// </summary>
    private static DecodeError FindKind(ReadOnlySpan<byte> value, out FeedUpdateKind kind)
    {
        kind = FeedUpdateKind.None;
        var reader = new JsonSpanReader(value);
        reader.ReadStart();
        if (reader.ReadMember(JsonMembers.Type, out _))
        {
            kind = ReadKind(ref reader);
        }
        else
        {
            reader.Fail(DecodeError.WrongType);
        }

        return reader.Error;
    }

    private static FeedUpdateKind ReadKind(ref JsonSpanReader reader)
    {
        if (!reader.ReadName(long.MinValue, long.MaxValue, out long number))
        {
            return FeedUpdateKinds.FromNumber(number);
        }

        for (var kind = FeedUpdateKind.BookSnapshot; kind <= FeedUpdateKind.Alias; kind++)
        {
            if (reader.ValueEquals(FeedUpdateKinds.NameOf(kind)))
            {
                return kind;
            }
        }

        return FeedUpdateKind.None;
    }

    /// <summary>Reads a record of any kind but a definition; returns the names that it had.</summary>
    private static JsonMembers ReadMembers(ref JsonSpanReader reader, int levelsMax, FeedUpdate into)
    {
        JsonMembers known = JsonMemberNames.Known(into.Kind);
        JsonMembers present = JsonMembers.None;
        while (reader.ReadMember(known, out JsonMembers member))
        {
            RefuseTwice(ref reader, present, member);
            present |= member;
            if (member <= JsonMembers.Asks)
            {
                ReadHeadOrSide(ref reader, member, levelsMax, into);
            }
            else if (member <= JsonMembers.AskSize)
            {
                ReadQuote(ref reader, member, into);
            }
            else if (member <= JsonMembers.TradeId)
            {
                ReadTrade(ref reader, member, into);
            }
            else if (member <= JsonMembers.LastTradeAt)
            {
                ReadLast(ref reader, member, into);
            }
            else if (member <= JsonMembers.Volume)
            {
                ReadStatistic(ref reader, member, into);
            }
            else if (member == JsonMembers.Phase)
            {
                into.Phase = ReadPhase(ref reader);
            }
            else
            {
                into.AliasOf = ReadSymbol(ref reader);
            }
        }

        return present;
    }

    private static void ReadHeadOrSide(ref JsonSpanReader reader, JsonMembers member, int levelsMax, FeedUpdate into)
    {
        switch (member)
        {
            case JsonMembers.Type:
                ReadKind(ref reader);
                break;
            case JsonMembers.Sequence:
                into.Sequence = reader.ReadInteger(0, FeedLimits.IntegerMax);
                break;
            case JsonMembers.OccurredAt:
                into.OccurredAt = reader.ReadInteger(0, FeedLimits.IntegerMax);
                break;
            case JsonMembers.PriceScale:
                into.PriceScale = ReadScale(ref reader);
                break;
            case JsonMembers.SizeScale:
                into.SizeScale = ReadScale(ref reader);
                break;
            default:
                ReadSide(ref reader, member, levelsMax, into);
                break;
        }
    }

    private static void ReadSide(ref JsonSpanReader reader, JsonMembers member, int levelsMax, FeedUpdate into)
    {
        reader.ReadStartArray();
        while (reader.ReadNextArray())
        {
            var level = new PriceLevel(
                reader.ReadInteger(-FeedLimits.IntegerMax, FeedLimits.IntegerMax),
                reader.ReadInteger(0, FeedLimits.IntegerMax));
            var orders = reader.ReadLastOptional(0, int.MaxValue);
            if (into.BidCount + into.AskCount == levelsMax)
            {
                reader.Fail(DecodeError.Oversized);
            }
            else if (member == JsonMembers.Bids)
            {
                into.AddBid(level);
                if (orders is { } count)
                {
                    into.AddBidOrders((int)count);
                }
            }
            else
            {
                into.AddAsk(level);
                if (orders is { } count)
                {
                    into.AddAskOrders((int)count);
                }
            }
        }
    }

    private static void ReadQuote(ref JsonSpanReader reader, JsonMembers member, FeedUpdate into)
    {
        switch (member)
        {
            case JsonMembers.BidPrice:
                into.BidPrice = ReadOptionalPrice(ref reader);
                break;
            case JsonMembers.BidSize:
                into.BidSize = ReadOptionalNatural(ref reader);
                break;
            case JsonMembers.AskPrice:
                into.AskPrice = ReadOptionalPrice(ref reader);
                break;
            default:
                into.AskSize = ReadOptionalNatural(ref reader);
                break;
        }
    }

    private static void ReadTrade(ref JsonSpanReader reader, JsonMembers member, FeedUpdate into)
    {
        switch (member)
        {
            case JsonMembers.Price:
                into.Price = reader.ReadInteger(-FeedLimits.IntegerMax, FeedLimits.IntegerMax);
                break;
            case JsonMembers.Size:
                into.Size = reader.ReadInteger(1, FeedLimits.IntegerMax);
                break;
            case JsonMembers.Aggressor:
                into.Aggressor = ReadAggressor(ref reader);
                break;
            default:
                into.TradeId = into.Kind == FeedUpdateKind.Trade
                    ? ReadOptionalNatural(ref reader)
                    : reader.ReadInteger(0, FeedLimits.IntegerMax);
                break;
        }
    }

    private static void ReadLast(ref JsonSpanReader reader, JsonMembers member, FeedUpdate into)
    {
        switch (member)
        {
            case JsonMembers.LastPrice:
                into.LastPrice = ReadOptionalPrice(ref reader);
                break;
            case JsonMembers.LastSize:
                into.LastSize = ReadOptionalNatural(ref reader);
                break;
            case JsonMembers.LastAggressor:
                into.LastAggressor = ReadOptionalAggressor(ref reader);
                break;
            default:
                into.LastTradeAt = ReadOptionalNatural(ref reader);
                break;
        }
    }

    private static void ReadStatistic(ref JsonSpanReader reader, JsonMembers member, FeedUpdate into)
    {
        switch (member)
        {
            case JsonMembers.Open:
                into.Open = ReadOptionalPrice(ref reader);
                break;
            case JsonMembers.High:
                into.High = ReadOptionalPrice(ref reader);
                break;
            case JsonMembers.Low:
                into.Low = ReadOptionalPrice(ref reader);
                break;
            case JsonMembers.PreviousClose:
                into.PreviousClose = ReadOptionalPrice(ref reader);
                break;
            default:
                into.Volume = ReadOptionalNatural(ref reader);
                break;
        }
    }

    private static JsonMembers ReadInstrument(ref JsonSpanReader reader, FeedUpdate into)
    {
        JsonMembers known = JsonMemberNames.Known(FeedUpdateKind.Instrument);
        JsonMembers present = JsonMembers.None;
        var definition = new InstrumentDefinition("", "", "", 0, 0, 1, "");
        while (reader.ReadMember(known, out JsonMembers member))
        {
            RefuseTwice(ref reader, present, member);
            present |= member;
            definition = member switch
            {
                JsonMembers.Venue => definition with { Venue = reader.ReadText(FeedLimits.VenueBytesMax) },
                JsonMembers.AssetClass =>
                    definition with { AssetClass = reader.ReadText(FeedLimits.AssetClassBytesMax) },
                JsonMembers.Currency => definition with { Currency = reader.ReadText(FeedLimits.CurrencyBytesMax) },
                JsonMembers.PriceScale => definition with { PriceScale = ReadScale(ref reader) },
                JsonMembers.SizeScale => definition with { SizeScale = ReadScale(ref reader) },
                JsonMembers.TickSize => definition with { TickSize = reader.ReadInteger(1, FeedLimits.IntegerMax) },
                JsonMembers.Description =>
                    definition with { Description = reader.ReadText(FeedLimits.DescriptionBytesMax) },
                JsonMembers.Attributes => definition with { Attributes = reader.ReadAttributes() },
                _ => SkipKind(ref reader, definition),
            };
        }

        into.Definition = definition;
        into.PriceScale = definition.PriceScale;
        into.SizeScale = definition.SizeScale;
        return present;
    }

    private static InstrumentDefinition SkipKind(ref JsonSpanReader reader, InstrumentDefinition definition)
    {
        ReadKind(ref reader);
        return definition;
    }

    /// <summary>A name that stands twice leaves open which value holds (readers of JSON differ): neither.</summary>
    private static void RefuseTwice(ref JsonSpanReader reader, JsonMembers present, JsonMembers member)
    {
        if ((present & member) != 0)
        {
            reader.Fail(DecodeError.Malformed);
        }
    }

    private static Aggressor ReadAggressor(ref JsonSpanReader reader) =>
        reader.ReadName((long)Aggressor.Unknown, (long)Aggressor.Sell, out long number)
            ? FindAggressor(ref reader)
            : (Aggressor)number;

    private static Aggressor? ReadOptionalAggressor(ref JsonSpanReader reader) =>
        reader.ReadOptionalName((long)Aggressor.Unknown, (long)Aggressor.Sell, out long? number)
            ? FindAggressor(ref reader)
            : (Aggressor?)number;

    private static Aggressor FindAggressor(ref JsonSpanReader reader)
    {
        for (var aggressor = Aggressor.Unknown; aggressor <= Aggressor.Sell; aggressor++)
        {
            if (reader.ValueEquals(AggressorNames.NameOf(aggressor)))
            {
                return aggressor;
            }
        }

        reader.Fail(DecodeError.OutOfRange);
        return Aggressor.Unknown;
    }

    private static string ReadSymbol(ref JsonSpanReader reader)
    {
        string symbol = reader.ReadText(FeedLimits.SymbolBytesMax);
        if (reader.Error == DecodeError.None && !FeedSymbolName.TryValidate(symbol))
        {
            reader.Fail(DecodeError.OutOfRange);
        }

        return symbol;
    }

    private static MarketPhase ReadPhase(ref JsonSpanReader reader)
    {
        if (!reader.ReadName((long)MarketPhase.PreOpen, (long)MarketPhase.Close, out long number))
        {
            return (MarketPhase)number;
        }

        for (var phase = MarketPhase.PreOpen; phase <= MarketPhase.Close; phase++)
        {
            if (reader.ValueEquals(PhaseNames.NameOf(phase)))
            {
                return phase;
            }
        }

        reader.Fail(DecodeError.OutOfRange);
        return 0;
    }

    private static int ReadScale(ref JsonSpanReader reader) => (int)reader.ReadInteger(0, FeedLimits.ScaleMax);

    private static long? ReadOptionalPrice(ref JsonSpanReader reader) =>
        reader.ReadOptional(-FeedLimits.IntegerMax, FeedLimits.IntegerMax);

    private static long? ReadOptionalNatural(ref JsonSpanReader reader) =>
        reader.ReadOptional(0, FeedLimits.IntegerMax);
}
