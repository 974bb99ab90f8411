using System.Diagnostics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Tools.Replay;

/// <summary>
/// Makes records of one file's rows: consecutive level rows of one symbol, timestamp and is_snapshot are one record,
/// trades and quotes are one each. Sequence numbers and day statistics are left to the replay, which sees all files.
/// </summary>
internal sealed class TardisRecordReader(
    TardisFile file,
    IReadOnlyDictionary<string, ReplayInstrument> instruments,
    IReadOnlySet<long> cutAfterRows,
    Action<BadRow> onBadRow) : IDisposable
{
    /// <summary>The most levels of a record that schemas/kafka allows.</summary>
    internal const int LevelsMax = 20_000;

    private TardisRow _row;
    private long _rowNumber;
    private bool _hasRow;
    private bool _hasBegun;
    private bool _isContinued;

    public TardisFile File => file;

    /// <summary>Gets the record at hand.</summary>
    public FeedUpdate Update { get; } = new();

    /// <summary>Gets whose it is.</summary>
    public ReplayInstrument Instrument { get; private set; } = null!;

    public long RowsConsumed { get; private set; }

    /// <summary>Gets whether the rest of the same group follows: the record was cut.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Reads on until a record is complete; false at the end of the file.</summary>
    public bool MoveNext()
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            ReadRow();
        }

        if (!_hasRow)
        {
            return false;
        }

        Instrument = instruments[_row.Symbol];
        switch (file.Kind)
        {
            case TardisFileKind.Book:
                MakeBookRecord();
                break;
            case TardisFileKind.Trades:
                Begin(FeedUpdateKind.Trade);
                Update.Price = PriceOf(_row.Price);
                Update.Size = SizeOf(_row.Size);
                Update.Aggressor = _row.Aggressor;
                Update.TradeId = _row.TradeId;
                EndRow();
                break;
            default:
                Begin(FeedUpdateKind.Quote);
                (Update.BidPrice, Update.BidSize) = (PriceOf(_row.Price), SizeOf(_row.Size));
                (Update.AskPrice, Update.AskSize) = (PriceOf(_row.AskPrice), SizeOf(_row.AskSize));
                EndRow();
                break;
        }

        return true;
    }

    public void Dispose() => file.Dispose();

    private void MakeBookRecord()
    {
        // What is left of a snapshot that was cut adds to it; as a snapshot of its own it would replace it.
        Begin(_row.IsSnapshot && !_isContinued ? FeedUpdateKind.BookSnapshot : FeedUpdateKind.BookDelta);
        var (symbol, timestamp, receivedAt, isSnapshot) =
            (_row.Symbol, _row.Timestamp, _row.ReceivedAt, _row.IsSnapshot);
        bool isSameGroup;
        do
        {
            AddLevel();
            EndRow();
            isSameGroup = _hasRow && _row.Timestamp == timestamp && _row.ReceivedAt == receivedAt
                && _row.IsSnapshot == isSnapshot && ReferenceEquals(_row.Symbol, symbol);
            IsCut = isSameGroup
                && (cutAfterRows.Contains(RowsConsumed) || Update.BidCount + Update.AskCount == LevelsMax);
        }
        while (isSameGroup && !IsCut);
        _isContinued = IsCut;
    }

    private void AddLevel()
    {
        var level = new PriceLevel(PriceOf(_row.Price), SizeOf(_row.Size));
        if (_row.IsBid)
        {
            Update.AddBid(level);
        }
        else
        {
            Update.AddAsk(level);
        }
    }

    private void Begin(FeedUpdateKind kind)
    {
        Update.Reset(kind);
        Update.OccurredAt = _row.Timestamp;
        Update.PriceScale = Instrument.Definition.PriceScale;
        Update.SizeScale = Instrument.Definition.SizeScale;
    }

    /// <summary>The row at hand is part of the record; looks at the next.</summary>
    private void EndRow()
    {
        RowsConsumed = _rowNumber;
        ReadRow();
    }

    private void ReadRow()
    {
        while (_hasRow = file.TryRead(out _row, out var problem))
        {
            problem ??= FindMisfit(in _row);
            if (problem is null)
            {
                _rowNumber = file.RowsRead;
                return;
            }

            onBadRow(file.Bad(problem));
        }
    }

    private string? FindMisfit(in TardisRow row)
    {
        var definition = instruments[row.Symbol].Definition;
        return FindMisfit("price", row.Price, definition.PriceScale)
            ?? FindMisfit("amount", row.Size, definition.SizeScale)
            ?? FindMisfit("ask_price", row.AskPrice, definition.PriceScale)
            ?? FindMisfit("ask_amount", row.AskSize, definition.SizeScale);
    }

    private static string? FindMisfit(string name, ExactDecimal value, int scale) =>
        value.TryAtScale(scale, out _) ? null
        : value.Scale > scale ? $"{name} needs {value.Scale} decimals but the scale is {scale}"
        : $"{name} at a scale of {scale} decimals is not below 2^53";

    private long PriceOf(ExactDecimal price) => Fit(price, Instrument.Definition.PriceScale);

    private long SizeOf(ExactDecimal size) => Fit(size, Instrument.Definition.SizeScale);

    private static long Fit(ExactDecimal number, int scale)
    {
        var fits = number.TryAtScale(scale, out var value);
        Debug.Assert(fits, "a row that does not fit was skipped when it was read");
        return value;
    }
}
