namespace MarketGateway.Core.Tests.Sessions;

/// <summary>How streams are named in the answers to snapshot and update.</summary>
public sealed class ParameterAnswerTests : IDisposable
{
    private readonly SessionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_single_snapshot_has_a_number_that_no_held_stream_has()
    {
        _fixture.Feed.Snapshot("A", "100:1", "101:1");
        var session = await _fixture.OpenAsync();
        await session.SubscribeAsync("book", "A");
        _fixture.Settle();

        await session.SendAsync("""{"op":"snapshot","id":2,"channel":"book","symbols":["A"]}""");
        _fixture.Settle();

        var held = (long)session.StreamOf("A")["stream"]!;
        var answer = Assert.Single(session.Control("snapshot"));
        var once = (Dictionary<string, object?>)Assert.Single((List<object?>)answer["streams"]!)!;
        Assert.NotEqual(held, once["stream"]);
        Assert.Equal([held, (long)once["stream"]!], session.Data.Select(message => message.Stream));
    }

    [Fact]
    public async Task A_stream_whose_parameters_cannot_go_together_is_refused_by_its_number()
    {
        var session = await _fixture.OpenAsync();
        _fixture.Feed.Quote("A", "100:1", "101:1");
        await session.SubscribeAsync("quote", "A");
        _fixture.Settle();
        var number = session.StreamOf("A", "quote")["stream"];

        await session.SendAsync(
            $$"""{"op":"update","id":2,"streams":[{{number}}],"fields":["volume"],"minPriceMove":1}""");
        _fixture.Settle();

        var answer = Assert.Single(session.Control("updated"));
        Assert.Empty((List<object?>)answer["streams"]!);
        var error = (Dictionary<string, object?>)Assert.Single((List<object?>)answer["errors"]!)!;
        Assert.Equal(["stream", "code", "message"], error.Keys);
        Assert.Equal((number, "bad_combination"), (error["stream"], error["code"]));
    }
}
