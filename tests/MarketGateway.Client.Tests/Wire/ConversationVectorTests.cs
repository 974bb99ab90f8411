using System.Text.Json.Nodes;
using MarketGateway.Client.Tests.Scripted;

namespace MarketGateway.Client.Tests.Wire;

/// <summary>
/// The recorded conversations of schemas/wire/vectors, played to a real session: it must send what the recorded client
/// sent, and hold after each flush what the recording says.
/// </summary>
public sealed class ConversationVectorTests
{
    [Theory]
    [InlineData("conversation", WireEncoding.MessagePack)]
    [InlineData("conversation", WireEncoding.Json)]
    [InlineData("resumption", WireEncoding.MessagePack)]
    [InlineData("resumption", WireEncoding.Json)]
    public async Task After_every_flush_the_client_holds_what_the_recording_says(string file, WireEncoding encoding)
    {
        var recording = Vectors.Read(file);
        var player = new Player(encoding, recording["given"]);
        foreach (var step in recording["steps"]!.AsArray())
        {
            await player.PlayAsync(step!);
        }

        Assert.True(player.FlushesCompared > 7);
        Assert.All(player.Owner.Verdicts, static verdict => Assert.Equal(ApplyVerdict.Applied, verdict));
        Assert.Equal(0, player.Owner.UnknownMessages);
    }

    private sealed class Player(WireEncoding encoding, JsonNode? given)
    {
        private readonly RecordedLink _link = new(encoding);
        private Session? _session;
        private Task<SessionEnd>? _running;

        public RecordedOwner Owner { get; } = new();

        public int FlushesCompared { get; private set; }

        public async Task PlayAsync(JsonNode step)
        {
            if (_session is null)
            {
                // The client of one recording says hello, that of the other does not.
                var window = given is null ? 6 : 0;
                var options = new MarketClientOptions { Encoding = encoding, Name = "", Window = window };
                _session = new Session(_link, options, Owner);
                _running = _session.RunAsync();
            }

            if (step["close"] is { } close)
            {
                _link.Close((int)close["code"]!, (string)close["reason"]!);
                var end = await _running!.WaitAsync(Eventually.Patience);
                Assert.True(end.CanReconnect);
                Assert.Equal((int)close["code"]!, end.Code);
            }
            else if ((string)step["from"]! == "client")
            {
                await AskAsync(step["message"]!.AsObject());
            }
            else
            {
                _link.Give(step);
                await Owner.FlushedAsync();
                Compare(step["state"]!);
            }
        }

        private async Task AskAsync(JsonObject message)
        {
            var expected = Vectors.ToMap(message);
            switch (expected.Op)
            {
                case "hello":
                    // Sent by the session itself, on welcome; only the texts and the heartbeat differ.
                    Assert.Equal(expected.Integer("window"), _link.Sent.Dequeue().Integer("window"));
                    return;
                case "ack":
                    // The session acknowledges each flush, when its owner is through with it.
                    await Eventually.HoldsAsync("acknowledged", () => _link.Acknowledged >= expected.Integer("flush"));
                    return;
                case "subscribe" when !message.ContainsKey("dept"):
                    Subscribe(expected);
                    break;
                case "snapshot":
                    Owner.Once = RecordedRequest.SubscriptionOf(expected);
                    _ = _session!.Snapshot(Owner.Once);
                    break;
                default:
                    _ = _session!.RequestAsync(id =>
                    {
                        Assert.Equal(expected.Integer("id"), id);
                        return expected;
                    });
                    break;
            }

            AssertSent(expected, _link.Sent.Dequeue());
        }

        private void Subscribe(WireMap message)
        {
            var subscription = RecordedRequest.SubscriptionOf(message);
            BringTo(subscription);
            Owner.Subscriptions.Add(subscription);
            _session!.Subscribe(subscription, message.MapOrNull("resume")?.Text("epoch"));
        }

        /// <summary>Puts the streams of a subscription where the recording says that the client stood before.</summary>
        private void BringTo(MarketSubscription subscription)
        {
            foreach (var state in given?["streams"]?.AsArray() ?? [])
            {
                if (Enum.Parse<MarketChannel>((string)state!["channel"]!, ignoreCase: true) == subscription.Channel
                    && (int)state["depth"]! == subscription.Options.Depth
                    && (int)state["grouping"]! == subscription.Options.Grouping
                    && subscription.Symbols.Contains((string)state["symbol"]!))
                {
                    var stream = subscription.GetOrAdd((string)state["symbol"]!);
                    StreamBuilder.Bring(stream, state);
                    stream.Disconnect("not connected");
                }
            }
        }

        private void Compare(JsonNode state)
        {
            Assert.Equal((string)state["epoch"]!, Owner.Epoch);
            Assert.Equal((bool)state["lagging"]!, _session!.IsLagging);
            var expected = state["streams"]!.AsArray().OrderBy(static stream => (long)stream!["stream"]!).ToArray();
            var held = Owner.Streams.ToArray();
            Assert.Equal(
                expected.Select(static stream => (long)stream!["stream"]!),
                held.Select(static stream => stream.Number));
            foreach (var (stream, there) in held.Zip(expected))
            {
                StateAssert.Holds(there!, stream);
            }

            foreach (var once in state["once"]?.AsArray() ?? [])
            {
                StateAssert.Holds(once!, Owner.Once!.Find((string)once!["symbol"]!)!);
            }

            FlushesCompared++;
        }

        private static void AssertSent(WireMap expected, WireMap sent)
        {
            foreach (var (key, value) in expected)
            {
                Assert.True(sent.TryGetValue(key, out var other), $"{key} was not sent");
                if (key == "symbols")
                {
                    // We put patterns last.
                    Assert.Equal(((List<object?>)value!).Order(), ((List<object?>)other!).Order());
                    continue;
                }

                Assert.Equal(Vectors.Text(Vectors.ToNode(value)), Vectors.Text(Vectors.ToNode(other)));
            }

            // What we send beyond it is a default: 0.
            Assert.All(
                sent.Where(pair => !expected.ContainsKey(pair.Key)), static pair => Assert.Equal(0L, pair.Value));
        }
    }
}
