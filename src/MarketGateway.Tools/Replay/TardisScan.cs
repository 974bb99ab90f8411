using MarketGateway.Core.Instruments;

namespace MarketGateway.Tools.Replay;

/// <summary>
/// What a first pass over the files finds: each symbol's decimals and price step. Definitions are published before the
/// first record, and a scale cannot change later.
/// </summary>
internal sealed class TardisScan(TardisReplayOptions options)
{
    private readonly Dictionary<string, Found> _symbols = new(StringComparer.Ordinal);

    /// <summary>Gets the rows of all files, good and bad.</summary>
    public long RowCount { get; private set; }

    public void Add(TardisFile file)
    {
        while (file.TryRead(out var row, out var problem))
        {
            RowCount++;
            if (problem is null)
            {
                Add(in row);
            }
        }
    }

    public List<ReplayInstrument> Instruments() =>
        [.. _symbols.OrderBy(found => found.Key, StringComparer.Ordinal)
            .Select(found => new ReplayInstrument(found.Key, Define(found.Key, found.Value)))];

    private void Add(in TardisRow row)
    {
        if (!_symbols.TryGetValue(row.Symbol, out var found))
        {
            _symbols[row.Symbol] = found = new Found(row.Exchange);
        }

        found.AddPrice(row.Price);
        found.AddPrice(row.AskPrice);
        found.SizeScale = Math.Max(found.SizeScale, Math.Max(row.Size.Scale, row.AskSize.Scale));
    }

    private InstrumentDefinition Define(string symbol, Found found)
    {
        var needed = Math.Max(found.PriceScale, options.TickSize?.Scale ?? 0);
        var priceScale = options.PriceScale ?? needed;
        var tickSize = found.StepAt(priceScale);
        if (options.TickSize is { } wanted && !wanted.TryAtScale(priceScale, out tickSize))
        {
            throw new CommandException(
                $"--tick-size needs {wanted.Scale} decimals but the price scale is {priceScale}.");
        }

        return new InstrumentDefinition(
            found.Exchange,
            options.AssetClass,
            options.Currency,
            priceScale,
            options.SizeScale ?? found.SizeScale,
            tickSize,
            $"{symbol}, replayed");
    }

    /// <summary>What is known of one symbol so far.</summary>
    private sealed class Found(string exchange)
    {
        private ExactDecimal? _first;
        private ExactDecimal _last;
        private Int128 _step;

        public string Exchange { get; } = exchange;

        public int PriceScale { get; private set; }

        public int SizeScale { get; set; }

        /// <summary>
        /// The greatest step that leads from the first price to every other: never more than the smallest difference
        /// seen, and right even when no two neighbouring prices were.
        /// </summary>
        public void AddPrice(ExactDecimal price)
        {
            if (price.Mantissa == 0 || price == _last)
            {
                return;
            }

            PriceScale = Math.Max(PriceScale, price.Scale);
            _first ??= price;
            _last = price;
            _step = GreatestCommonDivisor(AtMostDecimals(price) - AtMostDecimals(_first.Value), _step);
        }

        public long StepAt(int scale)
        {
            var step = _step / PowerOfTen(ExactDecimal.ScaleMax - scale);
            return step > 0 && step < 1L << 53 ? (long)step : 1;
        }

        private static Int128 AtMostDecimals(ExactDecimal price) =>
            price.Mantissa * PowerOfTen(ExactDecimal.ScaleMax - price.Scale);

        private static Int128 PowerOfTen(int exponent) => (Int128)Math.Pow(10, exponent);

        private static Int128 GreatestCommonDivisor(Int128 a, Int128 b)
        {
            while (b != 0)
            {
                (a, b) = (b, a % b);
            }

            return Int128.Abs(a);
        }
    }
}
