using System.IO.Compression;
using System.Text;
using MarketGateway.Tools.Record;

namespace MarketGateway.Tools.Tests.Replay;

/// <summary>Files that a test writes and that are gone after it.</summary>
internal sealed class TemporaryFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mgw-tests-");

    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }
        else if (name.EndsWith(".parquet", StringComparison.Ordinal))
        {
            var rows = new ParquetRows(File.Create(path));
            Array.ForEach(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), rows.Write);
            rows.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        else
        {
            File.WriteAllText(path, text);
        }

        return path;
    }

    /// <summary>Writes a book file with these rows: timestamp, is_snapshot, side, price, amount.</summary>
    public string WriteBook(string name, params string[] rows) =>
        Write(name, Table("exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount", rows));

    /// <summary>Writes a trades file with these rows: timestamp, id, side, price, amount.</summary>
    public string WriteTrades(string name, params string[] rows) =>
        Write(name, Table("exchange,symbol,timestamp,local_timestamp,id,side,price,amount", rows));

    /// <summary>Writes a quotes file: timestamp, ask_amount, ask_price, bid_price, bid_amount.</summary>
    public string WriteQuotes(string name, params string[] rows) =>
        Write(name, Table("exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount", rows));

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Table(string header, string[] rows)
    {
        var text = new StringBuilder(header).Append('\n');
        foreach (var row in rows)
        {
            var comma = row.IndexOf(',', StringComparison.Ordinal);
            text.Append("XCME,ESH4,").Append(row[..comma]).Append(',').Append(row).Append('\n');
        }

        return text.ToString();
    }
}
