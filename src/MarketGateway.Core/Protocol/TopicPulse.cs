namespace MarketGateway.Core.Protocol;

/// <summary>How fresh a topic is, for heartbeats.</summary>
/// <param name="Topic">Its name in Kafka.</param>
/// <param name="Newest">When its newest record occurred at the venue; null before the first.</param>
/// <param name="Lag">How many of its records are not read yet; null when not known.</param>
public readonly record struct TopicPulse(string Topic, long? Newest, long? Lag);
