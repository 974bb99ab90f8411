using MarketGateway.Core.Feed;

namespace MarketGateway.Demo;

/// <summary>Publishing that waits for room.</summary>
public static class FeedOutputs
{
    private static readonly TimeSpan RoomCheckInterval = TimeSpan.FromMilliseconds(2);

    /// <summary>Publishes one record; when the output is full, waits until it is not.</summary>
    public static ValueTask PublishAsync(
        this IFeedOutput output,
        FeedTopic topic,
        byte[] key,
        FeedUpdate update,
        TimeProvider time,
        CancellationToken cancellation) =>
        output.TryPublish(topic, key, update)
            ? ValueTask.CompletedTask
            : PublishWhenThereIsRoomAsync(output, topic, key, update, time, cancellation);

    private static async ValueTask PublishWhenThereIsRoomAsync(
        IFeedOutput output,
        FeedTopic topic,
        byte[] key,
        FeedUpdate update,
        TimeProvider time,
        CancellationToken cancellation)
    {
        do
        {
            await Task.Delay(RoomCheckInterval, time, cancellation).ConfigureAwait(false);
        }
        while (!output.TryPublish(topic, key, update));
    }
}
