using MarketGateway.Core.Books;

namespace MarketGateway.Core.Feed;

/// <summary>Converts an update to the scales that its symbol keeps; only exactly, never by rounding.</summary>
public static class FeedScale
{
    private static readonly long[] PowersOfTen =
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000,
    ];

    /// <summary>
    /// Converts an update in place. <see cref="DecodeError.Scale"/>: it has digits that the target scales do not;
    /// <see cref="DecodeError.OutOfRange"/>: it would pass 2^53. After an error the update is half converted and of
    /// kind <see cref="FeedUpdateKind.None"/>: drop it. A definition is not converted, its scales must be the targets.
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
            FeedUpdateKind.TradeCancel => ConvertCancel(update, prices, sizes),
            FeedUpdateKind.TradeCorrection => ConvertCorrection(update, prices, sizes),
            _ => DecodeError.Scale,
        };
        if (error != DecodeError.None)
        {
            update.Kind = FeedUpdateKind.None;
            return error;
        }

        update.PriceScale = priceScale;
        update.SizeScale = sizeScale;
        return DecodeError.None;
    }

    private static DecodeError ConvertBook(FeedUpdate update, Step prices, Step sizes)
    {
        DecodeError error = ConvertLevels(update.MutableBids, prices, sizes);
        return error != DecodeError.None ? error : ConvertLevels(update.MutableAsks, prices, sizes);
    }

    private static DecodeError ConvertLevels(Span<PriceLevel> levels, Step prices, Step sizes)
    {
        var error = DecodeError.None;
        foreach (ref PriceLevel level in levels)
        {
            level = new PriceLevel(prices.Apply(level.Price, ref error), sizes.Apply(level.Size, ref error));
            if (error != DecodeError.None)
            {
                return error;
            }
        }

        return error;
    }

    private static DecodeError ConvertQuote(FeedUpdate update, Step prices, Step sizes)
    {
        DecodeError error = ConvertStatistics(update, prices, sizes);
        update.BidPrice = prices.Apply(update.BidPrice, ref error);
        update.BidSize = sizes.Apply(update.BidSize, ref error);
        update.AskPrice = prices.Apply(update.AskPrice, ref error);
        update.AskSize = sizes.Apply(update.AskSize, ref error);
        update.PreviousClose = prices.Apply(update.PreviousClose, ref error);
        return error;
    }

    private static DecodeError ConvertTrade(FeedUpdate update, Step prices, Step sizes)
    {
        DecodeError error = ConvertStatistics(update, prices, sizes);
        update.Price = prices.Apply(update.Price, ref error);
        update.Size = sizes.Apply(update.Size, ref error);
        return error;
    }

    private static DecodeError ConvertCancel(FeedUpdate update, Step prices, Step sizes)
    {
        DecodeError error = ConvertStatistics(update, prices, sizes);
        update.LastPrice = prices.Apply(update.LastPrice, ref error);
        update.LastSize = sizes.Apply(update.LastSize, ref error);
        return error;
    }

    private static DecodeError ConvertCorrection(FeedUpdate update, Step prices, Step sizes)
    {
        DecodeError error = ConvertCancel(update, prices, sizes);
        update.Price = prices.Apply(update.Price, ref error);
        update.Size = sizes.Apply(update.Size, ref error);
        return error;
    }

    private static DecodeError ConvertStatistics(FeedUpdate update, Step prices, Step sizes)
    {
        var error = DecodeError.None;
        update.Open = prices.Apply(update.Open, ref error);
        update.High = prices.Apply(update.High, ref error);
        update.Low = prices.Apply(update.Low, ref error);
        update.Volume = sizes.Apply(update.Volume, ref error);
        return error;
    }

    /// <summary>The move from one scale to another: times or by a power of ten. The first error stays.</summary>
    private readonly struct Step(int digits)
    {
        private readonly long _factor = PowersOfTen[Math.Abs(digits)];
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
