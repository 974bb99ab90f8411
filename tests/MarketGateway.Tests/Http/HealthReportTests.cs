using MarketGateway.Http;

namespace MarketGateway.Tests.Http;

/// <summary>Whether clients may be sent here, and why not, in words.</summary>
public sealed class HealthReportTests : IFeedReadiness, IDrainState
{
    private static readonly TopicHealth Books = new("md.books", true, 4, 0, 100, 100, 0, 0.4);

    public bool IsReady { get; set; } = true;

    public bool HasBeenReady => IsReady;

    public double Progress { get; set; } = 1;

    public string Phase { get; set; } = "ready";

    public bool IsDraining { get; set; }

    internal TopicHealth Topic { get; set; } = Books;

    IReadOnlyList<TopicHealth> IFeedReadiness.Topics => [Topic];

    [Fact]
    public void A_quiet_feed_whose_leaders_answer_is_ready() => AssertReady();

    [Fact]
    public void A_feed_that_reads_the_log_says_how_far_it_is()
    {
        (IsReady, Phase, Progress) = (false, "catching_up", 0.4567);
        AssertNotReady("starting", "reading what was in the log at the start: 45.7 % is done");
    }

    [Fact]
    public void A_topic_that_does_not_exist_is_named()
    {
        (IsReady, Phase, Topic) = (false, "waiting_for_topics", Books with { Exists = false });
        AssertNotReady("starting", "topic md.books does not exist; nothing is read until it is created");
    }

    [Fact]
    public void Leaders_that_do_not_answer_make_the_feed_stale_once_the_limit_is_passed()
    {
        Topic = Books with { AgeSeconds = 29, Unreachable = 2, LagRecords = null };
        AssertReady();
        Topic = Topic with { AgeSeconds = 31.25 };
        AssertNotReady(
            "stale",
            "topic md.books was seen whole 31.3 s ago, which is more than Health:FeedAgeMax (30 s): the leaders of 2 of its 4 partitions do not answer");
    }

    [Fact]
    public void Records_that_an_open_transaction_withholds_for_too_long_make_the_feed_stale()
    {
        Topic = Books with { AgeSeconds = 60, LagRecords = 7, WithheldRecords = 5 };
        AssertNotReady(
            "stale",
            "topic md.books was seen whole 60 s ago, which is more than Health:FeedAgeMax (30 s): 7 records wait to be read, 5 of them for a transaction that is open");
    }

    [Fact]
    public void Records_that_wait_too_long_make_the_feed_stale_although_all_leaders_answer()
    {
        Topic = Books with { AgeSeconds = 60, LagRecords = 7 };
        AssertNotReady(
            "stale",
            "topic md.books was seen whole 60 s ago, which is more than Health:FeedAgeMax (30 s): 7 records wait to be read");
    }

    [Fact]
    public void Without_a_limit_a_feed_may_be_of_any_age()
    {
        Topic = Books with { AgeSeconds = 9_999 };
        Assert.True(new HealthReport(this, this, new HealthOptions { FeedAgeMax = TimeSpan.Zero }).IsReady);
    }

    [Fact]
    public void A_gateway_that_drains_is_not_ready_whatever_its_feed()
    {
        IsDraining = true;
        AssertNotReady("draining", "the gateway is about to end and takes no further clients");
    }

    private void AssertReady()
    {
        var report = new HealthReport(this, this, new HealthOptions());
        Assert.Empty(report.Reasons());
        Assert.True(report.IsReady);
        Assert.Equal("ready", report.Status([]));
    }

    private void AssertNotReady(string status, string reason)
    {
        var report = new HealthReport(this, this, new HealthOptions());
        var reasons = report.Reasons();
        Assert.Equal([reason], reasons);
        Assert.False(report.IsReady);
        Assert.Equal(status, report.Status(reasons));
    }
}
