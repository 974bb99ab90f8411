using System.Text;
using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Core.Tests.Mapping;

/// <summary>Whatever a record is, it is applied or skipped, and never an exception.</summary>
public sealed class MappingFuzzTests
{
    private const int Rounds = 4_000;

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "0", "1e308", "9007199254740993", "\"\\u0000\"",
            "\"\\ud800\"", "\"e\":", "\"b\":[[", "\"s\":\"X\"", "\\", "1.5", "{\"data\":{", "[[[[[[", "\u00e9",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0x00], [0xc3],
    ];

    public static TheoryData<string> Names => [.. ReadyMappings.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Records_with_bytes_changed_cut_off_or_put_in_never_throw_and_books_stay_readable(string name)
    {
        var recording = new Recording(name);
        var records = recording.Records.Select(record => record.Value).ToList();
        var harness = new MappingHarness(name, recording.Reader());
        var random = new Random(name.Length);
        var applied = 0;
        for (var i = 0; i < Rounds; i++)
        {
            applied += harness.Read(Mutate(records[random.Next(records.Count)], random), "KEY");
        }

        Assert.True(applied > Rounds / 50, $"{applied} were good");
        Assert.True(harness.Skips.Count > Rounds / 50, $"{harness.Skips.Count} were bad");
        foreach (var symbol in harness.Market.Catalog)
        {
            harness.Book(symbol.Symbol);
        }
    }

    [Theory]
    [InlineData("itch", SchemaKind.Avro, ".avsc", "0000000007")]
    [InlineData("fast", SchemaKind.Protobuf, ".proto", "000000000700")]
    public void Values_as_a_registry_has_them_may_be_broken_anywhere_and_never_throw(string name, SchemaKind kind, string form, string header)
    {
        var recording = new Recording(name);
        var reader = new SchemaReader(new OneSchema(RecordSchema.Parse(kind, recording.TextOf(form))), 1 << 16, allowsDoubles: false);
        var harness = new MappingHarness(name, reader);
        var random = new Random(7);
        var records = recording.Records.Select(record => (byte[])[.. Convert.FromHexString(header), .. record.Value]).ToList();
        var applied = records.Sum(record => harness.Read(record, "KEY"));
        Assert.True(applied > 0, "the records themselves are good");
        for (var i = 0; i < Rounds; i++)
        {
            harness.Read(Mutate(records[random.Next(records.Count)], random), "KEY");
        }

        Assert.Contains(harness.Skips, skip => skip.StartsWith("unknown_schema", StringComparison.Ordinal));
        Assert.Contains(harness.Skips, skip => !skip.StartsWith("unknown_schema", StringComparison.Ordinal));
    }

    private static byte[] Mutate(byte[] record, Random random)
    {
        List<byte> bytes = [.. record];
        for (var changes = random.Next(4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 2:
                    bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(8)));
                    break;
                default:
                    bytes[at] = (byte)('0' + random.Next(10));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>A registry that has schema 7.</summary>
    private sealed class OneSchema(RecordSchema only) : ISchemaSource
    {
        public SchemaAnswer Find(int id, out RecordSchema? schema)
        {
            schema = id == 7 ? only : null;
            return id == 7 ? SchemaAnswer.Known : SchemaAnswer.Unknown;
        }
    }
}
