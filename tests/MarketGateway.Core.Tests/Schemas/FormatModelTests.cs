using System.Globalization;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;
using MarketGateway.Core.Tests.Mapping;

namespace MarketGateway.Core.Tests.Schemas;

/// <summary>Whatever snapshots and deltas come, the book is that of the model, and the same in every format.</summary>
public sealed class FormatModelTests
{
    private const int Rounds = 400;

    public static TheoryData<int> Seeds => [1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_book_is_that_of_the_model_in_every_format(int seed)
    {
        var (own, ownJson) = (new MappingHarness(LevelWriters.Mapping), new MappingHarness(LevelWriters.Mapping));
        MappingHarness[] formats =
        [
            new(LevelWriters.Mapping),
            new(LevelWriters.Mapping, new SchemaReader(RecordSchema.Parse(SchemaKind.Avro, LevelWriters.AvroSchema), 1 << 16, false)),
            new(LevelWriters.Mapping, new SchemaReader(RecordSchema.Parse(SchemaKind.Protobuf, LevelWriters.ProtobufSchema), 1 << 16, false)),
            new(LevelWriters.CsvMapping, new CsvReader(1 << 16)),
            own,
            ownJson,
        ];
        var random = new Random(seed);
        var (bids, asks) = (new SortedDictionary<decimal, decimal>(), new SortedDictionary<decimal, decimal>());
        for (var number = 1; number <= Rounds; number++)
        {
            var isDelta = number > 1 && random.Next(30) > 0;
            var (bidLevels, askLevels) = (Levels(random, 100, isDelta), Levels(random, 110, isDelta));
            var update = LevelWriters.Own(isDelta, number, bidLevels, askLevels);
            own.ReadOwn(FeedContentType.MessagePack, update);
            ownJson.ReadOwn(FeedContentType.Json, update);
            Array.ForEach(LevelWriters.Csv(isDelta, bidLevels, askLevels), line => formats[3].Read(line));
            Apply(bids, bidLevels, isDelta);
            Apply(asks, askLevels, isDelta);
            formats[0].Read(LevelWriters.Json(isDelta, number, bidLevels, askLevels));
            formats[1].Read(LevelWriters.Avro(isDelta, number, bidLevels, askLevels));
            formats[2].Read(LevelWriters.Protobuf(isDelta, number, bidLevels, askLevels));

            var model = $"{Text(bids.Reverse())} | {Text(asks)}";
            Assert.All(formats, format => Assert.Equal(model, format.Book("S", trimmed: true)));
        }

        Assert.All(formats, format =>
        {
            Assert.Empty(format.Skips);
            Assert.Equal(SymbolState.Live, format.StateOf("S"));
        });
    }

    private static (DecimalNumber P, DecimalNumber Q)[] Levels(Random random, int around, bool isDelta) =>
    [
        .. Enumerable.Range(0, random.Next(isDelta ? 0 : 1, 6)).Select(_ => around + random.Next(0, 9)).Distinct().Select(price => (
            new DecimalNumber((price * 1000) + random.Next(0, 2), 3).Trim(),
            isDelta && random.Next(3) == 0 ? default : new DecimalNumber(random.NextInt64(1, 1_000_000_000), random.Next(0, 7)).Trim())),
    ];

    private static void Apply(SortedDictionary<decimal, decimal> side, (DecimalNumber P, DecimalNumber Q)[] levels, bool isDelta)
    {
        if (!isDelta)
        {
            side.Clear();
        }

        foreach (var (price, size) in levels)
        {
            if (size.Mantissa == 0)
            {
                side.Remove(Number(price));
            }
            else
            {
                side[Number(price)] = Number(size);
            }
        }
    }

    private static string Text(IEnumerable<KeyValuePair<decimal, decimal>> levels) => string.Join(' ', levels.Select(level =>
        string.Create(CultureInfo.InvariantCulture, $"{level.Value:0.############}@{level.Key:0.############}")));

    private static decimal Number(DecimalNumber number) => number.Mantissa / (decimal)Math.Pow(10, number.Scale);
}
