using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Mapping;

/// <summary>Makes quotes and trades. Owned by a decoder.</summary>
internal sealed class TickBuilder(FeedMapping mapping) : ElementBuilder
{
    private const int Count = (int)TickValue.PreviousClose + 1;

    private readonly DecimalNumber[] _numbers = new DecimalNumber[Count];
    private readonly bool[] _isThere = new bool[Count];

    public DecodeError Build(MappingRule rule, FieldReader fields, SourceSymbol symbol, FeedUpdate update)
    {
        update.Reset(rule.Kind == RuleKind.Quote ? FeedUpdateKind.Quote : FeedUpdateKind.Trade);
        var error = ReadHead(rule, fields, update);
        error = error == DecodeError.None ? ReadNumbers(rule.Tick!, fields) : error;
        error = error == DecodeError.None && rule.Kind == RuleKind.Trade ? ReadTrade(rule.Tick!, fields, update) : error;
        return error == DecodeError.None ? Fill(rule.Tick!, symbol, update) : error;
    }

    /// <summary>Makes the trade of an order.</summary>
    public DecodeError BuildTrade(
        DecimalNumber price, DecimalNumber size, Aggressor aggressor, long? tradeId, SourceSymbol symbol, FeedUpdate update)
    {
        update.Reset(FeedUpdateKind.Trade);
        Array.Clear(_isThere);
        (_numbers[(int)TickValue.Price], _numbers[(int)TickValue.Size]) = (price, size);
        _isThere[(int)TickValue.Price] = _isThere[(int)TickValue.Size] = true;
        (update.Aggressor, update.TradeId) = (aggressor, tradeId);
        return Fill(null, symbol, update);
    }

    private static bool IsSize(int value) => value % 2 == 1;

    private DecodeError ReadNumbers(TickRule tick, FieldReader fields)
    {
        for (var i = 0; i < Count; i++)
        {
            _isThere[i] = tick.Values[i] is { } field && fields.TryText(field, out var text)
                && !(NameTable.Has(mapping.NoPrice, text) && !IsSize(i));
            if (!_isThere[i])
            {
                continue;
            }

            fields.TryText(tick.Values[i]!, out text);
            if (!TryDecimal(text, IsSize(i) ? mapping.SizeUnits : mapping.PriceUnits, out _numbers[i]))
            {
                return Fail(DecodeError.WrongType, tick.Values[i]!);
            }

            if (IsSize(i) && _numbers[i].Mantissa < 0)
            {
                return Fail(DecodeError.OutOfRange, tick.Values[i]!);
            }
        }

        return MeetPair(tick, TickValue.BidPrice) != DecodeError.None || MeetPair(tick, TickValue.AskPrice) != DecodeError.None
            ? DecodeError.WrongType : DecodeError.None;
    }

    /// <summary>A side without a price is one that is empty: its size says so. A price without a size is another shape.</summary>
    private DecodeError MeetPair(TickRule tick, TickValue price)
    {
        var (priceAt, sizeAt) = ((int)price, (int)price + 1);
        if (_isThere[priceAt] == _isThere[sizeAt])
        {
            return DecodeError.None;
        }

        if (!_isThere[sizeAt])
        {
            return Fail(DecodeError.WrongType, tick.Values[sizeAt]!);
        }

        _numbers[priceAt] = _numbers[sizeAt] = default;
        _isThere[priceAt] = true;
        return DecodeError.None;
    }

    private DecodeError ReadTrade(TickRule tick, FieldReader fields, FeedUpdate update)
    {
        if (!_isThere[(int)TickValue.Price] || !_isThere[(int)TickValue.Size])
        {
            var missing = _isThere[(int)TickValue.Price] ? TickValue.Size : TickValue.Price;
            return Fail(DecodeError.WrongType, tick.Values[(int)missing]!);
        }

        if (_numbers[(int)TickValue.Size].Mantissa == 0)
        {
            return Fail(DecodeError.OutOfRange, tick.Values[(int)TickValue.Size]!);
        }

        if (tick.Aggressor is { } aggressor && fields.TryText(aggressor, out var name))
        {
            var side = tick.Aggressors.Find(name);
            if (side < 0)
            {
                return Fail(DecodeError.OutOfRange, aggressor);
            }

            update.Aggressor = side == 0 ? Aggressor.Buy : Aggressor.Sell;
        }

        if (tick.TradeId is { } id && fields.TryText(id, out _))
        {
            var error = ReadInteger(id, fields, out var tradeId);
            update.TradeId = tradeId;
            return error;
        }

        return DecodeError.None;
    }

    private DecodeError Fill(TickRule? tick, SourceSymbol symbol, FeedUpdate update)
    {
        var definition = symbol.Symbol.Definition;
        var prices = new ScaleChoice(Known(symbol.TickPriceScale, mapping.PriceScale, definition?.PriceScale));
        var sizes = new ScaleChoice(Known(symbol.TickSizeScale, mapping.SizeScale, definition?.SizeScale));
        See(ref prices, ref sizes);
        (update.PriceScale, update.SizeScale) = (prices.Scale, sizes.Scale);
        if (!TryFill(update))
        {
            (update.PriceScale, update.SizeScale) = (prices.Least, sizes.Least);
            return TryFill(update)
                ? DecodeError.None : Fail(DecodeError.OutOfRange, tick is null ? "size" : Array.Find(tick.Values, value => value is not null)!.Text);
        }

        (symbol.TickPriceScale, symbol.TickSizeScale) = (update.PriceScale, update.SizeScale);
        return DecodeError.None;
    }

    private void See(ref ScaleChoice prices, ref ScaleChoice sizes)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_isThere[i] && IsSize(i))
            {
                sizes.See(_numbers[i]);
            }
            else if (_isThere[i])
            {
                prices.See(_numbers[i]);
            }
        }
    }

    private bool TryFill(FeedUpdate update)
    {
        var isRight = update.PriceScale <= FeedLimits.ScaleMax && update.SizeScale <= FeedLimits.ScaleMax;
        update.BidPrice = At(TickValue.BidPrice, update, ref isRight);
        update.BidSize = At(TickValue.BidSize, update, ref isRight);
        update.AskPrice = At(TickValue.AskPrice, update, ref isRight);
        update.AskSize = At(TickValue.AskSize, update, ref isRight);
        update.Open = At(TickValue.Open, update, ref isRight);
        update.High = At(TickValue.High, update, ref isRight);
        update.Low = At(TickValue.Low, update, ref isRight);
        update.PreviousClose = At(TickValue.PreviousClose, update, ref isRight);
        update.Volume = At(TickValue.Volume, update, ref isRight);
        update.Price = At(TickValue.Price, update, ref isRight) ?? 0;
        update.Size = At(TickValue.Size, update, ref isRight) ?? 0;
        return isRight;
    }

    private long? At(TickValue value, FeedUpdate update, ref bool isRight)
    {
        if (!_isThere[(int)value])
        {
            return null;
        }

        isRight &= _numbers[(int)value].TryAt(IsSize((int)value) ? update.SizeScale : update.PriceScale, out var mantissa);
        return mantissa;
    }
}
