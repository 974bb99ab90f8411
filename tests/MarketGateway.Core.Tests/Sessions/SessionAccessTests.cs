using MarketGateway.Core.Books;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Sessions;

public sealed class SessionAccessTests : IDisposable, ITokenReader
{
    private readonly SessionFixture _fixture;

    public SessionAccessTests() => _fixture = new SessionFixture(tokens: this);

    public void Dispose() => _fixture.Dispose();

    /// <summary>A token here is its subject, and how many seconds it lasts: desk7:30.</summary>
    ValueTask<TokenVerdict> ITokenReader.ReadAsync(string token)
    {
        var parts = token.Split(':');
        return ValueTask.FromResult(parts.Length == 2
            ? TokenVerdict.Of(new SessionRights(parts[0])
            {
                ExpiresAt = _fixture.Feed.Time.GetUtcNow().AddSeconds(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)),
            })
            : TokenVerdict.Refused("it is no token"));
    }

    [Fact]
    public async Task A_client_that_shows_no_token_within_ten_seconds_is_closed()
    {
        var session = await _fixture.OpenAsync(admission: SessionAdmission.ByFirstFrame);
        _fixture.Advance(9_500);
        Assert.False(session.Session.IsEnded);
        Assert.Empty(session.Control("heartbeat"));
        _fixture.Advance(1_000);
        Assert.Equal(SessionEndReason.Unauthorized, session.Session.EndReason);
    }

    [Fact]
    public async Task A_session_ends_when_its_token_does_unless_it_is_renewed()
    {
        var ends = await _fixture.OpenAsync(admission: SessionAdmission.ByFirstFrame);
        var stays = await _fixture.OpenAsync(admission: SessionAdmission.ByFirstFrame);
        await ends.SendAsync("""{"op":"auth","token":"desk7:30"}""");
        await stays.SendAsync("""{"op":"auth","token":"desk7:30"}""");
        _fixture.Advance(29_000);
        await stays.SendAsync("""{"op":"auth","token":"desk7:30"}""");
        _fixture.Advance(2_000);
        Assert.Equal(SessionEndReason.TokenExpired, ends.Session.EndReason);
        Assert.False(stays.Session.IsEnded);
    }

    [Theory]
    [InlineData("""{"op":"auth","token":"nonsense"}""")]
    [InlineData("""{"op":"subscribe","channel":"quote","symbols":["A"]}""")]
    [InlineData("""{"op":"unsubscribe","streams":[1]}""")]
    [InlineData("""{"op":"snapshot","channel":"quote","symbols":["A"]}""")]
    public async Task Without_rights_anything_but_a_good_token_ends_the_session(string request)
    {
        var session = await _fixture.OpenAsync(admission: SessionAdmission.ByFirstFrame);
        await session.SendAsync("""{"op":"hello"}""");
        await session.SendAsync("""{"op":"ping"}""");
        await session.SendAsync(request);
        Assert.Equal(SessionEndReason.Unauthorized, session.Session.EndReason);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("desk8:30")]
    public async Task A_renewal_in_vain_changes_nothing(string token)
    {
        var session = await _fixture.OpenAsync(admission: SessionAdmission.ByFirstFrame);
        await session.SendAsync("""{"op":"auth","token":"desk7:30"}""");
        await session.SendAsync($$"""{"op":"auth","id":4,"token":"{{token}}"}""");
        await session.UntilAsync(told => told.Control("error").Count == 1, "the refusal");
        Assert.Equal("unauthorized", session.Control("error")[0]["code"]);
        Assert.Equal("desk7", session.Session.Rights.Principal);
        _fixture.Advance(29_000);
        Assert.False(session.Session.IsEnded);
    }

    [Fact]
    public void Nothing_is_allowed_to_one_who_has_shown_nothing() => Assert.False(SessionRights.None.Allows("ESH6"));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(3, 3)]
    [InlineData(9, 5)]
    public void A_depth_is_brought_down_to_what_is_allowed(int asked, int given)
    {
        var rights = new SessionRights("desk7") { DepthMax = 5, Symbols = [new SymbolPattern("ES*"), new SymbolPattern("NQH6")] };
        Assert.Equal(given, rights.LimitDepth(asked));
        Assert.True(rights.Allows("ESM6") && rights.Allows("NQH6"));
        Assert.False(rights.Allows("NQM6"));
        Assert.Equal(0, rights.Limit(new StreamParameters { Channel = Channel.Quote }).Depth);
    }
}
