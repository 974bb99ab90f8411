using MarketGateway.Core.Books;

namespace MarketGateway.Core.Feed;

/// <summary>Converts an update to the scales that its symbol keeps; only exactly, never by rounding.</summary>
public static class FeedScale
{
    /// <summary>
    /// Converts an update in place. <see cref="DecodeError.Scale"/>: it has digits that the target scales do not;
    /// <see cref="DecodeError.OutOfRange"/>: it would pass 2^53. After an error the update is as it was. A definition is
    /// not converted, its scales must be the targets.
    /// </summary>
    public static DecodeError Convert(FeedUpdate update, int priceScale, int sizeScale)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (update.PriceScale == priceScale && update.SizeScale == sizeScale)
        {
            return DecodeError.None;
        }

        return ConvertToOther(update, priceScale, sizeScale);
    }

    private static DecodeError ConvertToOther(FeedUpdate update, int priceScale, int sizeScale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(priceScale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priceScale, FeedLimits.ScaleMax);
        ArgumentOutOfRangeException.ThrowIfNegative(sizeScale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeScale, FeedLimits.ScaleMax);
        var prices = new Step(priceScale - update.PriceScale);
        var sizes = new Step(sizeScale - update.SizeScale);
        DecodeError error = update.Kind switch
        {
            FeedUpdateKind.BookSnapshot or FeedUpdateKind.BookDelta => ConvertBook(update, prices, sizes),
            FeedUpdateKind.Quote => ConvertQuote(update, prices, sizes),
            FeedUpdateKind.Trade => ConvertTrade(update, prices, sizes),
            FeedUpdateKind.TradeCancel or FeedUpdateKind.TradeCorrection => ConvertAmendment(update, prices, sizes),
            _ => DecodeError.Scale,
        };
        if (error == DecodeError.None)
        {
            update.PriceScale = priceScale;
            update.SizeScale = sizeScale;
        }

        return error;
    }

    private static DecodeError ConvertBook(FeedUpdate update, Step prices, Step sizes)
    {
        var error = DecodeError.None;
        Check(update.Bids, prices, sizes, ref error);
        Check(update.Asks, prices, sizes, ref error);
        if (error == DecodeError.None)
        {
            ConvertLevels(update.MutableBids, prices, sizes);
            ConvertLevels(update.MutableAsks, prices, sizes);
        }

        return error;
    }

    private static void Check(ReadOnlySpan<PriceLevel> levels, Step prices, Step sizes, ref DecodeError error)
    {
        foreach (ref readonly PriceLevel level in levels)
        {
            prices.Apply(level.Price, ref error);
            sizes.Apply(level.Size, ref error);
            if (error != DecodeError.None)
            {
                return;
            }
        }
    }

    private static void ConvertLevels(Span<PriceLevel> levels, Step prices, Step sizes)
    {
        var error = DecodeError.None;
        foreach (ref PriceLevel level in levels)
        {
            level = new PriceLevel(prices.Apply(level.Price, ref error), sizes.Apply(level.Size, ref error));
        }
    }

    private static DecodeError ConvertQuote(FeedUpdate update, Step prices, Step sizes)
    {
        var error = DecodeError.None;
        var bidPrice = prices.Apply(update.BidPrice, ref error);
        var bidSize = sizes.Apply(update.BidSize, ref error);
        var askPrice = prices.Apply(update.AskPrice, ref error);
        var askSize = sizes.Apply(update.AskSize, ref error);
        var previousClose = prices.Apply(update.PreviousClose, ref error);
        ConvertStatistics(update, prices, sizes, ref error);
        if (error == DecodeError.None)
        {
            (update.BidPrice, update.BidSize) = (bidPrice, bidSize);
            (update.AskPrice, update.AskSize) = (askPrice, askSize);
            update.PreviousClose = previousClose;
        }

        return error;
    }

    private static DecodeError ConvertTrade(FeedUpdate update, Step prices, Step sizes)
    {
        var error = DecodeError.None;
        var price = prices.Apply(update.Price, ref error);
        var size = sizes.Apply(update.Size, ref error);
        ConvertStatistics(update, prices, sizes, ref error);
        if (error == DecodeError.None)
        {
            (update.Price, update.Size) = (price, size);
        }

        return error;
    }

    /// <summary>Converts a cancel or a correction; what a cancel does not have is 0.</summary>
    private static DecodeError ConvertAmendment(FeedUpdate update, Step prices, Step sizes)
    {
        var error = DecodeError.None;
        var lastPrice = prices.Apply(update.LastPrice, ref error);
        var lastSize = sizes.Apply(update.LastSize, ref error);
        error = error == DecodeError.None ? ConvertTrade(update, prices, sizes) : error;
        if (error == DecodeError.None)
        {
            (update.LastPrice, update.LastSize) = (lastPrice, lastSize);
        }

        return error;
    }

    /// <summary>Converts the day statistics, unless there is an error already.</summary>
    private static void ConvertStatistics(FeedUpdate update, Step prices, Step sizes, ref DecodeError error)
    {
        var open = prices.Apply(update.Open, ref error);
        var high = prices.Apply(update.High, ref error);
        var low = prices.Apply(update.Low, ref error);
        var volume = sizes.Apply(update.Volume, ref error);
        if (error == DecodeError.None)
        {
            (update.Open, update.High, update.Low, update.Volume) = (open, high, low, volume);
        }
    }

    /// <summary>The move from one scale to another: times or by a power of ten. The first error stays.</summary>
    private readonly struct Step(int digits)
    {
        private readonly long _factor = DecimalScale.PowerOfTen(Math.Abs(digits));
        private readonly bool _isFiner = digits >= 0;

        public long? Apply(long? value, ref DecodeError error) =>
            value is long present ? Apply(present, ref error) : null;

        public long Apply(long value, ref DecodeError error)
        {
            if (_isFiner)
            {
                return Math.Abs(value) <= FeedLimits.IntegerMax / _factor
                    ? value * _factor
                    : Fail(DecodeError.OutOfRange, ref error);
            }

            (long quotient, long remainder) = Math.DivRem(value, _factor);
            return remainder == 0 ? quotient : Fail(DecodeError.Scale, ref error);
        }

        private static long Fail(DecodeError reason, ref DecodeError error)
        {
            error = error == DecodeError.None ? reason : error;
            return 0;
        }
    }
}
