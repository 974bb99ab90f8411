using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using MarketGateway.Hosting;

namespace MarketGateway.Tests.Hosting;

/// <summary>What a connection receives comes to whoever reads it, but for what was dealt with before.</summary>
public sealed class FairReaderTests
{
    private readonly Pipe _pipe = new();
    private readonly FairReader _reader;

    public FairReaderTests() => _reader = new FairReader(_pipe.Reader, TimeProvider.System);

    [Fact]
    public async Task What_is_dealt_with_is_not_read_and_what_follows_is_from_its_first_byte_on()
    {
        _reader.OfferNext(ConsumeDashes);
        var reading = _reader.ReadAsync();
        await WriteAsync("--");
        await WriteAsync("---");
        Assert.False(reading.IsCompleted);

        await WriteAsync("-a-b");

        Assert.Equal("a-b", Read(await reading));
    }

    [Fact]
    public async Task Once_something_was_left_all_is_read_until_it_is_shown_again()
    {
        _reader.OfferNext(ConsumeDashes);
        await WriteAsync("a");
        Assert.Equal("a", Read(await _reader.ReadAsync()));
        await WriteAsync("--");
        Assert.Equal("--", Read(await _reader.ReadAsync()));

        _reader.OfferNext(ConsumeDashes);
        await WriteAsync("--c");
        Assert.Equal("c", Read(await _reader.ReadAsync()));
    }

    [Fact]
    public async Task The_end_is_read_also_behind_what_was_dealt_with()
    {
        _reader.OfferNext(ConsumeDashes);
        await WriteAsync("--");
        await _pipe.Writer.CompleteAsync();

        var end = await _reader.ReadAsync();

        Assert.True(end.IsCompleted);
        Assert.True(end.Buffer.IsEmpty);
    }

    [Fact]
    public async Task A_read_can_be_cancelled_while_all_that_came_was_dealt_with()
    {
        _reader.OfferNext(ConsumeDashes);
        var reading = _reader.ReadAsync();
        await WriteAsync("--");

        _reader.CancelPendingRead();

        Assert.True((await reading).IsCanceled);
    }

    private async Task WriteAsync(string text) => await _pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(text));

    private string Read(ReadResult result)
    {
        var text = Encoding.ASCII.GetString(result.Buffer);
        _reader.AdvanceTo(result.Buffer.End);
        return text;
    }

    private static int ConsumeDashes(ReadOnlySequence<byte> received)
    {
        var consumed = received.FirstSpan.IndexOfAnyExcept((byte)'-');
        return consumed < 0 ? (int)received.Length : consumed;
    }
}
