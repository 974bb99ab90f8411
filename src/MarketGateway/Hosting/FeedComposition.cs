namespace MarketGateway.Hosting;

/// <summary>Adds the feed from Kafka; without a configured cluster the embedded broker and the simulated market.</summary>
internal static class FeedComposition
{
    public static void Add(WebApplicationBuilder builder)
    {
        throw new NotSupportedException(builder.ToString());
    }
}
