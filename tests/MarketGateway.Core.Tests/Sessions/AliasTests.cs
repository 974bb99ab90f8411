using System.Text;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Sessions;

namespace MarketGateway.Core.Tests.Sessions;

/// <summary>Other names for symbols, as those of continuous contracts.</summary>
public sealed class AliasTests : IDisposable
{
    private readonly SessionFixture _fixture = new();

    public AliasTests()
    {
        _fixture.Feed.Snapshot("ESH6", "100:1", "101:1");
        _fixture.Feed.Snapshot("ESM6", "200:1", "201:1");
        Set("ES.c.0", "ESH6");
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_name_resolves_at_subscribe_and_the_answer_says_to_what()
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "ES.c.0");
        _fixture.Settle();

        Assert.Equal("ES.c.0", session.StreamOf("ESH6")["alias"]);
        Assert.Equal(100, Assert.Single(session.Data).Bids[0].Price);
    }

    [Fact]
    public async Task A_symbol_that_is_asked_for_itself_has_no_alias()
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "ESH6");
        _fixture.Settle();

        Assert.DoesNotContain("alias", session.StreamOf("ESH6").Keys);
    }

    [Fact]
    public async Task When_the_contract_rolls_the_client_is_told_and_its_stream_goes_on_with_the_old_one()
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "ES.c.0");
        _fixture.Settle();
        Set("ES.c.0", "ESM6");
        _fixture.Feed.Delta("ESH6", bids: "100:2");
        _fixture.Settle();

        var told = Assert.Single(session.Control("alias"));
        Assert.Equal(("ES.c.0", "ESM6"), (told["alias"], told["symbol"]));
        Assert.Equal([session.StreamOf("ESH6")["stream"]], (List<object?>)told["streams"]!);
        Assert.Equal(2, session.Data[^1].Bids[0].Size);

        await session.SubscribeAsync("book", "ES.c.0", id: 2);
        _fixture.Settle();
        Assert.Equal("ES.c.0", session.StreamOf("ESM6")["alias"]);
        Set("ES.c.0", "ESM6");
        _fixture.Settle();
        Assert.Single(session.Control("alias"));
    }

    [Fact]
    public async Task A_name_that_moved_before_its_contract_was_there_is_told_when_it_comes()
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "ES.c.0");
        _fixture.Settle();
        Set("ES.c.0", "ESU6");
        _fixture.Settle();
        _fixture.Feed.Snapshot("ESU6", "100:1", "101:1");
        _fixture.Settle();

        Assert.Equal([null, "ESU6"], session.Control("alias").Select(told => told["symbol"]));
    }

    [Fact]
    public async Task A_name_that_is_withdrawn_stands_for_nothing()
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "ES.c.0");
        _fixture.Settle();
        Assert.True(_fixture.Feed.Market.WithdrawAlias("ES.c.0"u8));
        _fixture.Settle();

        Assert.Null(Assert.Single(session.Control("alias"))["symbol"]);
        Assert.False(_fixture.Feed.Market.WithdrawAlias("ES.c.0"u8));
    }

    [Theory]
    [InlineData("LOOP", "bad_alias", "'LOOP' stands for 'LOOP', and so on")]
    [InlineData("LATER", "unknown_symbol", "there is no symbol 'ESZ9' now, for which 'LATER' stands")]
    public async Task What_leads_nowhere_is_refused_by_name(string alias, string code, string message)
    {
        Set("LOOP", "LOOP");
        Set("LATER", "ESZ9");
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", alias);

        AssertRefused(session, alias, code, message);
    }

    [Fact]
    public async Task What_may_be_seen_is_decided_by_the_symbol_and_not_by_its_name()
    {
        var rights = new SessionRights("desk") { Symbols = [new SymbolPattern("ES.c.0"), new SymbolPattern("ESM6")] };
        Set("NEXT", "ESM6");
        var session = await _fixture.OpenAsync(admission: SessionAdmission.Of(rights));
        await session.SubscribeAsync("book", "ES.c.0 NEXT");

        AssertRefused(session, "ES.c.0", "not_allowed", "'ES.c.0'");
        Assert.Equal("NEXT", session.StreamOf("ESM6")["alias"]);
    }

    [Fact]
    public async Task A_symbol_of_another_shard_is_named_for_its_alias()
    {
        _fixture.Feed.Market.ShardElsewhere = static symbol => symbol == "NQH6" ? "shard b" : null;
        Set("NQ", "NQH6");
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "NQ");

        AssertRefused(session, "NQ", "wrong_shard", "'NQH6', for which 'NQ' stands, is not here but on shard b");
    }

    [Fact]
    public async Task Two_names_of_one_symbol_are_one_stream()
    {
        Set("FRONT", "ESH6");
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "ES.c.0 FRONT ESH6");

        AssertRefused(session, "FRONT", "already_subscribed", "'FRONT' stands for 'ESH6', as 'ES.c.0' does");
        Assert.Equal("ES.c.0", session.StreamOf("ESH6")["alias"]);
    }

    [Fact]
    public async Task A_stream_ends_by_the_name_that_it_was_asked_for()
    {
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "ES.c.0");
        await session.SendAsync("""{"op":"unsubscribe","channel":"book","symbols":["ES.c.0"]}""");
        _fixture.Settle();

        var answer = Assert.Single(session.Control("unsubscribed"));
        Assert.Equal([session.StreamOf("ESH6")["stream"]], (List<object?>)answer["streams"]!);
        Assert.Empty((List<object?>)answer["errors"]!);
    }

    [Fact]
    public async Task A_snapshot_by_another_name_says_of_which_symbol_it_is()
    {
        var session = await _fixture.OpenAsync();
        await session.SendAsync("""{"op":"snapshot","channel":"book","symbols":["ES.c.0"]}""");
        _fixture.Settle();

        var entry = (Dictionary<string, object?>)Assert.Single((List<object?>)session.Control("snapshot")[0]["streams"]!)!;
        Assert.Equal(("ESH6", "ES.c.0"), (entry["symbol"], entry["alias"]));
    }

    [Fact]
    public void A_symbol_goes_before_a_name_that_stands_for_another()
    {
        Set("ESM6", "ESH6");
        Assert.Equal("ESM6", _fixture.Feed.Market.Find("ESM6", out _, out _)!.Symbol);
    }

    [Fact]
    public void Another_log_has_names_of_its_own()
    {
        _fixture.Feed.BeginEpoch("other");
        Assert.Empty(_fixture.Feed.Market.Aliases.All);
    }

    [Fact]
    public void The_same_target_in_another_form_of_its_characters_is_no_change()
    {
        Set("E", "\u00e9");
        var told = 0;
        _fixture.Feed.Market.Resolve("\u00e9"u8);
        _fixture.Feed.Market.CatalogChanged += _ => told++;
        Set("E", "e\u0301");
        Assert.Equal(0, told);
    }

    private void Set(string alias, string symbol) =>
        Assert.Equal(DecodeError.None, _fixture.Feed.Market.SetAlias(Encoding.UTF8.GetBytes(alias), symbol));

    private void AssertRefused(TestSession session, string symbol, string code, string message)
    {
        _fixture.Settle();
        var error = (Dictionary<string, object?>)Assert.Single((List<object?>)session.Control("subscribed")[0]["errors"]!)!;
        Assert.Equal((symbol, code), (error["symbol"], error["code"]));
        Assert.Contains(message, (string)error["message"]!, StringComparison.Ordinal);
    }
}
