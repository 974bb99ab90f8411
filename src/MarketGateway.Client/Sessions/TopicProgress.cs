namespace MarketGateway.Client;

/// <summary>How far the gateway has read one topic.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Newest">When the newest record read occurred at the venue; null: none yet.</param>
/// <param name="Lag">How many records are not read yet; null: unknown.</param>
public sealed record TopicProgress(string Topic, DateTimeOffset? Newest, long? Lag);
