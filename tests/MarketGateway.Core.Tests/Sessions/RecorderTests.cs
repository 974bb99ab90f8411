using System.Text;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>What is kept of sessions, by whoever keeps a record of them.</summary>
public sealed class RecorderTests : IDisposable
{
    private readonly Record _record = new();
    private readonly SessionFixture _fixture;

    public RecorderTests()
    {
        _fixture = new SessionFixture(recorder: _record);
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_is_recorded_of_a_session_is_each_flush_as_it_was_sent_between_its_begin_and_its_end()
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A");
        _fixture.Settle();
        _fixture.Feed.Delta("A", bids: "100:2");
        _fixture.Settle();
        session.End(SessionEndReason.ClientClosed);
        _fixture.Settle();

        Assert.Equal("begin", _record.Lines[0]);
        Assert.Equal("end ClientClosed", _record.Lines[^1]);
        Assert.Equal(
            session.Transport.Flushes.Select((flush, at) => $"flush {at + 1} {Convert.ToHexString(flush)}"),
            _record.Lines.Where(line => line.StartsWith("flush", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Requests_and_acknowledgements_are_recorded_and_no_token_is()
    {
        var session = await _fixture.OpenAsync(Core.Protocol.WireFormat.Json);
        await session.SendAsync("""{"op":"hello","window":4}""");
        await session.SendAsync("""{"op":"auth","token":"a secret"}""");
        await session.SendAsync("""{"op":"auth","tokn":"a secret"}""");
        _fixture.Settle();
        await session.SendAsync("""{"op":"ack","flush":1}""");

        Assert.Equal(
            ["""request {"op":"hello","window":4}""", "request ", "request ", "ack 1"],
            _record.Lines.Where(line => line[0] is 'r' or 'a'));
    }

    /// <summary>Keeps a line of all that it is told.</summary>
    private sealed class Record : ISessionRecorder
    {
        private readonly Lock _gate = new();
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_gate)
                {
                    return [.. _lines];
                }
            }
        }

        public void OnOpened(Session session) => Add("begin");

        public void OnRequest(Session session, ReadOnlySpan<byte> request) => Add($"request {Encoding.UTF8.GetString(request)}");

        public void OnFlush(Session session, long flush, ReadOnlySpan<byte> messages) =>
            Add($"flush {flush} {Convert.ToHexString(messages)}");

        public void OnAcknowledged(Session session, long flush) => Add($"ack {flush}");

        public void OnEnded(Session session) => Add($"end {session.EndReason}");

        private void Add(string line)
        {
            lock (_gate)
            {
                _lines.Add(line);
            }
        }
    }
}
