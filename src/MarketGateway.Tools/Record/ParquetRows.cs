using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace MarketGateway.Tools.Record;

/// <summary>
/// Takes lines of CSV, the header first, and writes them as rows of a Parquet file, exactly: numbers as decimals, times as
/// integers. What it holds back is a row group.
/// </summary>
internal sealed class ParquetRows(Stream file) : TextWriter
{
    /// <summary>So many rows are held and written as one: few enough to hold, enough to be packed well.</summary>
    private const int RowsPerGroup = 100_000;

    /// <summary>Digits in all and behind the point: every number that the wire can tell has a place.</summary>
    private const int Precision = 28;
    private const int Scale = 12;

    private readonly List<string[]> _rows = [];
    private ParquetWriter? _writer;
    private DataField[] _fields = [];

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Takes a whole line.</summary>
    public override void Write(string? value)
    {
        var cells = (value ?? "").TrimEnd('\n').Split(',');
        if (_writer is null)
        {
            Begin(cells);
            return;
        }

        _rows.Add(cells);
        if (_rows.Count == RowsPerGroup)
        {
            // On the receive loop: a disk that is slow slows the reading, and the gateway conflates for it.
            WriteGroupAsync().GetAwaiter().GetResult();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await WriteGroupAsync().ConfigureAwait(false);
            await _writer.DisposeAsync().ConfigureAwait(false);
            _writer = null;
        }

        await file.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void Begin(string[] names)
    {
        _fields = Array.ConvertAll(names, FieldOf);
        _writer = ParquetWriter.CreateAsync(new ParquetSchema(_fields), file).GetAwaiter().GetResult();
    }

    private static DataField FieldOf(string name) => name switch
    {
        "timestamp" or "local_timestamp" => new DataField<long>(name),
        "is_snapshot" => new DataField<bool>(name),
        _ when name.EndsWith("price", StringComparison.Ordinal) || name.EndsWith("amount", StringComparison.Ordinal) =>
            new DecimalDataField(name, Precision, Scale, isNullable: true),
        _ => new DataField<string>(name),
    };

    private async Task WriteGroupAsync()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        using (var group = _writer!.CreateRowGroup())
        {
            for (var i = 0; i < _fields.Length; i++)
            {
                await WriteColumnAsync(group, _fields[i], [.. _rows.Select(row => row[i])]).ConfigureAwait(false);
            }
        }

        _rows.Clear();
    }

    private static Task WriteColumnAsync(ParquetRowGroupWriter group, DataField field, string[] cells)
    {
        var culture = CultureInfo.InvariantCulture;
        if (field.ClrType == typeof(long))
        {
            return group.WriteAsync<long>(field, Array.ConvertAll(cells, cell => long.Parse(cell, culture)));
        }

        if (field.ClrType == typeof(bool))
        {
            return group.WriteAsync<bool>(field, Array.ConvertAll(cells, bool.Parse));
        }

        return field.ClrType == typeof(decimal)
            ? group.WriteAsync<decimal>(
                field, Array.ConvertAll(cells, cell => cell.Length == 0 ? (decimal?)null : decimal.Parse(cell, culture)))
            : group.WriteAsync(field, Array.ConvertAll(cells, cell => cell.Length == 0 ? null! : cell));
    }
}
