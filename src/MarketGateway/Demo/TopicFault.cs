namespace MarketGateway.Demo;

/// <summary>What is wrong with a topic, or could be better, and how to change it.</summary>
/// <param name="Name">What the topic is called.</param>
/// <param name="IsWrong">True when clients lose something by it; false for advice.</param>
/// <param name="What">What it is, and what follows from it.</param>
/// <param name="Change">What to do: a command for Kafka's own scripts where there is one.</param>
public sealed record TopicFault(string Name, bool IsWrong, string What, string Change);
