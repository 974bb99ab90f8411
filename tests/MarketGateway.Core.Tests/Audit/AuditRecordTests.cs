using System.Text;
using System.Text.Json.Nodes;
using MarketGateway.Core.Audit;
using MarketGateway.Core.Protocol;
using MessagePack;

namespace MarketGateway.Core.Tests.Audit;

/// <summary>Audit records are written as schemas/kafka says, and read again.</summary>
public sealed class AuditRecordTests
{
    private const string Status = """{"op":"status","streams":[7],"state":"live","reason":"ok","since":1772460201000000}""";
    private const string Heartbeat = """{"op":"heartbeat","time":1,"topics":[]}""";

    private static readonly AuditHead Head = new("gw-0.18c2", 499, "desk7", 1_772_460_202_000_000);

    private readonly AuditRecordWriter _writer = new();

    [Theory]
    [InlineData(WireFormat.MessagePack)]
    [InlineData(WireFormat.Json)]
    public void Of_a_flush_is_written_where_it_led_each_stream_and_its_control_messages_but_heartbeats(WireFormat format)
    {
        _writer.WriteFlush(
            Head,
            412,
            Messages(format, Status, "[2,7,812301,812345,44,1,[475025,3],[],4172496554]", "[5,9,17,19,2,1,[]]", Heartbeat),
            format);
        Assert.Equal(Vector("flush"), Hex());

        _writer.WriteFlush(Head, 2, Messages(format, Heartbeat, "[1,7,null,812301,0,1,[],[],0]"), format);
        Assert.Equal(Vector("flush of a first snapshot, and nothing of a heartbeat"), Hex());
    }

    [Fact]
    public void Begin_request_acknowledgement_and_end_are_written_as_they_came()
    {
        _writer.WriteBegin(Head, "10.0.0.7:50112", WireFormat.MessagePack);
        Assert.Equal(Vector("begin"), Hex());
        const string Subscribe = """{"op":"subscribe","id":1,"channel":"book","symbols":["ESH6"],"depth":10}""";
        _writer.WriteRequest(Head, Encoding.UTF8.GetBytes(Subscribe), WireFormat.Json);
        Assert.Equal(Vector("request"), Hex());
        _writer.WriteRequest(Head, default, WireFormat.Json);
        Assert.Equal(Vector("request that shows a token"), Hex());
        _writer.WriteAck(Head, 410);
        Assert.Equal(Vector("ack"), Hex());
        _writer.WriteEnd(Head, "slow_consumer", "took nothing for 30 s");
        Assert.Equal(Vector("end"), Hex());
    }

    [Fact]
    public void A_flush_is_read_as_it_was_written()
    {
        var read = AuditRecord.TryRead(Convert.FromHexString(Vector("flush")))!;

        Assert.Equal((AuditKind.Flush, Head, 412L), (read.Kind, read.Head, read.Flush));
        Assert.Equal(
            [new AuditStep(7, DataKind.BookDelta, 812301, 812345, 4172496554), new AuditStep(9, DataKind.Trades, 17, 19, null)],
            read.Steps);
        Assert.Equal([Status], read.Controls);
    }

    [Fact]
    public void What_is_no_audit_record_is_not_read()
    {
        var whole = Convert.FromHexString(Vector("flush"));

        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.Null(AuditRecord.TryRead(whole.AsMemory(0, length))));
        Assert.Null(AuditRecord.TryRead(Encoding.UTF8.GetBytes("""{"version":1}""")));
    }

    private static ReadOnlyMemory<byte> Messages(WireFormat format, params string[] messages) => format == WireFormat.Json
        ? Encoding.UTF8.GetBytes(string.Concat(messages.Select(static message => message + "\n")))
        : messages.SelectMany(static message => MessagePackSerializer.ConvertFromJson(message)).ToArray();

    private static string Vector(string name) => JsonNode.Parse(File.ReadAllText(
        Path.Combine(RepositoryRoot.Path, "schemas", "kafka", "audit-vectors.json")))!["records"]!.AsArray()
        .Where(record => (string)record!["name"]! == name).Select(record => (string)record!["messagepack"]!).Single();

    private string Hex() => Convert.ToHexStringLower(_writer.Written);
}
