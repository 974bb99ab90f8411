using MarketGateway.Core.Mapping;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Core.Tests.Schemas;

/// <summary>Proves what the readers say about their cost.</summary>
public sealed class SchemaAllocationTests
{
    private const int Rounds = 1_000;

    [Theory]
    [InlineData(SchemaKind.Avro)]
    [InlineData(SchemaKind.Protobuf)]
    public void A_good_value_is_read_without_allocating(SchemaKind kind)
    {
        (DecimalNumber, DecimalNumber)[] levels = [(new DecimalNumber(27_000_100, 3), new DecimalNumber(15, 1)), (new DecimalNumber(1, 0), default)];
        var schema = RecordSchema.Parse(kind, kind == SchemaKind.Avro ? LevelWriters.AvroSchema : LevelWriters.ProtobufSchema);
        var value = kind == SchemaKind.Avro
            ? LevelWriters.Avro(true, 7, levels, levels) : LevelWriters.Protobuf(true, 7, levels, levels);
        var reader = new SchemaReader(schema, 4096, allowsDoubles: false);
        var length = Read(reader, value);
        var least = long.MaxValue;

        // The runtime compiles code again while it runs: what allocates does so in every run.
        for (var run = 0; run < 5 && least >= Rounds; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(length, Read(reader, value));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(least, 0, Rounds - 1);
    }

    private static int Read(SchemaReader reader, byte[] value)
    {
        var length = 0;
        for (var i = 0; i < Rounds; i++)
        {
            reader.Read(value, out var json);
            length += json.Length;
        }

        return length;
    }
}
