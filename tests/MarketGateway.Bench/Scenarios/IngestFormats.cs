using System.Globalization;
using System.Text;
using MarketGateway.Bench.Crowd;
using MarketGateway.Bench.Measuring;
using MarketGateway.Bench.Micro;
using MarketGateway.Bench.Report;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Bench.Scenarios;

/// <summary>
/// What a record costs by its format: the same deltas of 10 levels are decoded and applied, slice by slice in turn, each into a
/// market of its own; at the end all have the same books.
/// </summary>
internal static class IngestFormats
{
    private const int Symbols = 8;
    private const int LevelsPerSide = 5;
    private const int WarmUpSlices = 3;
    private const int Slices = 7;

    /// <summary>The bid that deltas lie below, and asks above it.</summary>
    private const long Middle = 4_200_000;

    private const int Width = 40;

    /// <summary>Adds the rows, the targets and what was proven. What Kafka costs comes on top, and is the same for all.</summary>
    public static void AddTo(ScenarioReport report, BenchOptions options, double kafkaMicroseconds)
    {
        var kafka = double.IsFinite(kafkaMicroseconds) ? kafkaMicroseconds : 0;
        FormatReading[] formats =
        [
            new("marketgateway (MessagePack)", static (delta, _) => DeltaForms.Own(delta)),
            new("json, as Binance has it", DeltaForms.Json, ReadyMappings.Find("binance")),
            new("avro", DeltaForms.Avro, DeltaForms.Mapping, Reader(SchemaKind.Avro, DeltaForms.AvroSchema)),
            new("protobuf", DeltaForms.Protobuf, DeltaForms.Mapping, Reader(SchemaKind.Protobuf, DeltaForms.ProtobufSchema)),
        ];
        var (costs, allocated, records) = Measure(formats, options.Size(20_000, 2_000));
        var table = new ReportTable("by format", ["format", "CPU us per record", "with Kafka's", "of our own", "B allocated"]);
        var own = Spread.Of(costs[0]).Median + kafka;
        for (var i = 0; i < formats.Length; i++)
        {
            var cost = Spread.Of(costs[i]);
            var ratio = (cost.Median + kafka) / own;
            table.Rows.Add(
                [formats[i].Name, cost.Text, Spread.Number(cost.Median + kafka), Spread.Number(ratio), allocated[i].ToString("0.0", CultureInfo.InvariantCulture)]);
            if (i > 0)
            {
                report.Targets.Add(new Target($"{formats[i].Name}: CPU of our own form for the same updates", ratio, i == 1 ? 3 : 4));
                report.Targets.Add(new Target($"{formats[i].Name}: 0 B allocated per record", Math.Round(allocated[i], 1), 0));
            }

            report.Verdicts.Add(new(formats[i].Name, Judge(formats[i], formats[0], records)));
        }

        report.Tables.Add(table);
        report.Notes.Add($"By format: the same deltas of {2 * LevelsPerSide} levels, decoded and applied on one thread; Kafka's share is the bare "
            + $"consumer's {Spread.Number(kafka)} us.");
    }

    private static SchemaReader Reader(SchemaKind kind, string schema) => new(RecordSchema.Parse(kind, schema), 1 << 20, allowsDoubles: false);

    private static (List<double>[] Costs, double[] Allocated, long Records) Measure(FormatReading[] formats, int sliceLength)
    {
        var names = Enumerable.Range(0, Symbols).Select(static number => $"BENCH{number}USDT").ToArray();
        var keys = Array.ConvertAll(names, Encoding.UTF8.GetBytes);
        Array.ForEach(formats, format => format.Begin(keys, Snapshot()));
        var costs = Array.ConvertAll(formats, static _ => new List<double>());
        var (allocated, records) = (new double[formats.Length], Array.ConvertAll(formats, _ => new byte[sliceLength][]));
        var random = new Random(1);
        var sequence = 1L;
        for (var slice = 0; slice < WarmUpSlices + Slices; slice++)
        {
            for (var i = 0; i < sliceLength; i++)
            {
                sequence += i % Symbols == 0 ? 1 : 0;
                var delta = Delta(sequence, random);
                for (var format = 0; format < formats.Length; format++)
                {
                    records[format][i] = formats[format].Write(delta, names[i % Symbols]);
                }
            }

            for (var format = 0; format < formats.Length; format++)
            {
                var (cost, bytes) = MeasureSlice(formats[format], keys, records[format]);
                if (slice >= WarmUpSlices)
                {
                    costs[format].Add(cost);
                    allocated[format] += bytes / ((double)sliceLength * Slices);
                }
            }
        }

        return (costs, allocated, (long)sliceLength * (WarmUpSlices + Slices));
    }

    private static (double Microseconds, long Bytes) MeasureSlice(FormatReading format, byte[][] keys, byte[][] records)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < records.Length; i++)
        {
            format.Read(keys[i % Symbols], records[i]);
        }

        var cpu = Environment.CpuUsage.TotalTime - before;
        return (cpu.TotalMicroseconds / records.Length, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    private static Verdict Judge(FormatReading format, FormatReading own, long records)
    {
        var names = own.Market.Catalog.ToArray();
        string[] problems =
        [
            .. names.Where(symbol => format.Book(symbol.Symbol) != own.Book(symbol.Symbol)).Select(symbol => $"the book of {symbol} is another"),
            .. names.Where(symbol => symbol.Books.Status.State != SymbolState.Live).Select(symbol => $"the book of {symbol} is not live"),
            .. format.Applied == records ? [] : (string[])[$"{format.Applied} of {records} records were applied"],
        ];
        return new Verdict(problems, $"{records:N0} records, and the same {names.Length} books as by our own form");
    }

    private static FeedUpdate Snapshot()
    {
        var snapshot = new FeedUpdate();
        snapshot.Reset(FeedUpdateKind.BookSnapshot);
        SetHead(snapshot, 1);
        for (var i = 0; i < Width; i++)
        {
            snapshot.AddBid(new PriceLevel(Middle - i, 50_000_001));
            snapshot.AddAsk(new PriceLevel(Middle + 1 + i, 50_000_001));
        }

        return snapshot;
    }

    private static FeedUpdate Delta(long sequence, Random random)
    {
        var delta = new FeedUpdate();
        delta.Reset(FeedUpdateKind.BookDelta);
        SetHead(delta, sequence);
        var from = random.Next(Width / LevelsPerSide);
        for (var i = 0; i < LevelsPerSide; i++)
        {
            // One level each of a width's part: no price twice, and few levels go and come.
            var offset = (i * (Width / LevelsPerSide)) + from;
            delta.AddBid(new PriceLevel(Middle - offset, Size(random)));
            delta.AddAsk(new PriceLevel(Middle + 1 + offset, Size(random)));
        }

        return delta;
    }

    private static void SetHead(FeedUpdate update, long sequence) =>
        (update.Sequence, update.OccurredAt, update.PriceScale, update.SizeScale) =
            (sequence, 1_700_000_000_000_000 + (sequence * 1000), DeltaForms.PriceScale, DeltaForms.SizeScale);

    /// <summary>An odd number has as many digits as the scale says; 0 removes the level.</summary>
    private static long Size(Random random) => random.Next(10) == 0 ? 0 : (random.NextInt64(10_000_000, 400_000_000) * 2) + 1;
}
