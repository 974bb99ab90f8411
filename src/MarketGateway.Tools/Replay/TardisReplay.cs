using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Tools.Replay;

/// <summary>
/// Turns CSV files of Tardis into the records of schemas/kafka, in the order of their timestamps. Knows neither a clock
/// nor a broker: whoever enumerates <see cref="Records"/> decides how fast, and may stop anywhere.
/// </summary>
/// <remarks>
/// The order within a file is kept even where its timestamps go back; of records of the same moment trades come first,
/// then books, then quotes.
/// </remarks>
public sealed class TardisReplay : IDisposable
{
    private readonly TardisReplayOptions _options;
    private readonly List<ReplayInstrument> _instruments;
    private readonly List<TardisRecordReader> _readers = [];
    private readonly FeedUpdate _made = new();

    private TardisReplay(TardisReplayOptions options, TardisScan scan)
    {
        _options = options;
        _instruments = scan.Instruments();
        RowCount = scan.RowCount;
        foreach (var instrument in _instruments)
        {
            instrument.BookSequence = options.FirstSequence;
            instrument.TickSequence = options.FirstSequence - 1;
        }
    }

    /// <summary>Gets the symbols of the files, with their definitions.</summary>
    public IReadOnlyList<ReplayInstrument> Instruments => _instruments;

    /// <summary>Gets how many data rows the files have, good and bad.</summary>
    public long RowCount { get; }

    /// <summary>Gets how many of them were read.</summary>
    public long RowsRead => _readers.Sum(reader => reader.File.RowsRead);

    /// <summary>Opens the files and reads them once, for symbols, decimals and price steps.</summary>
    /// <param name="paths">Files of any of the three kinds, plain or gzip.</param>
    /// <param name="options">What does not stand in the files.</param>
    /// <param name="onBadRow">Told of every row that is skipped, in the order of reading; may throw to stop.</param>
    /// <exception cref="CommandException">A file is missing, of another kind, or broken.</exception>
    public static TardisReplay Open(
        IReadOnlyList<string> paths, TardisReplayOptions options, Action<BadRow> onBadRow)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FirstSequence, 1, nameof(options));
        var scan = new TardisScan(options);
        foreach (var path in paths)
        {
            using var file = new TardisFile(path);
            scan.Add(file);
        }

        var replay = new TardisReplay(options, scan);
        var bySymbol = replay._instruments.ToDictionary(i => i.Symbol, StringComparer.Ordinal);
        foreach (var path in paths)
        {
            replay._readers.Add(OpenReader(path, bySymbol, options, onBadRow));
        }

        return replay;
    }

    /// <summary>
    /// Goes on in the scales, price step and attributes that symbols have already, before the first record is asked for.
    /// What was given as an option counts all the same, and a file that needs more decimals gets them.
    /// </summary>
    public void GoOnWith(IReadOnlyDictionary<string, InstrumentDefinition> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        foreach (var instrument in _instruments)
        {
            if (known.TryGetValue(instrument.Symbol, out var before))
            {
                instrument.Definition = Join(instrument.Definition, before);
            }
        }
    }

    /// <summary>
    /// Gives the records: a definition of every symbol, then the files. To be enumerated once; a record's update is
    /// valid until the next is asked for.
    /// </summary>
    public IEnumerable<ReplayRecord> Records()
    {
        foreach (var instrument in _instruments)
        {
            yield return Define(instrument);
        }

        var heads = _readers.Where(reader => reader.MoveNext()).ToList();
        while (heads.Count > 0)
        {
            var reader = Earliest(heads);
            yield return Number(reader);
            if (IsSnapshotDue(reader))
            {
                foreach (var record in RepeatSnapshot(reader))
                {
                    yield return record;
                }
            }

            if (!reader.MoveNext())
            {
                heads.Remove(reader);
            }
        }
    }

    public void Dispose() => _readers.ForEach(reader => reader.Dispose());

    private static TardisRecordReader OpenReader(
        string path,
        Dictionary<string, ReplayInstrument> bySymbol,
        TardisReplayOptions options,
        Action<BadRow> onBadRow)
    {
        var file = new TardisFile(path);
        var cuts = file.Kind == TardisFileKind.Book ? options.CutAfterBookRows : new HashSet<long>();
        return new TardisRecordReader(file, bySymbol, cuts, onBadRow);
    }

    private static TardisRecordReader Earliest(List<TardisRecordReader> readers)
    {
        var earliest = readers[0];
        foreach (var reader in readers)
        {
            var order = reader.Update.OccurredAt.CompareTo(earliest.Update.OccurredAt);
            if (order < 0 || (order == 0 && reader.File.Kind < earliest.File.Kind))
            {
                earliest = reader;
            }
        }

        return earliest;
    }

    private InstrumentDefinition Join(InstrumentDefinition found, InstrumentDefinition before)
    {
        var priceScale = _options.PriceScale ?? Math.Max(found.PriceScale, before.PriceScale);
        var step = _options.TickSize is not null
            ? new ExactDecimal(found.TickSize, found.PriceScale) : new ExactDecimal(before.TickSize, before.PriceScale);
        return before with
        {
            AssetClass = _options.AssetClass.Length > 0 ? _options.AssetClass : before.AssetClass,
            Currency = _options.Currency.Length > 0 ? _options.Currency : before.Currency,
            PriceScale = priceScale,
            SizeScale = _options.SizeScale ?? Math.Max(found.SizeScale, before.SizeScale),
            TickSize = step.TryAtScale(priceScale, out var tickSize) ? tickSize : found.TickSize,
        };
    }

    private ReplayRecord Define(ReplayInstrument instrument)
    {
        _made.Reset(FeedUpdateKind.Instrument);
        _made.Definition = instrument.Definition;
        _made.PriceScale = instrument.Definition.PriceScale;
        _made.SizeScale = instrument.Definition.SizeScale;
        return new ReplayRecord(FeedTopic.Instruments, instrument, _made, "", 0, IsRepeatedSnapshot: false);
    }

    private static ReplayRecord Number(TardisRecordReader reader)
    {
        var (update, instrument) = (reader.Update, reader.Instrument);
        if (update.Kind is FeedUpdateKind.Trade or FeedUpdateKind.Quote)
        {
            update.Sequence = ++instrument.TickSequence;
            if (update.Kind == FeedUpdateKind.Trade)
            {
                instrument.Day.Add(update);
            }

            return new ReplayRecord(FeedTopic.Ticks, instrument, update, reader.File.Path, reader.RowsConsumed, false);
        }

        // A snapshot takes no number: it carries that of the last delta.
        update.Sequence = update.Kind == FeedUpdateKind.BookDelta ? ++instrument.BookSequence : instrument.BookSequence;
        instrument.Book.Apply(update);
        return new ReplayRecord(FeedTopic.Books, instrument, update, reader.File.Path, reader.RowsConsumed, false);
    }

    private bool IsSnapshotDue(TardisRecordReader reader)
    {
        var book = reader.Instrument.Book;
        return reader.File.Kind == TardisFileKind.Book
            && _options.SnapshotInterval > TimeSpan.Zero
            && book.IsWhole
            && !reader.IsCut
            && reader.Update.OccurredAt - book.SnapshotAt >= _options.SnapshotInterval.TotalMicroseconds;
    }

    /// <summary>
    /// Publishes the book as it is. One that is larger than a record may be goes out in several: a snapshot, and deltas
    /// that add the rest.
    /// </summary>
    private IEnumerable<ReplayRecord> RepeatSnapshot(TardisRecordReader reader)
    {
        var (instrument, book) = (reader.Instrument, reader.Instrument.Book);
        book.SnapshotAt = reader.Update.OccurredAt;
        for (var skip = 0; skip == 0 || skip < book.LevelCount; skip += TardisRecordReader.LevelsMax)
        {
            _made.Reset(skip == 0 ? FeedUpdateKind.BookSnapshot : FeedUpdateKind.BookDelta);
            _made.OccurredAt = reader.Update.OccurredAt;
            _made.PriceScale = instrument.Definition.PriceScale;
            _made.SizeScale = instrument.Definition.SizeScale;
            _made.Sequence = skip == 0 ? instrument.BookSequence : ++instrument.BookSequence;
            book.CopyTo(_made, skip, TardisRecordReader.LevelsMax);
            yield return new ReplayRecord(
                FeedTopic.Books, instrument, _made, reader.File.Path, reader.RowsConsumed, IsRepeatedSnapshot: true);
        }
    }
}
