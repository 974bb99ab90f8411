using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace MarketGateway.Tools.Replay;

/// <summary>
/// The rows of a Parquet file as lines of CSV, the header first, one row group at a time: whatever reads CSV reads it.
/// </summary>
internal sealed class ParquetText : Stream
{
    private readonly ParquetReader _reader;
    private byte[] _text;
    private int _taken;
    private int _group;

    /// <param name="file">The file; whoever gave it disposes of it.</param>
    /// <exception cref="CommandException">It is no whole Parquet file.</exception>
    public ParquetText(FileStream file)
    {
        try
        {
            _reader = ParquetReader.CreateAsync(file, leaveStreamOpen: true).GetAwaiter().GetResult();
        }
        catch (Exception broken) when (broken is not CommandException)
        {
            throw new CommandException($"{file.Name} is not a whole Parquet file: {broken.Message}");
        }

        _text = Encoding.UTF8.GetBytes(string.Join(',', _reader.Schema.DataFields.Select(field => field.Name)) + "\n");
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Says whether a file is one of Parquet, by its first bytes.</summary>
    public static bool IsParquet(FileStream file)
    {
        Span<byte> head = stackalloc byte[4];
        var isParquet = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.SequenceEqual("PAR1"u8);
        file.Position = 0;
        return isParquet;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_taken == _text.Length)
        {
            if (_group == _reader.RowGroupCount)
            {
                return 0;
            }

            _text = ReadGroupAsync(_group++).GetAwaiter().GetResult();
            _taken = 0;
        }

        var length = Math.Min(count, _text.Length - _taken);
        _text.AsSpan(_taken, length).CopyTo(buffer.AsSpan(offset));
        _taken += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task<byte[]> ReadGroupAsync(int number)
    {
        using var group = _reader.OpenRowGroupReader(number);
        var columns = new List<Func<int, string?>>();
        foreach (var field in _reader.Schema.DataFields)
        {
            columns.Add(await ReadColumnAsync(group, field).ConfigureAwait(false));
        }

        var text = new StringBuilder();
        for (var row = 0; row < group.RowCount; row++)
        {
            for (var column = 0; column < columns.Count; column++)
            {
                text.Append(column == 0 ? "" : ",").Append(columns[column](row));
            }

            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task<Func<int, string?>> ReadColumnAsync(ParquetRowGroupReader group, DataField field)
    {
        var culture = CultureInfo.InvariantCulture;
        if (field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var texts = new string?[group.RowCount];
            await group.ReadAsync(field, texts.AsMemory()).ConfigureAwait(false);
            return row => texts[row];
        }

        return field.ClrType == typeof(long) ? await ReadAsync<long>(value => value.ToString(culture)).ConfigureAwait(false)
            : field.ClrType == typeof(int) ? await ReadAsync<int>(value => value.ToString(culture)).ConfigureAwait(false)
            : field.ClrType == typeof(bool) ? await ReadAsync<bool>(value => value ? "true" : "false").ConfigureAwait(false)
            : field.ClrType == typeof(double) ? await ReadAsync<double>(Plain).ConfigureAwait(false)
            : field.ClrType == typeof(decimal)
                ? await ReadAsync<decimal>(value => value.ToString("0.############", culture)).ConfigureAwait(false)
            : throw new CommandException(
                $"the column {field.Name} is of {field.ClrType.Name}, which is not read; write it as text.");

        async Task<Func<int, string?>> ReadAsync<T>(Func<T, string> write)
            where T : struct
        {
            if (field.IsNullable)
            {
                var some = new T?[group.RowCount];
                await group.ReadAsync<T>(field, some.AsMemory()).ConfigureAwait(false);
                return row => some[row] is { } value ? write(value) : "";
            }

            var all = new T[group.RowCount];
            await group.ReadAsync<T>(field, all.AsMemory()).ConfigureAwait(false);
            return row => write(all[row]);
        }
    }

    /// <summary>The shortest decimal that is this number, without an exponent.</summary>
    private static string Plain(double value) =>
        double.IsNaN(value) ? "" : ((decimal)value).ToString(CultureInfo.InvariantCulture);
}
