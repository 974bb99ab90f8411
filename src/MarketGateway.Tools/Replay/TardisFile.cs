using System.IO.Compression;

namespace MarketGateway.Tools.Replay;

/// <summary>One file of Tardis: CSV, plain or gzip, or Parquet (told by its first bytes), read row by row.</summary>
internal sealed class TardisFile : IDisposable
{
    private readonly FileStream _file;
    private readonly LineReader _lines;
    private readonly TardisRowParser _parser;

    /// <exception cref="CommandException">It is not there, or not one of the three kinds.</exception>
    public TardisFile(string path)
    {
        Path = path;
        if (!File.Exists(path))
        {
            throw new CommandException($"{path} does not exist.");
        }

        _file = File.OpenRead(path);
        _lines = new LineReader(ParquetText.IsParquet(_file) ? new ParquetText(_file)
            : IsGzip(_file) ? new GZipStream(_file, CompressionMode.Decompress) : _file);
        var columns = TryReadLine(out var header) ? TardisColumns.Recognise(header) : null;
        if (columns is null)
        {
            _file.Dispose();
            throw new CommandException(
                $"{path}:1: the header is not that of a Tardis incremental_book_L2, trades or quotes file "
                + "(exchange,symbol,timestamp,local_timestamp,...).");
        }

        Kind = columns.Kind;
        _parser = new TardisRowParser(columns);
    }

    public string Path { get; }

    public TardisFileKind Kind { get; }

    /// <summary>Gets how many rows after the header were read, good and bad.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Gets the bytes of the file that were read, and how many there are.</summary>
    public long BytesRead => _file.Position;

    public long Bytes => _file.Length;

    /// <summary>Reads the next row; false at the end. When it is bad, <paramref name="problem"/> says why.</summary>
    public bool TryRead(out TardisRow row, out string? problem)
    {
        while (TryReadLine(out var line))
        {
            if (!line.IsEmpty)
            {
                RowsRead++;
                problem = _parser.Parse(line, out row);
                return true;
            }
        }

        row = default;
        problem = null;
        return false;
    }

    public BadRow Bad(string problem) => new(Path, _lines.LineNumber, problem);

    public void Dispose() => _file.Dispose();

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        try
        {
            return _lines.TryRead(out line);
        }
        catch (InvalidDataException broken)
        {
            throw new CommandException($"{Path} is not a whole gzip file: {broken.Message}");
        }
    }

    private static bool IsGzip(FileStream file)
    {
        var isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return isGzip;
    }
}
