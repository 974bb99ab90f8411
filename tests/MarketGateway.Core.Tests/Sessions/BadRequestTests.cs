using System.Text;
using System.Text.Json;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;
using MarketGateway.Core.Tests.Protocol;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>What a client can get wrong is answered, with its id and a code; only a client that never gets it right is ended.</summary>
public sealed class BadRequestTests
{
    private static readonly Dictionary<string, JsonElement> Vectors = WireVector.Entries("bad-requests.json")
        .ToDictionary(vector => vector.GetProperty("name").GetString()!);

    public static TheoryData<string, WireFormat> Cases
    {
        get
        {
            var cases = new TheoryData<string, WireFormat>();
            foreach (var (name, vector) in Vectors)
            {
                AddIfGiven(cases, name, WireFormat.Json, vector.GetProperty("json"));
                AddIfGiven(cases, name, WireFormat.MessagePack, vector.GetProperty("messagepack"));
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_bad_request_is_answered_as_the_vector_says(string name, WireFormat format)
    {
        var vector = Vectors[name];
        using var fixture = new SessionFixture(new() { SubscriptionsMax = LimitOf(vector) });
        fixture.Feed.Snapshot("ESH4", "100:1", "101:1");
        var session = await fixture.OpenAsync(format);
        foreach (var before in vector.TryGetProperty("after", out var after) ? after.EnumerateArray() : [])
        {
            await session.SendAsync(before.GetRawText());
        }

        await session.Session.HandleAsync(BytesOf(vector, format));
        fixture.Settle();

        var error = Assert.Single(session.Control("error"));
        Assert.Equal(vector.GetProperty("code").GetString(), error["code"]);
        Assert.Equal(WireReader.FromJson(vector.GetProperty("id")), error["id"]);
        Assert.NotEqual("", error["message"]);
        Assert.False(session.Session.IsEnded);
        Assert.Equal(0, session.Session.SubscriptionCount);
    }

    [Fact]
    public async Task A_client_that_only_sends_nonsense_is_ended()
    {
        using var fixture = new SessionFixture(new() { ErrorsInARowMax = 5 });
        var session = await fixture.OpenAsync();
        for (var request = 0; request < 4; request++)
        {
            await session.SendAsync("""{"op":"nonsense"}""");
        }

        Assert.False(session.Session.IsEnded);
        await session.SendAsync("""{"op":"nonsense"}""");

        Assert.Equal(SessionEndReason.TooManyErrors, session.Transport.ClosedBecause);
    }

    [Fact]
    public async Task An_acknowledgement_of_what_was_not_sent_is_an_error_like_others()
    {
        using var fixture = new SessionFixture(new() { ErrorsInARowMax = 5 });
        var session = await fixture.OpenAsync();
        for (var request = 0; request < 5; request++)
        {
            Assert.False(session.Session.IsEnded);
            await session.SendAsync("""{"op":"ack","flush":1000000}""");
        }

        Assert.Equal(SessionEndReason.TooManyErrors, session.Transport.ClosedBecause);
    }

    [Fact]
    public async Task A_good_request_forgives_the_bad_ones_before_it()
    {
        using var fixture = new SessionFixture(new() { ErrorsInARowMax = 2 });
        var session = await fixture.OpenAsync();
        for (var request = 0; request < 10; request++)
        {
            await session.SendAsync("""{"op":"nonsense"}""");
            await session.SendAsync("""{"op":"ping"}""");
        }

        Assert.False(session.Session.IsEnded);
    }

    [Fact]
    public void Every_ending_but_none_has_a_close_code_of_its_own()
    {
        var codes = Enum.GetValues<SessionEndReason>().Where(reason => reason != SessionEndReason.None)
            .Select(SessionEndReasons.CloseCodeOf).ToList();

        Assert.Equal(codes.Distinct(), codes);
        Assert.All(codes, code => Assert.True(code is 1000 or 1001 or (>= 4000 and < 5000)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SessionEndReasons.CloseCodeOf(SessionEndReason.None));
    }

    private static int LimitOf(JsonElement vector) => vector.TryGetProperty("limits", out var limits)
        ? limits.GetProperty("subscriptions").GetInt32()
        : new SessionOptions().SubscriptionsMax;

    private static byte[] BytesOf(JsonElement vector, WireFormat format) => format == WireFormat.Json
        ? Encoding.UTF8.GetBytes(vector.GetProperty("json").GetString()!)
        : Convert.FromHexString(vector.GetProperty("messagepack").GetString()!);

    private static void AddIfGiven(
        TheoryData<string, WireFormat> cases, string name, WireFormat format, JsonElement request)
    {
        if (request.ValueKind == JsonValueKind.String)
        {
            cases.Add(name, format);
        }
    }
}
