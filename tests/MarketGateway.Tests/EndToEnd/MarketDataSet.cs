using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace MarketGateway.Tests.EndToEnd;

/// <summary>
/// The real order-book and trade data that is kept beside the repository, and the ground truth that belongs to it.
/// </summary>
internal sealed class MarketDataSet
{
    private const string Variable = "MARKETGATEWAY_TEST_DATA";

    private MarketDataSet(string folder) => Folder = folder;

    public string Folder { get; }

    public string BookFile => Path.Combine(Folder, "ESH4_incremental_book_L2.csv.gz");

    public string TradeFile => Path.Combine(Folder, "ESH4_trades.csv.gz");

    /// <summary>Finds the data, or skips the test and says what is missing.</summary>
    public static MarketDataSet FindOrSkip()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        var folder = named ?? Path.Combine(RepositoryRoot.Path, "..", "shared", "data");
        var data = new MarketDataSet(folder);
        if (!File.Exists(data.BookFile))
        {
            Assert.Skip($"There is no real market data: no {Path.GetFileName(data.BookFile)} in {folder}. Set {Variable} to its folder.");
        }

        return data;
    }

    /// <summary>Reads the top of the book at given numbers of data rows, with prices in units of 10^-scale.</summary>
    public IReadOnlyList<TruePoint> ReadTruth(int priceScale)
    {
        using var file = new GZipStream(File.OpenRead(Path.Combine(Folder, "ESH4_truth.jsonl.gz")), CompressionMode.Decompress);
        using var lines = new StreamReader(file);
        var points = new List<TruePoint>();
        while (lines.ReadLine() is { } line)
        {
            using var point = JsonDocument.Parse(line);
            points.Add(new TruePoint(
                point.RootElement.GetProperty("row").GetInt64(),
                Levels(point.RootElement.GetProperty("bids"), priceScale),
                Levels(point.RootElement.GetProperty("asks"), priceScale)));
        }

        return points;
    }

    private static List<(long Price, long Size)> Levels(JsonElement levels, int priceScale) =>
    [
        .. levels.EnumerateArray().Select(level => (
            (long)(decimal.Parse(level[0].GetString()!, CultureInfo.InvariantCulture) * (decimal)Math.Pow(10, priceScale)),
            level[1].GetInt64())),
    ];

    /// <summary>The true top of the book after so many data rows.</summary>
    internal sealed record TruePoint(
        long Row, IReadOnlyList<(long Price, long Size)> Bids, IReadOnlyList<(long Price, long Size)> Asks);
}
