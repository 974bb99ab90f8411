using System.Text;
using MarketGateway.Core.Mapping;

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
}
